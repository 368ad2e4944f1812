import { isIP } from 'node:net';
import { parseInterfaceName } from '../config/index.ts';
import { printable } from '../printable.ts';
import { failed } from '../texts/failures/index.ts';
import type { ExplainFlags } from '../triage/index.ts';
import { LIMITS } from './limits.ts';
import { takeFlow } from './take-flow.ts';
import { readTyped } from './typed-text.ts';

/** The names that the paste shows. */
type Shown = { interfaces: readonly string[]; hosts: readonly string[] };

/**
 * Reads the words around a pasted console: `explain eth1 from 172.16.0.4 port 443 gateway 172.16.5.1`, `explain eth1:443`, or
 * a sentence in which one of the interfaces that the paste shows is named. What they leave out is found in the paste. Throws
 * `question-unreadable` and what is wrong with a part of them.
 */
export function parseExplain(text: string, shown: Shown): ExplainFlags {
  const typed = readTyped(text, LIMITS.request);
  if (typed.kind === 'words') return readWords(typed.words, shown);
  const { kind: _kind, ...facts } = typed;
  throw failed('question-unreadable', facts);
}

function readWords(words: readonly string[], shown: Shown): ExplainFlags {
  const { gateway, others } = takeGateway(words);
  const { flow, rest } = takeFlow(others);
  const { from, to, protocol } = flow;
  if (from?.kind === 'host') throw failed('sender-not-an-address', { name: printable(from.host, 40) });
  const { host, left } = takeHost(rest, shown.hosts);
  const named = namedInterface(left, shown.interfaces);
  const port = flow.port ?? named?.port;
  return {
    ...(named === undefined ? {} : { interface: parseInterfaceName(named.interface) }),
    ...(from === undefined ? {} : { from: from.address }),
    ...(to === undefined ? {} : { to }),
    ...(protocol === 'icmp' && port === undefined ? {} : { protocol: protocol === 'udp' ? 'udp' : 'tcp' }),
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
    ...(gateway === undefined ? {} : { gateway }),
  };
}

/** The interface among the words, with the port where it is written behind it (`eth1:443`). */
function namedInterface(
  words: readonly string[],
  shown: readonly string[],
): { interface: string; port?: number } | undefined {
  const known = words.map((word) => ({ word, ...portBehind(word) }));
  const found = known.find(({ word, interface: name }) => shown.includes(word) || shown.includes(name));
  if (found) return shown.includes(found.word) ? { interface: found.word } : found;
  const after = words.findIndex((word) => /^(?:explain|--?iface|iface)$/i.test(word));
  const explicit = after < 0 ? undefined : words[after + 1];
  return explicit === undefined || SENTENCE.test(explicit) ? undefined : portBehind(explicit);
}

function portBehind(word: string): { interface: string; port?: number } {
  const [, name, digits] = /^(.+):(\d{1,5})$/.exec(word) ?? [];
  const port = Number(digits);
  return name !== undefined && port >= 1 && port <= 65_535 ? { interface: name, port } : { interface: word };
}

/** `on server-b`, `host server-b`, where a prompt of the paste has that name. */
function takeHost(words: readonly string[], hosts: readonly string[]): { host?: string; left: string[] } {
  const at = words.findIndex(
    (word, index) => /^(?:--host|host|on|of)$/i.test(word) && hosts.includes(words[index + 1] ?? ''),
  );
  const host = at < 0 ? undefined : words[at + 1];
  if (host === undefined) return { left: [...words] };
  return { host, left: [...words.slice(0, at), ...words.slice(at + 2)] };
}

/** What follows "explain" in a sentence and is no interface. */
const SENTENCE = /^(?:this|that|it|the|what|why|please|me|us|console|paste|output|snippet|file|to)$/i;

function takeGateway(words: readonly string[]): { gateway?: string; others: string[] } {
  const at = words.findIndex((word) => /^(?:--)?gateway$/i.test(word));
  const gateway = at < 0 ? undefined : words[at + 1];
  if (gateway === undefined || isIP(gateway) === 0) return { others: [...words] };
  return { gateway, others: [...words.slice(0, at), ...words.slice(at + 2)] };
}
