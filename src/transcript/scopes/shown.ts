import type { Scope } from '../../analyzer/model/index.ts';
import type { TypedCommand } from '../command-line.ts';
import type { Block } from '../output.ts';

/** Scopes of one listing by their devices are told up to so many; a listing with more is rare, and told by its entries. */
export const MAX_DEVICE_SCOPES = 200;

/** What can be open of a listing that nothing cut. */
type Limits = Pick<Scope, 'endUnseen' | 'commandUnseen'>;

/** `endUnseen` for a listing that nothing stands behind, and of which no exit status is known. */
export function endOf(block: Block): Pick<Scope, 'endUnseen'> {
  return block.atEnd && block.exitStatus === undefined ? { endUnseen: true } : {};
}

/** Limits of a listing beyond those that its command names; undefined where lines are missing, and it is whole nowhere. */
export function limitsOf(block: Block): Limits | undefined {
  // What `grep -v veth` hides are the links of containers: the rest is taken for whole, and proves nothing by absence.
  if (!block.cut && hidesContainersOnly(block.command)) return { commandUnseen: true, ...endOf(block) };
  if (block.partial !== undefined) return undefined;
  const limits: Limits = endOf(block);
  if (block.command === undefined) limits.commandUnseen = true;
  return limits;
}

/** The limits where the output itself shows its end: a closing bracket, an end mark. */
export function closedLimitsOf(block: Block): Limits | undefined {
  const limits = limitsOf(block);
  if (limits) delete limits.endUnseen;
  return limits;
}

/**
 * Whether every line with these words in it was shown although the output went through filters: `grep inet` lets all the
 * addresses of `ip addr` through.
 */
export function letsThrough(command: TypedCommand | undefined, words: string): boolean {
  const filters = command?.filters ?? [];
  return filters.length > 0 && filters.every((filter) => grepsFor(filter, words));
}

/** Beginnings of the names of links that container engines and hypervisors make, and of what is on the loopback. */
const CONTAINER_LINKS =
  /^\^?(?:cali|veth|docker|br-|lxc|lxdbr|cni|flannel|vnet|virbr|podman|kube-|nodelocaldns|azv|gke|lo\b|127\.|fe80)/;

/** Whether all that was left out of a listing are lines which name such links: `ip route | grep -v cali`. */
function hidesContainersOnly(command: TypedCommand | undefined): boolean {
  const filters = command?.filters ?? [];
  return filters.length > 0 && filters.every(isGrepWithoutContainers);
}

function isGrepWithoutContainers([name = '', ...args]: readonly string[]): boolean {
  if (!/^[ef]?grep$/.test(name) || !args.some((word) => /^-[iEFw]*v/.test(word))) return false;
  const options = args.filter((word) => word.startsWith('-') && word !== '-e');
  if (!options.every((word) => /^(?:-[viEFw]+|--color(?:=\w+)?)$/.test(word))) return false;
  const patterns = args.filter((word) => !word.startsWith('-')).flatMap((text) => text.split(/\\?\|/));
  return patterns.length > 0 && patterns.every((text) => CONTAINER_LINKS.test(text.replace(/^\(/, '')));
}

function grepsFor(argv: readonly string[], words: string): boolean {
  const [name = '', ...args] = argv;
  if (!/^[ef]?grep$/.test(name)) return false;
  const options = args.filter((word) => word.startsWith('-') && word !== '-e');
  if (!options.every((word) => /^(?:-[nHhiEFw]+|--color(?:=\w+)?)$/.test(word))) return false;
  const patterns = args.filter((word) => !word.startsWith('-'));
  const whole = options.some((word) => /^-[nHhiEF]*w/.test(word));
  const alternatives = patterns.flatMap((pattern) => pattern.split(/\\?\|/));
  return alternatives.some((text) => matches(words, text, whole));
}

/** Only patterns without special characters are looked at (a dot matches itself, too). */
function matches(words: string, text: string, whole: boolean): boolean {
  if (!/^[\w :/.,-]{1,100}$/.test(text)) return false;
  return whole ? ` ${words} `.includes(` ${text} `) : words.includes(text);
}
