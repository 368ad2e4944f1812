import { isIP } from 'node:net';
import { parseHostName } from '../config/index.ts';
import { printable } from '../printable.ts';
import { failed } from '../texts/failures/index.ts';
import type { Sender, TriageRequest } from '../triage/index.ts';

/** What the words around a paste say of the flow. */
type AskedFlow = Pick<TriageRequest, 'protocol'> &
  Partial<Pick<TriageRequest, 'from' | 'to' | 'port' | 'waitSeconds'>>;

/** Takes `from X`, `to IP`, `port N`, `udp`, `wait N` and their `--` forms out of the words. */
export function takeFlow(words: readonly string[]): { flow: AskedFlow; rest: string[] } {
  const flow: AskedFlow = { protocol: 'icmp' };
  const rest: string[] = [];
  let named: 'tcp' | 'udp' | undefined;
  for (let at = 0; at < words.length; at += 1) {
    const { key, value: joined } = keyOf(words[at] ?? '');
    if (key === 'udp' || key === 'tcp') {
      named = key;
      continue;
    }
    if (key !== 'from' && key !== 'to' && key !== 'port' && key !== 'wait') {
      rest.push(words[at] ?? '');
      continue;
    }
    const value = joined ?? words[at + 1];
    if (
      key === 'to' &&
      joined === undefined &&
      isIP(value ?? '') === 0 &&
      !(words[at] ?? '').startsWith('--')
    ) {
      rest.push('to');
      continue;
    }
    if (joined === undefined) at += 1;
    setFlow(flow, key, value ?? '');
  }
  if (named) flow.protocol = named;
  else if (flow.port !== undefined) flow.protocol = 'tcp';
  return { flow, rest };
}

function keyOf(word: string): { key: string; value?: string } {
  const match = /^--([a-z]+)(?:=(.*))?$/.exec(word);
  if (match) return { key: match[1] ?? '', ...(match[2] === undefined ? {} : { value: match[2] }) };
  return { key: word.toLowerCase() };
}

function setFlow(flow: AskedFlow, key: 'from' | 'to' | 'port' | 'wait', value: string): void {
  if (key === 'from') flow.from = senderOf(value);
  else if (key === 'to') flow.to = addressOf(value);
  else if (key === 'port') flow.port = numberOf(value, 'port', 65_535);
  else flow.waitSeconds = numberOf(value, 'seconds', 120);
}

function senderOf(value: string): Sender {
  const word = value.replace(/['’]s$/u, '');
  if (isIP(word) !== 0) return { kind: 'address', address: word };
  return { kind: 'host', host: parseHostName(word) };
}

function addressOf(value: string): string {
  if (isIP(value) !== 0 && !value.includes('%')) return value;
  throw failed('address-invalid', { address: printable(value, 60) });
}

function numberOf(value: string, what: 'port' | 'seconds', most: number): number {
  const number = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= most) return number;
  throw failed('number-invalid', { text: printable(value, 40), what });
}
