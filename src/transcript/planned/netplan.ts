import {
  type Address,
  type Link,
  type PlannedChange,
  type PlannedLine,
  type PlannedText,
  parsePrefix,
  type Route,
  type Rule,
  type WantedFamily,
  type WantedInterface,
} from '../../analyzer/model/index.ts';
import { child, readYaml, scalars, type YamlNode } from '../configuration/yaml.ts';
import { isAddress, prefixOf } from '../forms/addresses.ts';
import { ownValue } from '../forms/own.ts';
import { quoted } from '../forms/text.ts';
import { parseRoutes } from '../parsers/route-text.ts';
import { typedRule } from '../typed/rules.ts';
import type { PlannedHost } from './here.ts';
import { addressIn } from './ip-line.ts';
import { notUnderstood } from './words.ts';

/** Whether the text is a netplan file (netplan(5)). */
export function isNetplan(text: string): boolean {
  return /^(?:network:|\s*(?:ethernets|bonds|bridges|vlans|vrfs):\s*(?:\{|$))/m.test(text);
}

/** Settings of an interface that change nothing of where packets go. */
const QUIET: ReadonlySet<string> = new Set([
  'optional',
  'optional-addresses',
  'nameservers',
  'critical',
  'dhcp-identifier',
  'renderer',
  'wakeonlan',
  'emit-lldp',
  'set-name',
  'match',
  'accept-ra',
  'ipv6-privacy',
  'ignore-carrier',
]);
const READ: ReadonlySet<string> = new Set([
  'addresses',
  'dhcp4',
  'dhcp6',
  'dhcp4-overrides',
  'dhcp6-overrides',
  'gateway4',
  'gateway6',
  'routes',
  'routing-policy',
  'mtu',
  'link-local',
]);

type Made = NonNullable<WantedInterface['made']>;
/** A section: what its entries are made of, and those of its settings that change nothing of where packets go. */
type Form = { kind?: Made['kind']; made(device: YamlNode): Made | undefined; quiet: readonly string[] };

const members = (kind: Made['kind'], quiet: readonly string[]): Form => ({
  kind,
  made(device) {
    const of = scalars(child(device, 'interfaces')).map(({ text }) => text);
    return of.length === 0 ? undefined : { kind, of };
  },
  quiet: ['interfaces', ...quiet],
});

const FORMS: Readonly<Record<string, Form>> = {
  ethernets: { made: () => undefined, quiet: [] },
  bonds: members('bond', ['parameters']),
  bridges: members('bridge', ['parameters']),
  vlans: {
    kind: 'vlan',
    made(device) {
      const below = child(device, 'link')?.value;
      return below === undefined ? undefined : { kind: 'vlan', of: [below] };
    },
    quiet: ['id', 'link'],
  },
};

/** An interface that a file names; `made`: what it is made of. */
type Entry = {
  node: YamlNode;
  name: string | null | undefined;
  form: Form | undefined;
  made: Made | undefined;
};

function entryOf(node: YamlNode, section: YamlNode, links: readonly Link[] | undefined): Entry {
  const form = ownValue(FORMS, section.key ?? '');
  return { node, form, name: form === undefined ? undefined : nameOf(node, links), made: form?.made(node) };
}

/** How many interfaces lie below that one, at the most; those of a loop have as many as there are. */
function depthOf({ made }: Entry, named: ReadonlyMap<string, Entry>, level = 0): number {
  if (made === undefined || level >= Math.min(named.size, MOST_LEVELS)) return level;
  const below = made.of.flatMap((part) => named.get(part) ?? []);
  return Math.max(level, ...below.map((one) => depthOf(one, named, level + 1)));
}

/** Nobody builds interfaces of interfaces higher than this. */
const MOST_LEVELS = 6;

/** A netplan file: what it would have on each interface that it names, those first that others are made of. */
export function readNetplanChange(text: string, { state }: PlannedHost): PlannedText {
  const rows = text.split(/\r?\n/);
  const top = readYaml(rows);
  const network = top.find(({ key }) => key === 'network')?.children ?? top;
  const sections = network.filter(({ key }) => key !== 'version' && key !== 'renderer');
  const entries = sections.flatMap((section) =>
    section.children.map((node) => entryOf(node, section, state?.links)),
  );
  const named = new Map(entries.flatMap((entry) => (entry.name ? [[entry.name, entry] as const] : [])));
  const lineAt = (index: number, change: PlannedChange): PlannedLine => {
    const typed = quoted((rows[index] ?? '').trim(), 160);
    return { line: index + 1, text: typed, change, when: 'always' };
  };
  const refused = entries
    .flatMap(({ node }) => refusedIn(node))
    .map((index) => lineAt(index, { kind: 'refused' }));
  const unread = unreadLines(rows, top).map((index) => lineAt(index, notUnderstood()));
  const lines = entries
    .map((entry) => ({ entry, depth: depthOf(entry, named) }))
    .toSorted((one, other) => one.depth - other.depth)
    .flatMap(({ entry }) => changesOf(entry, named).map(({ node, change }) => lineAt(node.index, change)));
  // netplan reads the whole file before it applies any of it.
  return {
    form: 'netplan',
    lines: [...refused, ...unread, ...lines],
    stopsAtFailure: refused.length > 0,
    assumed: [{ about: 'applied', form: 'netplan' }],
  };
}

function changesOf(
  { node: device, name, form, made }: Entry,
  named: ReadonlyMap<string, Entry>,
): { node: YamlNode; change: PlannedChange }[] {
  // What another file says of a part is not shown.
  const isWhole = form?.kind === undefined || made?.of.every((part) => named.has(part)) === true;
  if (name === null) return [{ node: device, change: { kind: 'for-nobody' } }];
  if (form === undefined || name === undefined || !isWhole)
    return [{ node: device, change: notUnderstood() }];
  const read = new Set([...QUIET, ...READ, ...form.quiet]);
  const unread = device.children.filter(({ key }) => !read.has(key ?? ''));
  const mtu = Number(child(device, 'mtu')?.value);
  const wanted: WantedInterface = {
    ...{ dev: name, owner: 'netplan', 4: familyOf(device, name, 4), 6: familyOf(device, name, 6) },
    ...(mtu > 0 ? { mtu } : {}),
    ...(made ? { made } : {}),
  };
  return [
    ...unread.map((node) => ({ node, change: notUnderstood({ device: name }) })),
    { node: device, change: { kind: 'configure', wanted } },
  ];
}

/**
 * The interface that an entry is for: its key, or what `match` has. Null where none of those that are shown has what it asks for;
 * undefined where it is not known which it is, or it would get another name.
 */
function nameOf(device: YamlNode, links: readonly Link[] = []): string | null | undefined {
  const match = child(device, 'match');
  const renamed = child(device, 'set-name')?.value;
  if (match === undefined) return renamed ?? device.key;
  const mac = child(match, 'macaddress')?.value?.toLowerCase();
  const name = child(match, 'name')?.value;
  if (match.children.some(({ key }) => key !== 'macaddress' && key !== 'name')) return undefined;
  if (name !== undefined && !/^[\w.@:-]{1,15}$/.test(name)) return undefined;
  const macs = links.filter(({ mac: one, name: dev }) => one !== undefined && dev !== 'lo');
  const isShown = mac === undefined || macs.length > 0;
  if (!isShown || links.length === 0) return mac === undefined ? (renamed ?? name) : undefined;
  const [found] = links.filter(
    (link) =>
      (mac === undefined || link.mac?.toLowerCase() === mac) && (name === undefined || link.name === name),
  );
  if (found === undefined) return null;
  return renamed === undefined || renamed === found.name ? found.name : undefined;
}

/** Lines of values that netplan does not take: an address without its length, a gateway that is none (netplan's parse.c). */
function refusedIn(device: YamlNode): number[] {
  const isBad = (node: YamlNode | undefined, isGood: (text: string) => boolean) =>
    node?.value !== undefined && !isGood(node.value) ? [node.index] : [];
  const isNetwork = (text: string) => text === 'default' || prefixOf(text) !== undefined;
  const ends = ['routes', 'routing-policy'].flatMap((list) =>
    (child(device, list)?.children ?? []).flatMap((one) => [
      ...isBad(child(one, 'to'), isNetwork),
      ...(list === 'routes' ? isBad(child(one, 'via'), isAddress) : isBad(child(one, 'from'), isNetwork)),
    ]),
  );
  return [
    ...scalars(child(device, 'addresses')).flatMap(({ text, index }) =>
      text.includes('/') && addressIn(text) !== undefined ? [] : [index],
    ),
    ...isBad(child(device, 'gateway4'), isAddress),
    ...isBad(child(device, 'gateway6'), isAddress),
    ...ends,
  ];
}

/** Lines that are in no entry as they were read. */
function unreadLines(rows: readonly string[], top: readonly YamlNode[]): number[] {
  const read = new Set<number>();
  const visit = (nodes: readonly YamlNode[]): void => {
    for (const { index, children } of nodes) {
      read.add(index);
      visit(children);
    }
  };
  visit(top);
  return rows.flatMap((row, index) =>
    read.has(index) || /^\s*(?:#|---|\.\.\.|%|$)/.test(row) ? [] : [index],
  );
}

function isOn(node: YamlNode | undefined): boolean {
  return /^(?:true|yes|on|y)$/i.test(node?.value ?? '');
}

function familyOf(device: YamlNode, dev: string, family: 4 | 6): WantedFamily {
  const addresses = scalars(child(device, 'addresses')).flatMap(({ text }): Address[] => {
    const address = addressIn(text);
    return address?.family === family ? [{ dev, ...address, scope: 'global', flags: [] }] : [];
  });
  const overrides = child(device, `dhcp${family}-overrides`);
  const metric = Number(child(overrides, 'route-metric')?.value);
  const useRoutes = child(overrides, 'use-routes');
  const gateway = child(device, `gateway${family}`)?.value;
  const routes = [
    ...(gateway === undefined ? [] : [['default', 'via', gateway]]),
    ...(child(device, 'routes')?.children ?? []).map((route) => routeWords(route)),
  ].flatMap((words) => routeOf([...words, 'dev', dev], family));
  const rules = (child(device, 'routing-policy')?.children ?? []).flatMap((rule) => ruleOf(rule, family));
  return {
    method: isOn(child(device, `dhcp${family}`)) ? 'dynamic' : 'static',
    addresses,
    routes,
    rules,
    lease: {
      ...(metric > 0 ? { metric } : {}),
      ...(useRoutes === undefined ? {} : { useRoutes: isOn(useRoutes) }),
    },
  };
}

/** A route in the words of `ip route`. */
function routeWords(route: YamlNode): string[] {
  const value = (key: string, word = key) => {
    const text = child(route, key)?.value;
    return text === undefined ? [] : [word, text];
  };
  const type = child(route, 'type')?.value;
  return [
    ...(type === undefined || type === 'unicast' ? [] : [type]),
    child(route, 'to')?.value ?? '',
    ...value('via'),
    ...value('from', 'src'),
    ...value('table'),
    ...value('metric'),
    ...value('scope'),
    ...(isOn(child(route, 'on-link')) ? ['onlink'] : []),
  ];
}

function routeOf(words: readonly string[], family: 4 | 6): Route[] {
  const text = words.map((word) => (word === '0.0.0.0/0' || word === '::/0' ? 'default' : word)).join(' ');
  const [route] = parseRoutes([text], { family: text.includes(':') ? 6 : 4, table: 'main' }).found;
  if (route === undefined || route.family !== family || route.notUnderstood !== undefined) return [];
  const nextHops = /^(?:blackhole|unreachable|prohibit|throw)$/.test(route.type) ? [] : route.nextHops;
  return [{ ...route, protocol: 'static', nextHops }];
}

function ruleOf(node: YamlNode, family: 4 | 6): Rule[] {
  const value = (key: string, word: string) => {
    const text = child(node, key)?.value;
    return text === undefined ? [] : [word, text];
  };
  const words = [
    ...value('from', 'from'),
    ...value('to', 'to'),
    ...value('mark', 'fwmark'),
    ...value('type-of-service', 'tos'),
    ...value('priority', 'priority'),
    ...value('table', 'table'),
  ];
  const prefix = [child(node, 'from')?.value, child(node, 'to')?.value].find((text) => text?.includes(':'));
  if ((prefix !== undefined && parsePrefix(prefix, 6) ? 6 : 4) !== family) return [];
  const read = typedRule(words, family);
  if (read === undefined) return [];
  const { rule, given } = read;
  const action = rule.action.kind === 'unknown' ? { kind: 'lookup' as const, table: 'main' } : rule.action;
  // Without a priority the kernel takes the place before the second rule.
  return [{ ...rule, action, protocol: 'static', preference: given ? rule.preference : -1 }];
}
