import { isIP } from 'node:net';
import { parseInterfaceName } from '../config/index.ts';
import { RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { PasteQuestion } from '../triage/index.ts';
import { LIMITS } from './limits.ts';
import { takeFlow } from './parse-request.ts';
import { readTyped } from './typed-text.ts';

/** What is asked of a paste; without `interface` it must be told from the paste, or asked for. `message` is not escaped. */
export type AskedOfPaste =
  | { kind: 'question'; question: Omit<PasteQuestion, 'interface'> & { interface?: string } }
  | { kind: 'malformed'; message: string };

const EXAMPLE = 'Ask like this: explain eth1 from 172.16.0.4, with the console in a code block.';

/**
 * Reads the words around a pasted console: `explain eth1 from 172.16.0.4 port 443 gateway 172.16.5.1`, or a sentence in
 * which one of the interfaces that the paste shows is named.
 */
export function parseExplain(text: string, shown: readonly string[]): AskedOfPaste {
  const typed = readTyped(text, LIMITS.request);
  if (typed.kind === 'unreadable') return malformed(`I cannot read this: ${typed.because}.`);
  try {
    return readWords(typed.words, shown);
  } catch (error) {
    if (error instanceof RoundtripError) return malformed(error.message);
    throw error;
  }
}

function readWords(words: readonly string[], shown: readonly string[]): AskedOfPaste {
  const { gateway, others } = takeGateway(words);
  const { flow, rest } = takeFlow(others);
  const { from, to, port, protocol } = flow;
  if (from?.kind === 'host')
    return malformed(`"${printable(from.host, 40)}" after "from" must be an IP address here.`);
  const after = rest.findIndex((word) => /^(?:explain|--?iface|iface)$/i.test(word));
  const explicit = after < 0 ? undefined : rest[after + 1];
  const named = rest.find((word) => shown.includes(word)) ?? explicit;
  return {
    kind: 'question',
    question: {
      protocol,
      ...(named === undefined || SENTENCE.test(named) ? {} : { interface: parseInterfaceName(named) }),
      ...(from === undefined ? {} : { from: from.address }),
      ...(to === undefined ? {} : { to }),
      ...(port === undefined ? {} : { port }),
      ...(gateway === undefined ? {} : { gateway }),
    },
  };
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
