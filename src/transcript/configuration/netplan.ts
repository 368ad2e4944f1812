import type { Intent } from '../../analyzer/model/index.ts';
import type { FileContents } from '../parsers/file-contents.ts';
import {
  addressIntent,
  type Configuration,
  dynamicIntent,
  gatewayIntent,
  type Place,
  placeOf,
  routeIntent,
  ruleIntent,
} from './entry.ts';
import { child, readYaml, scalars, type YamlNode } from './yaml.ts';

/** Keys of devices, and what a device of them is to its `interfaces`. */
const SECTIONS: Readonly<Record<string, 'bridge' | 'bond' | 'vrf' | undefined>> = {
  ethernets: undefined,
  wifis: undefined,
  vlans: undefined,
  tunnels: undefined,
  'dummy-devices': undefined,
  bridges: 'bridge',
  bonds: 'bond',
  vrfs: 'vrf',
};

/** Netplan's YAML (netplan(5)). */
export function readNetplan(file: FileContents): Configuration {
  const top = readYaml(file.lines);
  const network = top.find(({ key }) => key === 'network')?.children ?? top;
  const devices: string[] = [];
  const intent: Intent[] = [];
  const places = new Map<string, string>();
  for (const section of network) {
    if (section.key === undefined || !Object.hasOwn(SECTIONS, section.key)) continue;
    for (const device of section.children) {
      if (device.key === undefined) continue;
      const name = child(device, 'set-name')?.value ?? matchedName(device) ?? device.key;
      devices.push(name);
      places.set(name, `${section.key}/${device.key}`);
      intent.push(...deviceIntent(name, device, SECTIONS[section.key], (node) => placeOf(file, node.index)));
    }
  }
  return { owner: 'netplan', devices, intent, places };
}

/** The one interface that `match` names, where it is no pattern. */
function matchedName(device: YamlNode): string | undefined {
  const match = child(device, 'match');
  const name = match && child(match, 'name')?.value;
  return name !== undefined && /^[\w.@:-]{1,15}$/.test(name) ? name : undefined;
}

function deviceIntent(
  name: string,
  device: YamlNode,
  kind: 'bridge' | 'bond' | 'vrf' | undefined,
  place: (node: { index: number }) => Place,
): Intent[] {
  const intent: Intent[] = [];
  for (const { text, index } of scalars(child(device, 'addresses'))) {
    intent.push(...addressIntent(name, text, place({ index })));
  }
  for (const [key, family] of [
    ['dhcp4', 4],
    ['dhcp6', 6],
  ] as const) {
    const node = child(device, key);
    if (node && /^(?:true|yes|on)$/i.test(node.value ?? ''))
      intent.push(...dynamicIntent(name, [family], place(node)));
  }
  for (const key of ['gateway4', 'gateway6']) {
    const node = child(device, key);
    if (node?.value !== undefined) intent.push(...gatewayIntent(name, node.value, place(node)));
  }
  for (const route of child(device, 'routes')?.children ?? [])
    intent.push(...routeOf(name, route, place(route)));
  for (const rule of child(device, 'routing-policy')?.children ?? []) {
    const value = (key: string) => child(rule, key)?.value;
    const parts = { from: value('from'), to: value('to'), mark: value('mark'), table: value('table') };
    intent.push(...ruleIntent(name, { ...parts, preference: value('priority') }, place(rule)));
  }
  if (kind === undefined) return intent;
  const table = child(device, 'table');
  if (kind === 'vrf' && table?.value !== undefined)
    intent.push({ kind: 'vrf', device: name, table: table.value, ...place(table) });
  for (const { text, index } of scalars(child(device, 'interfaces')))
    intent.push({ kind: 'member', device: text, master: name, masterKind: kind, ...place({ index }) });
  return intent;
}

function routeOf(name: string, route: YamlNode, place: Place): Intent[] {
  const value = (key: string) => child(route, key)?.value;
  const to = value('to');
  if (to === undefined) return [];
  return routeIntent(
    name,
    { to, via: value('via'), table: value('table'), metric: value('metric'), source: value('from') },
    place,
  );
}
