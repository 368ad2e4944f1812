import type { Link, Scope } from '../../analyzer/model/index.ts';
import type { IpCommand } from '../ip-command.ts';
import type { Block } from '../output.ts';
import type { InterfaceReading } from '../parsers/link-text.ts';
import { closedLimitsOf, endOf, letsThrough, limitsOf, MAX_DEVICE_SCOPES } from './shown.ts';

/** Words of `ip addr show` and `ip link show` that choose interfaces, with a value. */
const CHOOSE_WITH_VALUE = new Set(['type', 'master', 'vrf', 'group']);
const CHOOSE = new Set(['up', 'nomaster']);
/** Words that choose addresses. */
const ADDRESSES_WITH_VALUE = new Set(['scope', 'to', 'label']);
const ADDRESSES = new Set(
  'primary secondary dynamic permanent deprecated tentative dadfailed temporary mngtmpaddr home nodad optimistic'.split(
    ' ',
  ),
);

/** What an `ip addr` or `ip link` was asked for. */
export type LinkQuestion = {
  /** What it lists of the links; undefined where a choice cannot be put so. */
  links: Scope | undefined;
  dev?: string;
  /** `type vrf` makes every link that is listed one. */
  kind?: string;
  /** What is listed belongs to it (`master br0`, `vrf mgmt`), which `-br` does not print. */
  master?: string;
  /** The VRF that was named as one. */
  vrf?: string;
  /** Links were chosen: others exist. */
  chosen: boolean;
  /** Addresses were chosen: a link that is listed can have others. */
  addressesChosen: boolean;
};

/** The question that the words of the command put. */
export function linkQuestionOf(ip: IpCommand | undefined): LinkQuestion {
  const question: LinkQuestion = { links: {}, chosen: false, addressesChosen: false };
  const args = ip?.args ?? [];
  // `ip -4 addr` leaves out the links that have no such address.
  if (ip?.object === 'address' && ip.family !== undefined) question.links = undefined;
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    const value = args[at + 1];
    if (CHOOSE.has(word) || CHOOSE_WITH_VALUE.has(word)) {
      question.chosen = true;
      question.links = chosenLinks(question, word, value);
      if (CHOOSE_WITH_VALUE.has(word)) at++;
      if (word === 'type' && value !== undefined) question.kind = value;
      if ((word === 'master' || word === 'vrf') && value !== undefined) question.master = value;
      if (word === 'vrf' && value !== undefined) question.vrf = value;
    } else if (ADDRESSES_WITH_VALUE.has(word) || ADDRESSES.has(word)) {
      question.addressesChosen = true;
      // `ip addr show scope global` leaves links without such an address out.
      question.links = undefined;
      if (ADDRESSES_WITH_VALUE.has(word)) at++;
    } else if (!word.startsWith('-')) {
      const dev = word === 'dev' ? args[++at] : word;
      if (dev !== undefined) question.dev ??= dev;
    }
  }
  if (question.dev !== undefined && question.links)
    question.links = { ...question.links, device: question.dev };
  return question;
}

function chosenLinks({ links }: LinkQuestion, word: string, value: string | undefined): Scope | undefined {
  if (links === undefined || value === undefined || Object.keys(links).length > 0) return undefined;
  if (word === 'type') return { kind: value };
  return word === 'master' || word === 'vrf' ? { master: value } : undefined;
}

/** The links of a listing with what the command says of all of them. */
export function linksAsAsked(links: readonly Link[], { kind, master }: LinkQuestion): Link[] {
  return links.map((link) => ({
    ...(kind === undefined ? {} : { kind }),
    ...(master === undefined ? {} : { master }),
    ...link,
  }));
}

/** How far a listing of interfaces reaches. */
export type LinkScopes = { links: Scope[]; addresses: Scope[] };

/**
 * The coverage of a listing of interfaces. `open`: interfaces of which a line could not be read; `''` where it cannot be told
 * which. What is listed behind a link shows that the link's own lines are complete.
 */
export function linkScopesOf(
  block: Block,
  ip: IpCommand | undefined,
  reading: InterfaceReading,
  how: { closed: boolean; brief: boolean },
): LinkScopes {
  const question = linkQuestionOf(ip);
  const showsAddresses = ip ? ip.object === 'address' : reading.addresses.length > 0;
  const limits = how.closed ? closedLimitsOf(block) : limitsOf(block);
  const scopes: LinkScopes = { links: [], addresses: [] };
  if (limits === undefined) {
    if (showsAddresses && !question.chosen && question.dev === undefined && !question.addressesChosen)
      scopes.addresses = grepped(block, ip);
    return scopes;
  }
  const names = reading.links.map(({ name }) => name).slice(0, MAX_DEVICE_SCOPES);
  const narrowed = how.brief ? ({ namesOnly: true } as const) : {};
  const last = limits.endUnseen ? reading.links.at(-1)?.name : undefined;
  const end = limits.endUnseen ? ({ endUnseen: true } as const) : {};
  if (question.links && ip !== undefined)
    scopes.links.push({
      ...question.links,
      ...(question.links.kind === undefined ? narrowed : {}),
      ...limits,
    });
  if (scopes.links.length === 0 || limits.endUnseen)
    scopes.links.push(...names.map((device) => ({ device, ...narrowed, ...(device === last ? end : {}) })));
  if (showsAddresses && !question.addressesChosen)
    scopes.addresses = addressScopes(ip, question, reading, { names, last, limits, end });
  return scopes;
}

function addressScopes(
  ip: IpCommand | undefined,
  question: LinkQuestion,
  reading: InterfaceReading,
  shown: { names: readonly string[]; last: string | undefined; limits: Scope; end: Scope },
): Scope[] {
  if (reading.open.includes('')) return [];
  const { limits, last, end } = shown;
  const scopes: Scope[] = [];
  const families = ip ? [ip.family] : ([4, 6] as const).filter((family) => shows(reading, family));
  const whole =
    ip !== undefined && !question.chosen && question.dev === undefined && reading.open.length === 0;
  const named = [...new Set([...shown.names, ...reading.addresses.map(({ dev }) => dev)])]
    .filter((name) => !reading.open.includes(name))
    .slice(0, MAX_DEVICE_SCOPES);
  for (const family of families) {
    const each = family === undefined ? {} : { family };
    if (whole) scopes.push({ ...each, ...limits });
    // Without its command a listing may have been narrowed to one interface or one family, and shows what it names.
    if (!whole || last !== undefined) {
      scopes.push(...named.map((device) => ({ ...each, device, ...(device === last ? end : {}) })));
    }
  }
  return scopes;
}

function shows(reading: InterfaceReading, family: 4 | 6): boolean {
  return reading.addresses.some((address) => address.family === family);
}

/** `ip addr | grep inet`: all addresses, of IPv4 at least (an IPv6 line does not name its interface). */
function grepped(block: Block, ip: IpCommand | undefined): Scope[] {
  if (ip === undefined || ip.brief || ip.family === 6) return [];
  return letsThrough(block.command, '    inet ') ? [{ family: 4, ...endOf(block) }] : [];
}
