import type { Intent } from '../../analyzer/model/index.ts';
import { maskLength } from '../forms/addresses.ts';
import { decimal, wordsOf } from '../forms/text.ts';
import type { FileContents } from '../parsers/file-contents.ts';
import {
  addressIntent,
  type Configuration,
  dynamicIntent,
  gatewayIntent,
  ipWords,
  placeOf,
  routeIntent,
  ruleIntent,
} from './entry.ts';

const ASSIGNED = /^\s*(\w{1,40})=(["']?)([^"'#]{0,300}?)\2\s*(?:#.*)?$/;

/** RHEL's ifcfg-IFACE, route-IFACE and rule-IFACE: shell assignments, or the arguments of `ip route` and `ip rule`. */
export function readIfcfg(file: FileContents): Configuration {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1).replace(/^(?:ifcfg|route6?|rule6?)-/, '');
  const values = new Map<string, { value: string; index: number }>();
  for (const [index, line] of file.lines.entries()) {
    const assigned = ASSIGNED.exec(line.slice(0, 400));
    if (assigned?.[1] !== undefined) values.set(assigned[1], { value: assigned[3] ?? '', index });
  }
  const device = values.get('DEVICE')?.value || name;
  const intent = [...assignedIntent(file, device, values), ...wordsIntent(file, device)];
  return { owner: 'network-scripts', devices: device === 'lo' || device === '' ? [] : [device], intent };
}

type Values = ReadonlyMap<string, { value: string; index: number }>;

function assignedIntent(file: FileContents, device: string, values: Values): Intent[] {
  const text = (key: string) => values.get(key)?.value;
  return [...values].flatMap(([key, { value, index }]): Intent[] => {
    const place = placeOf(file, index);
    const [, base = '', number = ''] = /^([A-Z0-9]*?[A-Z])(\d{0,2})$/.exec(key) ?? [];
    switch (base) {
      case 'IPADDR': {
        const length = decimal(text(`PREFIX${number}`)) ?? maskLength(text(`NETMASK${number}`) ?? '');
        return addressIntent(device, value, place, length);
      }
      case 'GATEWAY':
        // GATEWAY0 of a route file belongs to ADDRESS0 and NETMASK0.
        if (!values.has(`ADDRESS${number}`)) return gatewayIntent(device, value, place);
        return routeIntent(
          device,
          {
            to: `${text(`ADDRESS${number}`)}/${maskLength(text(`NETMASK${number}`) ?? '') ?? 32}`,
            via: value,
          },
          place,
        );
      case 'BOOTPROTO':
        return value === 'dhcp' || value === 'bootp' ? dynamicIntent(device, [4], place) : [];
      case 'ONBOOT':
        return value === 'no' ? [{ kind: 'manual-start', device, ...place }] : [];
      case 'MASTER':
        return [{ kind: 'member', device, master: value, masterKind: 'bond', ...place }];
      case 'BRIDGE':
        return [{ kind: 'member', device, master: value, masterKind: 'bridge', ...place }];
      default:
        return six(device, key, value, place);
    }
  });
}

function six(device: string, key: string, value: string, place: ReturnType<typeof placeOf>): Intent[] {
  if (key === 'IPV6ADDR') return addressIntent(device, value, place);
  if (key === 'IPV6ADDR_SECONDARIES')
    return wordsOf(value).flatMap((word) => addressIntent(device, word, place));
  if (key === 'IPV6_DEFAULTGW') return gatewayIntent(device, value.split('%')[0] ?? '', place);
  return [];
}

function wordsIntent(file: FileContents, device: string): Intent[] {
  return file.lines.flatMap((line, index): Intent[] => {
    const words = wordsOf(line.slice(0, 400));
    if (line.trim().startsWith('#') || words.length < 2 || ASSIGNED.test(line.slice(0, 400))) return [];
    const { route, rule } = ipWords(words);
    const place = placeOf(file, index);
    if (rule) return ruleIntent(device, rule, place);
    return route ? routeIntent(route.dev ?? device, route, place) : [];
  });
}
