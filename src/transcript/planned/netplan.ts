import {
  type Address,
  type PlannedChange,
  type PlannedLine,
  type PlannedText,
  parsePrefix,
  type Route,
  type Rule,
  type WantedFamily,
} from '../../analyzer/model/index.ts';
import { child, readYaml, scalars, type YamlNode } from '../configuration/yaml.ts';
import { quoted } from '../forms/text.ts';
import { parseRoutes } from '../parsers/route-text.ts';
import { typedRule } from '../typed/rules.ts';
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

/** A netplan file: what it would have on each interface that it names. */
export function readNetplanChange(text: string): PlannedText {
  const rows = text.split(/\r?\n/);
  const top = readYaml(rows);
  const network = top.find(({ key }) => key === 'network')?.children ?? top;
  const lines: PlannedLine[] = [];
  const add = (node: YamlNode, change: PlannedChange) =>
    lines.push({
      line: node.index + 1,
      text: quoted((rows[node.index] ?? '').trim(), 160),
      change,
      when: 'always',
    });
  for (const section of network) {
    if (section.key === 'version' || section.key === 'renderer') continue;
    for (const device of section.children) {
      const name = section.key === 'ethernets' ? nameOf(device) : undefined;
      if (name === undefined) {
        add(device, notUnderstood());
        continue;
      }
      for (const node of device.children)
        if (!QUIET.has(node.key ?? '') && !READ.has(node.key ?? ''))
          add(node, notUnderstood({ device: name }));
      const families = { 4: familyOf(device, name, 4), 6: familyOf(device, name, 6) };
      const mtu = Number(child(device, 'mtu')?.value);
      const wanted = { dev: name, owner: 'netplan', ...families, ...(mtu > 0 ? { mtu } : {}) } as const;
      add(device, { kind: 'configure', wanted });
    }
  }
  return { form: 'netplan', lines, stopsAtFailure: false, assumed: [{ about: 'applied', form: 'netplan' }] };
}

/** The interface that an entry is for: its key, or the one name that `match` has. */
function nameOf(device: YamlNode): string | undefined {
  const match = child(device, 'match');
  const renamed = child(device, 'set-name')?.value;
  if (match === undefined || renamed !== undefined) return renamed ?? device.key;
  const name = child(match, 'name')?.value;
  return name !== undefined && /^[\w.@:-]{1,15}$/.test(name) ? name : undefined;
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
