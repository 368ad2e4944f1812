import {
  ANY_SENDER,
  type Cause,
  type Diagnosed,
  type Diagnosis,
  type Message,
  quoteCommand,
} from '../analyzer/model/index.ts';
import { tellRemedy } from './remedy.ts';
import { catalogueOf, causeTextsOf, inWords, type Language, named, questionIn, tell } from './tell.ts';
import { together } from './together.ts';

/** A headline is never longer (what fits on a phone's lock screen). */
const HEADLINE_LIMIT = 140;

/** The diagnosis as the public contract has it: `roundtrip.diagnosis/1`, told in one language. */
export function tellDiagnosis(found: Diagnosed, language: Language = 'en'): Diagnosis {
  const say = (message: Message) => tell(message, language);
  return {
    schema: 'roundtrip.diagnosis/1',
    host: machineName(found.host, language),
    cause: found.cause,
    stage: found.stage,
    certainty: found.certainty,
    scope: found.scope,
    headline: shorten(headlineOf(found, language)),
    explanation: explanationOf(found, language),
    ...(found.advice === undefined ? {} : { advice: found.advice }),
    flow: found.flow,
    stages: found.stages.map(({ because, ...stage }) => ({ ...stage, because: say(because) })),
    next: found.next,
    witnesses: {
      model: { says: found.witnesses.model.says, detail: say(found.witnesses.model.detail) },
      kernel: { says: found.witnesses.kernel.says, detail: say(found.witnesses.kernel.detail) },
      counters: { says: found.witnesses.counters.says, detail: say(found.witnesses.counters.detail) },
      capture: { says: found.witnesses.capture.says, detail: say(found.witnesses.capture.detail) },
    },
    candidates: found.candidates.map((candidate) => ({
      cause: candidate.told.cause,
      stage: candidate.stage,
      standing: candidate.standing,
      for: candidate.for.map(say),
      against: candidate.against.map(say),
      assumes: together(candidate.assumes).map(({ question, kind }) => ({
        ...questionIn(language, question),
        kind,
      })),
    })),
    ...(found.settles === undefined
      ? {}
      : { settles: quoteCommand(found.settles.command), settlesOn: machineName(found.settles.on, language) }),
    alsoAffected: found.alsoAffected,
    evidence: found.evidence,
    remedies: found.remedies.map((remedy) => tellRemedy(remedy, language)),
    remarks: [...new Set(together(found.remarks).map(say))],
  };
}

/** A machine by its name, or as what it is where none was shown. */
export function machineName(name: string, language: Language): string {
  const { theSender, host } = catalogueOf(language).unnamed.again;
  if (name === ANY_SENDER) return theSender;
  return name === '' ? host : name;
}

/** The verdict in one plain sentence, as long as it is. */
export function headlineOf({ told, scene }: Pick<Diagnosed, 'told' | 'scene'>, language: Language): string {
  const { cause, facts } = named(told, language, 'first');
  const texts = causeTextsOf(language, cause);
  return inWords(() => texts.headline(facts as never, named(scene, language, 'first')), told, language);
}

/** Why it is so, and what Linux does there; of an open verdict, why it is open. */
function explanationOf({ told, why, ...found }: Diagnosed, language: Language): string {
  const { prose } = catalogueOf(language);
  const sentenceOf = (clause: string, ...parameters: unknown[]) =>
    prose.sentence(clause, beginsWithName(clause, parameters));
  const { cause, facts } = named(told, language, 'again');
  const scene = named(found.scene, language, 'again');
  const texts = causeTextsOf(language, cause);
  if (cause === 'inconclusive') {
    const open = why === undefined ? '' : sentenceOf(tell(why, language), why);
    return prose.join([open, texts.explanation(facts as never, scene)].filter((part) => part !== ''));
  }
  return inWords(
    () => {
      const explanation = texts.explanation(facts as never, scene);
      if (SELF_EXPLAINED.has(cause)) return explanation;
      return prose.join([sentenceOf(texts.because(facts as never, scene), facts, scene), explanation]);
    },
    told,
    language,
  );
}

/** Their explanation says already why. */
const SELF_EXPLAINED: ReadonlySet<Cause> = new Set([
  'healthy',
  'strict-rp-filter',
  'no-return-route',
  'request-not-arriving',
  'reply-leaves-other-interface',
  'source-is-own-address',
]);

/** Whether a clause begins with one of its parameters: the name of an interface, a host, a setting. */
function beginsWithName(text: string, parameters: readonly unknown[]): boolean {
  return [...stringsIn(parameters)].some(
    (name) => name !== '' && text.startsWith(name) && !/^\w/.test(text.slice(name.length)),
  );
}

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* stringsIn(inner);
}

/** A headline within its limit. */
export function shorten(headline: string): string {
  return headline.length <= HEADLINE_LIMIT ? headline : `${headline.slice(0, HEADLINE_LIMIT - 1)}…`;
}
