import {
  type Address,
  formatValue,
  type PlannedChange,
  type PlannedReach,
  parseAddress,
  parsePrefix,
  type Route,
} from '../../analyzer/model/index.ts';
import { isAddress, plainAddress, prefixOf } from '../forms/addresses.ts';
import { decimal } from '../forms/text.ts';
import { type IpCommand, readIpCommand } from '../ip-command.ts';
import { typedRoute } from '../typed/routes.ts';
import { familyOfRule, typedRule } from '../typed/rules.ts';
import { linkLine } from './link-line.ts';
import { notUnderstood, wordAfter } from './words.ts';

/** What an `ip` command would change; undefined where it only shows something. */
export function ipLine(argv: readonly string[]): PlannedChange | undefined {
  const ip = readIpCommand(argv);
  if (ip === undefined) return notUnderstood();
  // `ip vrf exec`, `ip xfrm policy add`: the verb is another than those of routes and links.
  if (['show', 'get', 'save'].includes(ip.verb)) return ip.verbImplied ? notUnderstood() : undefined;
  switch (ip.object) {
    case 'route':
      return routeLine(ip);
    case 'rule':
      return ruleLine(ip);
    case 'address':
      return addressLine(ip);
    case 'link':
      return linkLine(ip);
    case 'neighbor':
      // The kernel asks again for what was forgotten.
      return ip.verb === 'flush' || ip.verb.startsWith('del') ? undefined : notUnderstood(reachOf(ip));
    default:
      return notUnderstood();
  }
}

function reachOf({ family, args }: IpCommand): PlannedReach {
  const device = wordAfter(args, 'dev');
  return { ...(family === undefined ? {} : { family }), ...(device === undefined ? {} : { device }) };
}

const ROUTE_VERBS = {
  add: 'add',
  append: 'append',
  prepend: 'prepend',
  replace: 'replace',
  change: 'change',
  chg: 'change',
  delete: 'delete',
  del: 'delete',
} as const;

function routeLine(ip: IpCommand): PlannedChange | undefined {
  const { family = 4, verb, args } = ip;
  if (verb === 'flush') return routeFlush(ip);
  const known = Object.hasOwn(ROUTE_VERBS, verb) ? ROUTE_VERBS[verb as keyof typeof ROUTE_VERBS] : undefined;
  const route = typedRoute(ip);
  if (known === undefined || route === undefined) return notUnderstood({ family });
  if (route.notUnderstood !== undefined || route.nextHopObject !== undefined)
    return notUnderstood({ family: route.family });
  const vrf = wordAfter(args, 'vrf');
  return { kind: 'route', verb: known, route: inUsualForm(route), ...(vrf === undefined ? {} : { vrf }) };
}

/** With its addresses written as listings have them. */
function inUsualForm(route: Route): Route {
  const nextHops = route.nextHops.map((hop) =>
    hop.gateway === undefined ? hop : { ...hop, gateway: usualForm(hop.gateway) },
  );
  return {
    ...route,
    nextHops,
    ...(route.prefsrc === undefined ? {} : { prefsrc: usualForm(route.prefsrc) }),
  };
}

/** An address as the kernel prints it: `fd00:0::1` is `fd00::1`. */
function usualForm(address: string): string {
  const parsed = parseAddress(address);
  return parsed === undefined ? address : formatValue(parsed.family, parsed.value);
}

function routeFlush({ family = 4, args }: IpCommand): PlannedChange | undefined {
  const [first = ''] = args;
  if (first === 'cache') return undefined;
  const flush: Extract<PlannedChange, { kind: 'route-flush' }> = {
    kind: 'route-flush',
    family,
    table: 'main',
  };
  const words = args.filter((word) => word !== 'to' && word !== 'exact');
  for (let at = 0; at < words.length; at += 2) {
    const word = words[at] ?? '';
    const value = words[at + 1];
    if (value === undefined || word === 'default' || prefixOf(word) !== undefined) {
      const prefix =
        word === 'default' ? (family === 4 ? '0.0.0.0/0' : '::/0') : prefixOf(word, family)?.cidr;
      if (prefix === undefined) return notUnderstood({ family });
      flush.destination = prefix;
      at -= 1;
    } else if (word === 'table') flush.table = value;
    else if (word === 'dev' || word === 'oif') flush.device = value;
    else if (word === 'proto' || word === 'protocol') flush.protocol = value;
    else return notUnderstood({ family });
  }
  return args.length === 0 ? notUnderstood({ family }) : flush;
}

function ruleLine({ family: named, verb, args }: IpCommand): PlannedChange {
  const family = named ?? familyOfRule(args);
  if (verb === 'flush') return args.length === 0 ? { kind: 'rule-flush', family } : notUnderstood({ family });
  const isDelete = verb === 'delete' || verb === 'del';
  const read = verb === 'add' || isDelete ? typedRule(args, family) : undefined;
  if (read === undefined) return notUnderstood({ family });
  const { rule, given } = read;
  // Without an action the kernel takes table main (RT_TABLE_MAIN).
  const isAddedPlainly = !isDelete && rule.action.kind === 'unknown';
  const whole = isAddedPlainly ? { ...rule, action: { kind: 'lookup' as const, table: 'main' } } : rule;
  return { kind: 'rule', verb: isDelete ? 'delete' : 'add', rule: whole, given };
}

/** Words of `ip addr add` that have a value and change nothing of where packets go. */
const HARMLESS: ReadonlySet<string> = new Set(['label', 'valid_lft', 'preferred_lft', 'proto']);

function addressLine({ family: named, verb, args }: IpCommand): PlannedChange {
  const dev = wordAfter(args, 'dev');
  if (dev === undefined) return notUnderstood();
  const others = args.filter((word, at) => word !== 'dev' && args[at - 1] !== 'dev' && word !== 'local');
  if (verb === 'flush') {
    const families = named === undefined ? ([4, 6] as const) : ([named] as const);
    return others.length === 0 ? { kind: 'address-flush', dev, families } : notUnderstood({ device: dev });
  }
  const [first = ''] = others;
  const typed = addressIn(first);
  if (typed === undefined) return notUnderstood({ device: dev });
  if (verb === 'delete' || verb === 'del') {
    const length = first.includes('/') ? { prefixLength: typed.prefixLength } : {};
    return { kind: 'address-delete', dev, family: typed.family, local: typed.local, ...length };
  }
  const kind = verb === 'add' || verb === 'replace' || verb === 'change' ? verb : undefined;
  const address = kind && withWords({ dev, ...typed, scope: 'global', flags: [] }, others.slice(1));
  return kind && address ? { kind: 'address-add', verb: kind, address } : notUnderstood({ device: dev });
}

/** `10.0.0.5/24` as an address; without a length it is one address. */
export function addressIn(word: string): Pick<Address, 'family' | 'local' | 'prefixLength'> | undefined {
  const [text = '', length] = word.split('/');
  const plain = plainAddress(text);
  if (!isAddress(plain)) return undefined;
  const local = usualForm(plain);
  const family = local.includes(':') ? 6 : 4;
  const full = family === 4 ? 32 : 128;
  const prefixLength = length === undefined ? full : decimal(length);
  return prefixLength === undefined || prefixLength > full ? undefined : { family, local, prefixLength };
}

function withWords(address: Address, words: readonly string[]): Address | undefined {
  const flags: string[] = [];
  const known = { ...address, flags };
  if (/^fe[89ab]/i.test(address.local)) known.scope = 'link';
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const value = words[at + 1] ?? '';
    if (word === 'noprefixroute') flags.push(word);
    else if (word === 'nodad' || word === 'optimistic' || word === 'mngtmpaddr' || word === 'home') continue;
    else if (word === 'scope') known.scope = words[++at] ?? 'global';
    else if (HARMLESS.has(word)) at++;
    else if (word === 'peer' || word === 'remote') {
      const peer = addressIn(value);
      if (peer === undefined) return undefined;
      Object.assign(known, { peer: value, prefixLength: peer.prefixLength });
      at++;
    } else if (/^(?:brd|broadcast)$/.test(word)) {
      const last = parsePrefix(`${address.local}/${address.prefixLength}`, address.family)?.last;
      at++;
      // iproute2 makes none for a network that has none.
      if (value === '+' && address.prefixLength >= 31) continue;
      const own = value === '+' && last !== undefined ? formatValue(address.family, last) : value;
      if (!isAddress(own)) return undefined;
      known.broadcast = own;
    } else return undefined;
  }
  return known;
}
