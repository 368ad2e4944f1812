import type { Scope } from '../../analyzer/model/index.ts';
import type { Block } from '../output.ts';
import { endOf, letsThrough, limitsOf } from './shown.ts';

/**
 * Which listening sockets an `ss` or `netstat` listed: without -l or -a only connected ones are shown, and the choice of
 * protocols, of a family, and of a port narrows it. A socket that listens on IPv6 can take IPv4 as well, so that -4 alone
 * does not tell who listens.
 */
export function socketScopesOf(block: Block): Scope[] {
  const argv = block.command?.argv;
  if (argv === undefined) return [];
  const reach = reachOf(argv);
  if (reach === undefined) return [];
  const limits = limitsOf(block);
  if (limits) return reach.map((scope) => ({ ...scope, ...limits }));
  const port = grepPort(block);
  return port === undefined ? [] : reach.map((scope) => ({ ...scope, port, ...endOf(block) }));
}

function reachOf(argv: readonly string[]): Scope[] | undefined {
  const options = argv.slice(1).filter((word) => word.startsWith('-'));
  const expression = argv.slice(1).filter((word) => !word.startsWith('-'));
  const letters = options.filter((word) => /^-\w/.test(word)).join('');
  const long = (name: string) => options.includes(`--${name}`);
  const has = (letter: string, name: string) => letters.includes(letter) || long(name);
  const listening =
    has('l', 'listening') || has('a', 'all') || /^state listening$/.test(expression.join(' '));
  if (!listening || /[fFAM]/.test(letters)) return undefined;
  const scope: Scope = {};
  if (letters.includes('4') || long('ipv4')) scope.family = 4;
  if (letters.includes('6') || long('ipv6')) scope.family = 6;
  const port = /^(?:state listening )?\(? ?sport (?:=|eq) :(\d{1,5}) ?\)?$/.exec(expression.join(' '))?.[1];
  if (port !== undefined) scope.port = Number(port);
  else if (expression.length > 0 && expression.join(' ') !== 'state listening') return undefined;
  const [tcp, udp] = [has('t', 'tcp'), has('u', 'udp')];
  if (tcp === udp) return tcp || !/[wxd]/.test(letters) ? [scope] : undefined;
  return [{ ...scope, protocol: tcp ? 'tcp' : 'udp' }];
}

/** `ss -lnt | grep :443` lets every socket of the port through. */
function grepPort(block: Block): number | undefined {
  const filters = block.command?.filters ?? [];
  const port = filters.flat().find((word) => /^:?\d{1,5}$/.test(word));
  if (port === undefined) return undefined;
  const number = Number(port.replace(':', ''));
  return letsThrough(block.command, ` 0.0.0.0:${number} `) ? number : undefined;
}
