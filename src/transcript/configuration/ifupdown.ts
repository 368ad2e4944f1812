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
  type Place,
  placeOf,
  routeIntent,
  ruleIntent,
} from './entry.ts';

type Stanza = { device: string; lines: { words: string[]; index: number }[] };

/** ifupdown's stanzas (interfaces(5)). */
export function readInterfacesFile(file: FileContents): Configuration {
  const stanzas: Stanza[] = [];
  const intent: Intent[] = [];
  const devices: string[] = [];
  for (const [index, line] of file.lines.entries()) {
    const words = wordsOf(line.slice(0, 400));
    const [first = ''] = words;
    if (first === 'iface' && words[1] !== undefined) {
      const device = words[1].split(':')[0] ?? words[1];
      stanzas.push({ device, lines: [] });
      if (device !== 'lo' && words[3] !== 'manual' && !devices.includes(device)) devices.push(device);
      if (words[3] === 'dhcp' || words[3] === 'auto')
        intent.push(...dynamicIntent(device, [words[2] === 'inet6' ? 6 : 4], placeOf(file, index)));
    } else if (/^(?:auto|allow-\w+|source|mapping)$/.test(first)) stanzas.push({ device: '', lines: [] });
    else if (first !== '' && !first.startsWith('#')) stanzas.at(-1)?.lines.push({ words, index });
  }
  for (const stanza of stanzas) if (stanza.device !== '') intent.push(...stanzaIntent(file, stanza));
  return { owner: 'ifupdown', devices, intent };
}

function stanzaIntent(file: FileContents, { device, lines }: Stanza): Intent[] {
  const netmask = lines.find(({ words }) => words[0] === 'netmask')?.words[1];
  const length = decimal(netmask) ?? maskLength(netmask ?? '');
  return lines.flatMap(({ words, index }): Intent[] => {
    const [key = '', value = ''] = words;
    const place = placeOf(file, index);
    switch (key) {
      case 'address':
        return addressIntent(device, value, place, length);
      case 'gateway':
        return gatewayIntent(device, value, place);
      case 'bridge_ports':
      case 'bridge-ports':
        return membersOf(device, words.slice(1), 'bridge', place);
      case 'bond-slaves':
      case 'slaves':
        return membersOf(device, words.slice(1), 'bond', place);
      case 'vrf':
        return [{ kind: 'member', device, master: value, masterKind: 'vrf', ...place }];
      case 'vrf-table':
        return [{ kind: 'vrf', device, table: value, ...place }];
      case 'up':
      case 'post-up':
        return commandIntent(device, words.slice(1), place);
      default:
        return [];
    }
  });
}

function membersOf(
  master: string,
  words: readonly string[],
  masterKind: 'bridge' | 'bond',
  place: Place,
): Intent[] {
  const names = words.filter((word) => /^[A-Za-z][\w.@-]{0,14}$/.test(word) && word !== 'none');
  return names.map((device) => ({ kind: 'member', device, master, masterKind, ...place }));
}

/** `up ip route add default via 10.1.0.1 dev $IFACE table 101`. */
function commandIntent(device: string, words: readonly string[], place: Place): Intent[] {
  const clean = words.map((word) => word.replace(/[;|&]+$/, '').replace(/\$\{?IFACE\}?/, device));
  const at = clean.findIndex((word) => word === 'ip' || word.endsWith('/ip'));
  if (at === -1) return [];
  const { route, rule } = ipWords(clean.slice(at + 1));
  if (rule && clean.includes('add')) return ruleIntent(device, rule, place);
  return route ? routeIntent(route.dev ?? device, route, place) : [];
}
