import { isIP } from 'node:net';
import { parseInterfaceName } from '../config/index.ts';
import { RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { ExplainFlags } from '../triage/index.ts';
import { LIMITS } from './limits.ts';
import { takeFlow } from './take-flow.ts';
import { readTyped } from './typed-text.ts';

/** What is asked of a paste; what the words leave out is found in it. `message` is not escaped. */
export type AskedOfPaste =
  | { kind: 'question'; question: ExplainFlags }
  | { kind: 'malformed'; message: string };

/** The names that the paste shows. */
type Shown = { interfaces: readonly string[]; hosts: readonly string[] };

const EXAMPLE = 'Ask like this: explain, or explain eth1 from 172.16.0.4, with the console in a code block.';

/**
 * Reads the words around a pasted console: `explain eth1 from 172.16.0.4 port 443 gateway 172.16.5.1`, `explain eth1:443`, or
 * a sentence in which one of the interfaces that the paste shows is named.
 */
export function parseExplain(text: string, shown: Shown): AskedOfPaste {
  const typed = readTyped(text, LIMITS.request);
  if (typed.kind === 'unreadable') return malformed(`I cannot read this: ${typed.because}.`);
  try {
    return readWords(typed.words, shown);
  } catch (error) {
    if (error instanceof RoundtripError) return malformed(error.message);
    throw error;
  }
}

function readWords(words: readonly string[], shown: Shown): AskedOfPaste {
  const { gateway, others } = takeGateway(words);
  const { flow, rest } = takeFlow(others);
  const { from, to, protocol } = flow;
  if (from?.kind === 'host')
    return malformed(`"${printable(from.host, 40)}" after "from" must be an IP address here.`);
  const { host, left } = takeHost(rest, shown.hosts);
  const named = namedInterface(left, shown.interfaces);
  const port = flow.port ?? named?.port;
  return {
    kind: 'question',
    question: {
      ...(named === undefined ? {} : { interface: parseInterfaceName(named.interface) }),
      ...(from === undefined ? {} : { from: from.address }),
      ...(to === undefined ? {} : { to }),
      ...(protocol === 'icmp' && port === undefined ? {} : { protocol: protocol === 'udp' ? 'udp' : 'tcp' }),
      ...(port === undefined ? {} : { port }),
      ...(host === undefined ? {} : { host }),
      ...(gateway === undefined ? {} : { gateway }),
    },
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

function malformed(message: string): AskedOfPaste {
  return { kind: 'malformed', message: `${message} ${EXAMPLE}` };
}
