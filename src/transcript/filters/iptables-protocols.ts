import type { FilterCondition } from '../../analyzer/model/index.ts';
import { always, maskedBits, not } from './conditions.ts';
import { packetField } from './fields.ts';
import { any, eachOption, fieldOption, type ModuleReader } from './iptables-match.ts';
import { readRange } from './literals.ts';

/** `22:80` as nft writes it. */
function portRange(text: string): string {
  const [from, to] = text.split(':');
  if (to === undefined) return text;
  return `${from === '' ? '0' : from}-${to === '' ? '65535' : to}`;
}

export const ports =
  (protocol: 'tcp' | 'udp'): ModuleReader =>
  (use) =>
    eachOption(use, (option) => {
      const [value = ''] = option.values;
      switch (option.name) {
        case '--dport':
        case '--destination-port':
          return fieldOption(packetField(protocol, 'dport'), option, portRange(value));
        case '--sport':
        case '--source-port':
          return fieldOption(packetField(protocol, 'sport'), option, portRange(value));
        case '--tcp-flags':
          return tcpFlags(option.values[0] ?? '', option.values[1] ?? '', option.negated);
        case '--syn':
          return tcpFlags('FIN,SYN,RST,ACK', 'SYN', option.negated);
        default:
          return undefined;
      }
    });

function tcpFlags(mask: string, set: string, negated: boolean): FilterCondition {
  return maskedBits(packetField('tcp', 'flags'), flagNames(set), flagNames(mask), negated);
}

function flagNames(text: string): string[] {
  if (text === 'ALL') return ['0x3f'];
  return text === 'NONE' ? ['0x0'] : text.toLowerCase().split(',');
}

export const multiport: ModuleReader = (use, _family, protocol) =>
  eachOption(use, ({ name, negated, values }) => {
    const listed = (values[0] ?? '').split(',').map(portRange);
    const group = protocol === 'udp' || protocol === 'tcp' ? protocol : 'th';
    const sides = SIDES[name];
    if (!sides) return undefined;
    const either = any(...sides.map((side) => anyPort(group, side, listed)));
    return negated ? not(either) : either;
  });

const SIDES: Readonly<Record<string, readonly ('sport' | 'dport')[]>> = {
  '--dports': ['dport'],
  '--destination-ports': ['dport'],
  '--sports': ['sport'],
  '--source-ports': ['sport'],
  '--ports': ['sport', 'dport'],
};

function anyPort(group: string, side: 'sport' | 'dport', listed: readonly string[]): FilterCondition {
  const elements = listed.map((text) => ({ parts: [readRange('port', text) ?? null] }));
  return { kind: 'in', fields: [packetField(group, side)], lookup: { elements }, negated: false };
}

export const icmp =
  (group: 'icmp' | 'icmpv6', wanted: string): ModuleReader =>
  (use) =>
    eachOption(use, ({ name, negated, values: [value = ''] }) => {
      if (name !== wanted) return undefined;
      if (value === 'any' || value === '255') return always(!negated);
      const [type = '', code] = value.split('/');
      const plain = { name, negated: false, values: [] };
      const both: FilterCondition = {
        kind: 'all',
        of: [
          fieldOption(packetField(group, 'type'), plain, type),
          ...(code === undefined ? [] : [fieldOption(packetField(group, 'code'), plain, code)]),
        ],
      };
      return negated ? not(both) : both;
    });
