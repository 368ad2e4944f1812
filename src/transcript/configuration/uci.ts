import type { Intent } from '../../analyzer/model/index.ts';
import { maskLength } from '../forms/addresses.ts';
import type { FileContents } from '../parsers/file-contents.ts';
import {
  addressIntent,
  type Configuration,
  dynamicIntent,
  gatewayIntent,
  placeOf,
  routeIntent,
  ruleIntent,
} from './entry.ts';

/** A section of UCI with its options; a list's values stand one after another. */
type Section = { type: string; name: string; index: number; options: Map<string, string[]> };

/** OpenWrt's /etc/config/network, and the same as `uci show network` prints it. */
export function readUci(file: FileContents): Configuration {
  const sections = sectionsOf(file.lines);
  const devices = new Map<string, string>();
  for (const { type, name, options } of sections) {
    const device = options.get('device')?.[0] ?? options.get('ifname')?.[0];
    if (type === 'interface' && device !== undefined && !device.startsWith('@'))
      devices.set(name, device.split(' ')[0] ?? '');
  }
  const intent = sections.flatMap((section) => {
    const place = placeOf(file, section.index);
    const option = (...names: string[]) => names.flatMap((name) => section.options.get(name) ?? [])[0];
    if (section.type === 'interface') return interfaceIntent(section, devices.get(section.name), place);
    if (/^route6?$/.test(section.type)) {
      const mask = maskLength(option('netmask') ?? '');
      const target = option('target') ?? 'default';
      const to = target.includes('/') || mask === undefined ? target : `${target}/${mask}`;
      const device = devices.get(option('interface') ?? '') ?? option('interface');
      return routeIntent(
        device,
        { to, via: option('gateway'), table: option('table'), metric: option('metric') },
        place,
      );
    }
    if (!/^rule6?$/.test(section.type)) return [];
    const iif = devices.get(option('in') ?? '') ?? option('in');
    const oif = devices.get(option('out') ?? '') ?? option('out');
    const parts = { from: option('src'), to: option('dest'), iif, oif, mark: option('mark') };
    return ruleIntent(
      undefined,
      { ...parts, table: option('lookup'), preference: option('priority') },
      place,
    );
  });
  return { owner: 'uci', devices: [...devices.values()], intent };
}

function interfaceIntent(
  section: Section,
  device: string | undefined,
  place: ReturnType<typeof placeOf>,
): Intent[] {
  const values = (name: string) => section.options.get(name) ?? [];
  const length = maskLength(values('netmask')[0] ?? '');
  const [protocol] = values('proto');
  return [
    ...(protocol === 'dhcp' ? dynamicIntent(device, [4], place) : []),
    ...(protocol === 'dhcpv6' ? dynamicIntent(device, [6], place) : []),
    ...[...values('ipaddr'), ...values('ip6addr')].flatMap((text) =>
      addressIntent(device, text, place, length),
    ),
    ...[...values('gateway'), ...values('ip6gw')].flatMap((text) => gatewayIntent(device, text, place)),
  ];
}

function sectionsOf(lines: readonly string[]): Section[] {
  const sections: Section[] = [];
  const byName = new Map<string, Section>();
  for (const [index, whole] of lines.entries()) {
    const line = whole.slice(0, 400).trim();
    const config = /^config\s+(\w{1,40})(?:\s+['"]?([\w.@-]{1,60})['"]?)?$/.exec(line);
    const option = /^(?:option|list)\s+(\w{1,40})\s+(["']?)(.{0,300}?)\2$/.exec(line);
    const shown = /^network\.([\w@[\]-]{1,60})(?:\.(\w{1,40}))?=(.{0,300})$/.exec(line);
    if (config) sections.push({ type: config[1] ?? '', name: config[2] ?? '', index, options: new Map() });
    else if (option) add(sections.at(-1), option[1] ?? '', [option[3] ?? '']);
    else if (shown) {
      const [, name = '', key, value = ''] = shown;
      let section = byName.get(name);
      if (!section) {
        section = { type: '', name, index, options: new Map() };
        byName.set(name, section);
        sections.push(section);
      }
      if (key === undefined) section.type = value;
      else
        add(
          section,
          key,
          value.split(/\s(?=')/).map((part) => part.replace(/^'|'$/g, '')),
        );
    }
  }
  return sections;
}

function add(section: Section | undefined, key: string, values: readonly string[]): void {
  section?.options.set(key, [...(section.options.get(key) ?? []), ...values]);
}
