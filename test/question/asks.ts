import {
  findQuestion,
  type QuestionFlags,
  type QuestionFound,
  type QuestionRefused,
} from '../../src/analyzer/index.ts';
import type { Flow } from '../../src/analyzer/model/index.ts';
import { readTranscript } from '../../src/transcript/index.ts';

/** The question of a pasted console. */
export function questionIn(text: string, flags: QuestionFlags = {}): QuestionFound | QuestionRefused {
  const read = readTranscript(text);
  if (read.kind !== 'read') throw new Error('too large');
  return findQuestion(read.observations, flags);
}

/** The same, where there must be one. */
export function found(text: string, flags: QuestionFlags = {}): QuestionFound {
  const question = questionIn(text, flags);
  if (question.kind === 'refused') throw new Error(`refused: ${JSON.stringify(question)}`);
  return question;
}

/** `172.16.0.4 > 172.16.5.4 tcp 443 eth1`; `?` for what nothing shows. */
export function inShort({ from, to, protocol, port, interface: name }: Flow): string {
  return [from ?? '?', '>', to || '?', protocol, ...(port === undefined ? [] : [port]), name || '?'].join(
    ' ',
  );
}

/** Host and flow in one line: `server-b: 172.16.0.4 > 172.16.5.4 icmp eth1`, or why it is refused. */
export function asks(text: string, flags: QuestionFlags = {}): string {
  const question = questionIn(text, flags);
  if (question.kind === 'refused') return `refused: ${question.reason}`;
  return `${question.hostName ?? '-'}: ${inShort(question.flow)}`;
}
