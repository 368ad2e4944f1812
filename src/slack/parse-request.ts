import { isIP } from 'node:net';
import { parseHostName, parseInterfaceName } from '../config/index.ts';
import { RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { Sender, TriageRequest } from '../triage/index.ts';
import { LIMITS } from './limits.ts';
import { readTyped } from './typed-text.ts';

/** What somebody asked of the bot. `message` is one sentence for them, not escaped. */
export type Asked =
  | { kind: 'help' }
  | { kind: 'request'; request: TriageRequest }
  | { kind: 'malformed'; message: string };

const EXAMPLE = 'Ask like this: server-b eth1 from server-a';

/** Words of a sentence that are never the name of a host or an interface. */
const FILLERS = new Set(
  (
    'a able again an and answer answering answers any anybody anyone are at be broken can cannot cant check connect could ' +
    "couldn't can't can’t couldn’t did didn't didn’t do does doesn't doesn’t doesnt down for get getting hello help hey hi host i i'm i’m icmp in " +
    "interface is isn’t isn't it its longer machine me my nic no nobody not of on or our out ping pinging pings please " +
    'probe reach reachable reached replies reply replying respond responding responds see server since still tcp test thanks ' +
    "that the there this to triage trying unable unreachable up us we what what's why will with won't won’t work working works " +
    'you your from port udp'
  ).split(' '),
);

/** What stands between an interface and its host: "eth1 on server-b". */
const BETWEEN = new Set(['on', 'of', 'at', 'in']);
const SKIPPED_BEFORE_HOST = new Set(['the', 'host', 'server', 'machine', 'my', 'our']);

/**
 * Reads `server-b eth1 from server-a`, `eth1 on server-b --port 443` or a sentence such as "can't ping eth1 on
 * server-b". Strict: a name that could not be one, or a word that means nothing here, refuses the whole.
 */
export function parseRequest(text: string): Asked {
  const typed = readTyped(text, LIMITS.request);
  if (typed.kind === 'unreadable') return malformed(`I cannot read this: ${typed.because}.`);
  const { words } = typed;
  if (words.length === 0 || (words.length === 1 && /^(--)?(help|hilfe|usage)$|^-h$/i.test(words[0] ?? '')))
    return { kind: 'help' };
  try {
    return readWords(words);
  } catch (error) {
    if (error instanceof RoundtripError) return malformed(error.message);
    throw error;
  }
}

export type AskedFlow = Pick<TriageRequest, 'protocol'> &
  Partial<Pick<TriageRequest, 'from' | 'to' | 'port' | 'waitSeconds'>>;

function readWords(words: readonly string[]): Asked {
  const { flow, rest } = takeFlow(words);
  const asked = takeHostAndInterface(rest);
  if (!asked)
    return malformed(
      `I do not see which interface of which host you mean in "${printable(words.join(' '), 80)}".`,
    );
  const stray = asked.rest.find((word) => !isFiller(word));
  if (stray !== undefined) return malformed(`I do not know what "${printable(stray, 40)}" means here.`);
  if (isIP(asked.interface) !== 0) {
    return malformed(
      `"${printable(asked.interface, 40)}" is an address; name the interface that has it, and add "to ${printable(asked.interface, 40)}".`,
    );
  }
  if (flow.protocol !== 'icmp' && flow.port === undefined)
    return malformed(`A ${flow.protocol} question needs "port N".`);
  return { kind: 'request', request: { host: asked.host, interface: asked.interface, ...flow } };
}

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
  else flow.waitSeconds = numberOf(value, 'number of seconds to wait', 120);
}

function senderOf(value: string): Sender {
  const word = value.replace(/['’]s$/u, '');
  if (isIP(word) !== 0) return { kind: 'address', address: word };
  return { kind: 'host', host: parseHostName(word) };
}

function addressOf(value: string): string {
  if (isIP(value) !== 0 && !value.includes('%')) return value;
  throw new RoundtripError('address-invalid', `"${printable(value, 60)}" is not an IP address.`, EXAMPLE);
}

function numberOf(value: string, what: string, most: number): number {
  const number = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= most) return number;
  throw new RoundtripError('number-invalid', `"${printable(value, 40)}" is not a ${what}.`, EXAMPLE);
}

type Found = { host: string; interface: string; rest: string[] };

function takeHostAndInterface(words: readonly string[]): Found | undefined {
  return (
    interfaceOnHost(words) ??
    hostsInterface(words) ??
    interfaceApartFromHost(words) ??
    hostThenInterface(words)
  );
}

/** "eth1 on server-b", "eth1 of the host server-b". */
function interfaceOnHost(words: readonly string[]): Found | undefined {
  for (let at = 1; at < words.length - 1; at += 1) {
    if (!BETWEEN.has((words[at] ?? '').toLowerCase()) || isFiller(words[at - 1] ?? '')) continue;
    let hostAt = at + 1;
    while (SKIPPED_BEFORE_HOST.has((words[hostAt] ?? '').toLowerCase())) hostAt += 1;
    const host = words[hostAt];
    if (host === undefined || isFiller(host)) continue;
    const rest = [...words.slice(0, at - 1), ...words.slice(hostAt + 1)];
    return { host: parseHostName(host), interface: parseInterfaceName(words[at - 1] ?? ''), rest };
  }
  return undefined;
}

/** "does eth1 work on server-b": the only other word that means something is the interface. */
function interfaceApartFromHost(words: readonly string[]): Found | undefined {
  const at = words.findIndex((word) => BETWEEN.has(word.toLowerCase()));
  const others = words.filter((word) => !isFiller(word));
  const [interfaceName, host] = others;
  if (at < 0 || others.length !== 2 || interfaceName === undefined || host === undefined) return undefined;
  if (words.indexOf(interfaceName) > at || words.lastIndexOf(host) < at) return undefined;
  return { host: parseHostName(host), interface: parseInterfaceName(interfaceName), rest: [] };
}

/** "server-b's eth1". */
function hostsInterface(words: readonly string[]): Found | undefined {
  const at = words.findIndex((word) => /..['’]s$/u.test(word) && !isFiller(word));
  const interfaceName = words[at + 1];
  if (at < 0 || interfaceName === undefined || isFiller(interfaceName)) return undefined;
  const host = (words[at] ?? '').replace(/['’]s$/u, '');
  const rest = [...words.slice(0, at), ...words.slice(at + 2)];
  return { host: parseHostName(host), interface: parseInterfaceName(interfaceName), rest };
}

/** "server-b eth1": the first two words that are no fillers, next to each other. */
function hostThenInterface(words: readonly string[]): Found | undefined {
  const at = words.findIndex((word) => !isFiller(word));
  const host = words[at];
  const interfaceName = words[at + 1];
  if (host === undefined || interfaceName === undefined || isFiller(interfaceName)) return undefined;
  const rest = [...words.slice(0, at), ...words.slice(at + 2)];
  return { host: parseHostName(host), interface: parseInterfaceName(interfaceName), rest };
}

function isFiller(word: string): boolean {
  return FILLERS.has(word.toLowerCase());
}

function malformed(message: string): Asked {
  return { kind: 'malformed', message: `${message} ${EXAMPLE}` };
}
