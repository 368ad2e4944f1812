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

/** One `[Section]` of an INI file with its assignments; a key can come again. */
export type IniSection = {
  name: string;
  index: number;
  values: { key: string; value: string; index: number }[];
};

/** The sections of an INI file (systemd.syntax(7), NetworkManager's keyfiles). */
export function iniSections(lines: readonly string[]): IniSection[] {
  const sections: IniSection[] = [];
  for (const [index, whole] of lines.entries()) {
    const line = whole.slice(0, 600).trim();
    const header = /^\[([\w -]{1,60})\]$/.exec(line);
    const assigned = /^([\w.-]{1,60})\s*=\s*(.*)$/.exec(line);
    if (header) sections.push({ name: header[1] ?? '', index, values: [] });
    else if (assigned && !/^[#;]/.test(line))
      sections.at(-1)?.values.push({ key: assigned[1] ?? '', value: (assigned[2] ?? '').trim(), index });
  }
  return sections;
}

/** systemd-networkd's .network files (systemd.network(5)); netplan's generated ones are netplan's. */
export function readNetworkd(file: FileContents): Configuration {
  const sections = iniSections(file.lines);
  const names = sections
    .filter(({ name }) => name === 'Match')
    .flatMap(({ values }) => values)
    .filter(({ key }) => key === 'Name')
    .flatMap(({ value }) => value.split(/\s+/));
  const devices = names.filter((name) => /^[\w.@:-]{1,15}$/.test(name));
  // A file for every name of a pattern says nothing of any one interface.
  const named: (string | undefined)[] = devices.length > 0 ? devices : [undefined];
  const intent = named.flatMap((device) =>
    sections.flatMap((section) => sectionIntent(device, section, (index) => placeOf(file, index))),
  );
  return { owner: /netplan/.test(file.path) ? 'netplan' : 'systemd-networkd', devices, intent };
}

function sectionIntent(
  device: string | undefined,
  section: IniSection,
  place: (index: number) => Place,
): Intent[] {
  const value = (key: string) => section.values.find((one) => one.key === key)?.value;
  const here = place(section.index);
  switch (section.name) {
    case 'Network':
      return section.values.flatMap(({ key, value: text, index }) =>
        networkIntent(device, key, text, place(index)),
      );
    case 'Address': {
      const address = value('Address');
      return address === undefined ? [] : addressIntent(device, address, here);
    }
    case 'Route': {
      const gateway = value('Gateway');
      if (gateway === undefined && value('Destination') === undefined) return [];
      const via = gateway?.startsWith('_') ? undefined : gateway;
      const parts = {
        to: value('Destination') ?? 'default',
        via,
        table: value('Table'),
        metric: value('Metric'),
      };
      return routeIntent(device, { ...parts, source: value('PreferredSource') }, here);
    }
    case 'RoutingPolicyRule': {
      const parts = { from: value('From'), to: value('To'), iif: value('IncomingInterface') };
      const rest = { oif: value('OutgoingInterface'), mark: value('FirewallMark'), table: value('Table') };
      return ruleIntent(device, { ...parts, ...rest, preference: value('Priority') }, here);
    }
    default:
      return [];
  }
}

const MASTERS = { VRF: 'vrf', Bridge: 'bridge', Bond: 'bond' } as const;

function networkIntent(device: string | undefined, key: string, value: string, place: Place): Intent[] {
  switch (key) {
    case 'Address':
      return addressIntent(device, value, place);
    case 'Gateway':
      return gatewayIntent(device, value, place);
    case 'DHCP':
      if (/^(?:yes|true|both|1)$/i.test(value)) return dynamicIntent(device, [4, 6], place);
      if (value === 'ipv4' || value === 'ipv6')
        return dynamicIntent(device, [value === 'ipv4' ? 4 : 6], place);
      return [];
    case 'VRF':
    case 'Bridge':
    case 'Bond':
      if (device === undefined) return [];
      return [{ kind: 'member', device, master: value, masterKind: MASTERS[key], ...place }];
    default:
      return [];
  }
}
