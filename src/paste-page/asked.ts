import type { Diagnosed, Diagnosis } from '../analyzer/model/index.ts';
import { parseAddress } from '../analyzer/model/index.ts';
import {
  type ExplainFlags,
  explain,
  type Language,
  refusalMessages,
  takenMessage,
  tell,
} from '../library.ts';
import { pageTextsIn, tellInTurn } from '../texts/index.ts';

/** What was typed to narrow the question; empty where nothing was. */
export type Fields = Readonly<
  Record<'host' | 'interface' | 'from' | 'to' | 'port' | 'protocol' | 'gateway', string>
>;

/** The answer to a console, or why there is none and what to do. */
export type Answered =
  | { kind: 'answered'; diagnosis: Diagnosis; found: Diagnosed; taken?: string }
  | { kind: 'refused'; message: string; nextStep: string };

/** Explains a console as `roundtrip explain` does. */
export function answerTo(text: string, fields: Fields, language: Language): Answered {
  const texts = pageTextsIn(language);
  if (text.trim() === '') return { kind: 'refused', message: texts.empty, nextStep: texts.pasteFirst };
  const flags = flagsOf(fields, language);
  if (typeof flags === 'string') return { kind: 'refused', message: flags, nextStep: texts.narrowHint };
  const explained = explain(text.replaceAll('\0', ''), flags, language);
  if (explained.kind === 'too-large') {
    const message = texts.tooLarge({ megabytes: explained.limit / 1024 / 1024 });
    return { kind: 'refused', message, nextStep: texts.cutIt };
  }
  if (explained.kind === 'refused') {
    const { message, nextStep } = refusalMessages(explained.refused);
    return { kind: 'refused', message: tell(message, language), nextStep: tell(nextStep, language) };
  }
  const { diagnosis, found, question, changed } = explained;
  if (question.taken.by === 'flags') return { kind: 'answered', diagnosis, found };
  const taken = tellInTurn([takenMessage(question), ...changed], language);
  return { kind: 'answered', diagnosis, found, taken };
}

/** The fields as flags, or what is wrong with one of them. */
function flagsOf(fields: Fields, language: Language): ExplainFlags | string {
  const texts = pageTextsIn(language);
  const trimmed = Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()]])),
  ) as Partial<Fields>;
  for (const name of ['from', 'to', 'gateway'] as const) {
    const text = trimmed[name];
    if (text !== undefined && !parseAddress(text))
      return texts.notAnAddress({ field: texts.fields[name], text });
  }
  const { port: portText, protocol, ...named } = trimmed;
  if (portText === undefined) return named;
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : 0;
  if (port < 1 || port > 65_535) return texts.notAPort({ text: portText });
  return { ...named, port, protocol: protocol === 'udp' ? 'udp' : 'tcp' };
}
