import { EXIT, RoundtripError } from '../errors.ts';
import {
  type Diagnosed,
  type Diagnosis,
  type ExplainFlags,
  explain,
  type Language,
  namedInterfaces,
  type QuestionFound,
  type QuestionRefused,
  readTranscript,
  refusalMessages,
  takenMessage,
  tell,
} from '../library.ts';
import { failed } from '../texts/failures/index.ts';
import { tellInTurn } from '../texts/index.ts';

export type { ExplainFlags } from '../library.ts';

/** The diagnosis of a pasted console, and the question that it answers. */
export type Explanation = {
  diagnosis: Diagnosis;
  /** The diagnosis as events keep it; what was taken as the question is among its remarks. */
  found: Diagnosed;
  question: QuestionFound;
  /** What was taken as the question, and why, in a sentence; absent where the asker named it all. */
  taken?: string;
};

/**
 * Explains a pasted console, in one language. Throws a RoundtripError (exit status 2) where it holds no question: `transcript-empty`,
 * `transcript-too-large`, `host-ambiguous`, `host-unknown`, `interface-unknown`, `option-invalid`.
 */
export function explainConsole(
  text: string,
  flags: ExplainFlags = {},
  language: Language = 'en',
): Explanation {
  const explained = explain(text, flags, language);
  if (explained.kind === 'too-large') {
    const megabytes = explained.limit / 1024 / 1024;
    throw failed('transcript-too-large', { megabytes }, { exitStatus: EXIT.usage });
  }
  if (explained.kind === 'refused') throw refusal(explained.refused, language);
  const { diagnosis, found, question, changed } = explained;
  if (question.taken.by === 'flags') return { diagnosis, found, question };
  const taken = takenMessage(question);
  const remarks = [{ key: 'remark.taken', taken } as const, ...found.remarks];
  const told = tellInTurn([taken, ...changed], language);
  return { diagnosis, found: { ...found, remarks }, question, taken: told };
}

const CODES = {
  'no-console': 'transcript-empty',
  'several-hosts': 'host-ambiguous',
  'host-unknown': 'host-unknown',
  'interface-unknown': 'interface-unknown',
  'interface-local': 'option-invalid',
  'address-unfit': 'option-invalid',
  'not-an-interface': 'option-invalid',
} as const satisfies Record<QuestionRefused['reason'], string>;

function refusal(refused: QuestionRefused, language: Language): RoundtripError {
  const { message, nextStep } = refusalMessages(refused);
  return new RoundtripError(CODES[refused.reason], tell(message, language), tell(nextStep, language), {
    exitStatus: EXIT.usage,
  });
}

/** The names that a pasted console shows, for whoever reads the words beside it. */
export function namesInConsole(text: string): { interfaces: readonly string[]; hosts: readonly string[] } {
  const read = readTranscript(text);
  if (read.kind === 'too-large') return { interfaces: [], hosts: [] };
  const interfaces = new Set(read.observations.flatMap(namedInterfaces));
  return { interfaces: [...interfaces], hosts: read.observations.flatMap(({ host }) => host ?? []) };
}
