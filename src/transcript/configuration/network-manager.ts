import type { Intent } from '../../analyzer/model/index.ts';
import type { FileContents } from '../parsers/file-contents.ts';
import {
  addressIntent,
  type Configuration,
  dynamicIntent,
  gatewayIntent,
  ipWords,
  type Place,
  placeOf,
  routeIntent,
  ruleIntent,
} from './entry.ts';
import { iniSections } from './networkd.ts';

/** NetworkManager's keyfiles (nm-settings-keyfile(5)): `address1=ADDRESS/LEN,GATEWAY`, `route1=DEST,GATEWAY,METRIC`. */
export function readKeyfile(file: FileContents): Configuration {
  const sections = iniSections(file.lines);
  const all = sections.flatMap(({ name, values }) => values.map((value) => ({ ...value, section: name })));
  const device = all.find(({ section, key }) => section === 'connection' && key === 'interface-name')?.value;
  const intent = all.flatMap(({ section, key, value, index }) => {
    const family = section === 'ipv4' ? 4 : section === 'ipv6' ? 6 : undefined;
    if (family === undefined) return [];
    const options = all.find((one) => one.section === section && one.key === `${key}_options`)?.value;
    return settingIntent(device, { family, key, value, options }, placeOf(file, index));
  });
  return { owner: 'NetworkManager', devices: device === undefined ? [] : [device], intent };
}

type Setting = { family: 4 | 6; key: string; value: string; options?: string | undefined };

function settingIntent(device: string | undefined, setting: Setting, place: Place): Intent[] {
  const { family, key, value, options = '' } = setting;
  if (key === 'method')
    return value === 'auto' || value === 'dhcp' ? dynamicIntent(device, [family], place) : [];
  if (key === 'gateway') return gatewayIntent(device, value, place);
  if (/^address(?:es)?\d{0,2}$/.test(key)) {
    const [address = '', gateway] = value.split(/[,;]/);
    return [
      ...addressIntent(device, address.trim(), place),
      ...(gateway === undefined ? [] : gatewayIntent(device, gateway.trim(), place)),
    ];
  }
  if (/^routing-rule\d{1,2}$/.test(key))
    return ruleIntent(device, ipWords(['rule', ...value.split(/\s+/)]).rule ?? {}, place);
  if (!/^route\d{1,2}$/.test(key)) return [];
  const [to, via, metric] = value.split(/[,;]/).map((part) => part.trim());
  const table = /(?:^|,)table=(\w{1,32})/.exec(options)?.[1];
  return routeIntent(device, { to, via, metric, table }, place);
}

/** What `nmcli connection show NAME` says of the profile: lower-case keys; the upper-case ones are what runs. */
export function readProfile(lines: readonly string[], source: string): Configuration {
  const values = lines.flatMap((line) => {
    const match = /^([\w.-]{2,60}?)(?:\[\d{1,3}\])?:\s+(.{0,1000})$/.exec(line.slice(0, 1100));
    return match ? [{ key: match[1] ?? '', value: (match[2] ?? '').trim() }] : [];
  });
  const find = (key: string) =>
    values.find((one) => one.key === key && one.value !== '--' && one.value !== '')?.value;
  const device = find('connection.interface-name') ?? find('GENERAL.DEVICES');
  const intent = values.flatMap(({ key, value }) => {
    const family = key.startsWith('ipv4.') ? 4 : key.startsWith('ipv6.') ? 6 : undefined;
    return family === undefined || value === '--' || value === ''
      ? []
      : profileIntent(device, family, key.slice('ipv4.'.length), value, { source });
  });
  return { owner: 'NetworkManager', devices: device === undefined ? [] : [device], intent };
}

function profileIntent(
  device: string | undefined,
  family: 4 | 6,
  key: string,
  value: string,
  place: Place,
): Intent[] {
  switch (key) {
    case 'method':
      return value === 'auto' || value === 'dhcp' ? dynamicIntent(device, [family], place) : [];
    case 'addresses':
      return value.split(',').flatMap((address) => addressIntent(device, address.trim(), place));
    case 'gateway':
      return gatewayIntent(device, value, place);
    case 'routing-rules':
      return value
        .split(/[,;]/)
        .flatMap((rule) =>
          ruleIntent(device, ipWords(['rule', ...rule.trim().split(/\s+/)]).rule ?? {}, place),
        );
    case 'routes':
      return profileRoutes(value).flatMap((parts) => routeIntent(device, parts, place));
    default:
      return [];
  }
}

/** `{ ip = 10.0.0.0/8, nh = 10.1.0.1, mt = 100, table=101 }; …` and `10.0.0.0/8 10.1.0.1 100 table=101, …`. */
function profileRoutes(value: string): { to?: string; via?: string; metric?: string; table?: string }[] {
  const table = (text: string) => /\btable\s?=\s?(\w{1,32})/.exec(text)?.[1];
  const braced = [...value.matchAll(/\{([^{}]{1,300})\}/g)].map(([, text = '']) => text);
  const field = (text: string, name: string) => new RegExp(`\\b${name} = ([^,}\\s]{1,50})`).exec(text)?.[1];
  const routes = braced.length > 0 ? braced : value.split(',');
  return routes.map((text) => {
    const words = text
      .trim()
      .split(/\s+/)
      .filter((word) => !word.includes('='));
    const parts =
      braced.length > 0
        ? { to: field(text, 'ip'), via: field(text, 'nh'), metric: field(text, 'mt') }
        : {
            to: words[0],
            via: words.find((word, at) => at > 0 && /[.:]/.test(word)),
            metric: words.find((word, at) => at > 0 && /^\d+$/.test(word)),
          };
    return Object.fromEntries(
      Object.entries({ ...parts, table: table(text) }).filter(([, part]) => part !== undefined),
    );
  });
}
