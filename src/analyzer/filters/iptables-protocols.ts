import { type Condition, inLookup, Lookup, maskedBits, negate } from './conditions.ts';
import { type Field, packetField } from './fields.ts';
import { allOf, any, eachOption, fieldOption, type ModuleReader } from './iptables-match.ts';
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
    use.options.length === 0
      ? 'none'
      : eachOption(use, (option) => {
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

function tcpFlags(mask: string, set: string, negated: boolean): Condition | undefined {
  const field = packetField('tcp', 'flags');
  return field && maskedBits(field, flagNames(set), flagNames(mask), negated);
}

function flagNames(text: string): string[] {
  if (text === 'ALL') return ['0x3f'];
  return text === 'NONE' ? ['0x0'] : text.toLowerCase().split(',');
}

export const multiport: ModuleReader = (use, _family, protocol) =>
  eachOption(use, (option) => {
    const values = (option.values[0] ?? '').split(',').map(portRange);
    const group = protocol === 'udp' || protocol === 'tcp' ? protocol : 'th';
    const one = (name: string) => anyPort(packetField(group, name), values);
    const either: Condition | undefined =
      option.name === '--dports' || option.name === '--destination-ports'
        ? one('dport')
        : option.name === '--sports' || option.name === '--source-ports'
          ? one('sport')
          : option.name === '--ports'
            ? any(one('sport'), one('dport'))
            : undefined;
    return either && option.negated ? negate(either) : either;
  });

function anyPort(field: Field | undefined, values: readonly string[]): Condition {
  const elements = values.map((text) => ({
    parts: [readRange('port', text)],
    value: undefined,
    sometimes: false,
  }));
  return field ? inLookup([field], new Lookup(elements), false) : () => undefined;
}

export const icmp =
  (group: 'icmp' | 'icmpv6', option: string): ModuleReader =>
  (use) =>
    use.options.length === 0
      ? 'none'
      : eachOption(use, ({ name, negated, values: [value = ''] }) => {
          if (name !== option) return undefined;
          if (value === 'any' || value === '255') return () => !negated;
          const [type = '', code] = value.split('/');
          const matchesType = fieldOption(
            packetField(group, 'type'),
            { name, negated: false, values: [] },
            type,
          );
          const matchesCode =
            code === undefined
              ? () => true
              : fieldOption(packetField(group, 'code'), { name, negated: false, values: [] }, code);
          const both = allOf([matchesType, matchesCode]).test;
          return negated ? negate(both) : both;
        });
