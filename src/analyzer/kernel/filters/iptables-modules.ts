import { anyBit, type Condition, compareOne, inLookup, Lookup, maskedBits, negate } from './conditions.ts';
import { addressType, reversePathHolds } from './fib.ts';
import { bareField, type Field, packetField } from './fields.ts';
import type { Flight } from './flight.ts';
import type { ModuleUse, Option } from './iptables-option.ts';
import { readDatum, readRange } from './literals.ts';

/** A module's match; `none` where it matches everything. */
export type ModuleMatch = { test: Condition; reversePath?: true };

type Reader = (
  use: ModuleUse,
  family: 4 | 6,
  protocol: string | undefined,
) => ModuleMatch | 'none' | undefined;

/** The match of `-m NAME …`; `undefined` where it cannot be evaluated. */
export function moduleMatch(
  use: ModuleUse,
  family: 4 | 6,
  protocol: string | undefined,
): ModuleMatch | 'none' | undefined {
  const read = Object.hasOwn(MODULES, use.name) ? MODULES[use.name] : undefined;
  return read?.(use, family, protocol);
}

/** Every option of the module must hold; an option that is not understood makes the match unknown. */
function allOf(conditions: readonly (Condition | undefined)[]): ModuleMatch {
  const tests = conditions.map((condition) => condition ?? (() => undefined));
  return {
    test(flight) {
      let holds: boolean | undefined = true;
      for (const test of tests) {
        const one = test(flight);
        if (one === false) return false;
        if (one === undefined) holds = undefined;
      }
      return holds;
    },
  };
}

function eachOption(use: ModuleUse, read: (option: Option) => Condition | undefined): ModuleMatch {
  return allOf(use.options.map(read));
}

function fieldOption(field: Field | undefined, { negated }: Option, value: string): Condition | undefined {
  return field && compareOne(field, negated ? '!=' : '==', value);
}

/** `22:80` as nft writes it. */
function portRange(text: string): string {
  const [from, to] = text.split(':');
  if (to === undefined) return text;
  return `${from === '' ? '0' : from}-${to === '' ? '65535' : to}`;
}

const ports =
  (protocol: 'tcp' | 'udp'): Reader =>
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

const multiport: Reader = (use, _family, protocol) =>
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

function any(first: Condition, second: Condition): Condition {
  return (flight) => {
    const holds = [first(flight), second(flight)];
    return holds.includes(true) ? true : holds.includes(undefined) ? undefined : false;
  };
}

const icmp =
  (group: 'icmp' | 'icmpv6', option: string): Reader =>
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

/** `0x1/0xff` against a mark. */
function markMatch(
  field: Field | undefined,
  { negated, values: [value = ''] }: Option,
): Condition | undefined {
  const [wanted, mask = '0xffffffff'] = value.split('/');
  const number = readDatum('number', wanted ?? '');
  const bits = readDatum('number', mask);
  if (!field || typeof number !== 'number' || typeof bits !== 'number') return undefined;
  return (flight) => {
    const mark = field.read(flight);
    if (mark === null) return false;
    if (typeof mark !== 'number') return undefined;
    return ((mark & bits) >>> 0 === number >>> 0) !== negated;
  };
}

/** State names of xt_conntrack; SNAT and DNAT are states there. */
function states(option: Option, withoutNat = false): Condition | undefined {
  const names = (option.values[0] ?? '').toLowerCase().split(',');
  const state = packetField('ct', 'state');
  const status = packetField('ct', 'status');
  if (!state || !status) return undefined;
  const plain = names.filter((name) => name !== 'snat' && name !== 'dnat');
  const translated = withoutNat ? [] : names.filter((name) => name === 'snat' || name === 'dnat');
  const inState: Condition = plain.length > 0 ? anyBit(state, plain, false) : () => false;
  const isTranslated: Condition = translated.length > 0 ? anyBit(status, translated, false) : () => false;
  const either = any(inState, isTranslated);
  return option.negated ? negate(either) : either;
}

const conntrack: Reader = (use) =>
  eachOption(use, (option) => {
    const { name, negated, values } = option;
    if (name === '--ctstate' || name === '--state') return states(option);
    if (name === '--ctstatus') {
      const field = packetField('ct', 'status');
      const names = (values[0] ?? '').toLowerCase().replaceAll('_', '-').split(',');
      return field && !names.includes('none') ? anyBit(field, names, negated) : undefined;
    }
    if (name === '--ctproto') return fieldOption(bareField('l4proto'), option, values[0] ?? '');
    if (name === '--ctdir')
      return fieldOption(packetField('ct', 'direction'), option, (values[0] ?? '').toLowerCase());
    return undefined;
  });

const ADDRESS_TYPES = 'address-type';

const addrtype: Reader = (use) => {
  const iface = use.options.some(({ name }) => name === '--limit-iface-in')
    ? 'iif'
    : use.options.some(({ name }) => name === '--limit-iface-out')
      ? 'oif'
      : undefined;
  const types = use.options.filter(({ name }) => !name.startsWith('--limit-iface'));
  return allOf(
    types.map(({ name, negated, values }) => {
      const of = name === '--src-type' ? 'source' : name === '--dst-type' ? 'destination' : undefined;
      const wanted = (values[0] ?? '').split(',').map((type) => readDatum(ADDRESS_TYPES, type));
      if (of === undefined || wanted.includes(undefined)) return undefined;
      return (flight: Flight) => {
        const device = iface === undefined ? undefined : flight[iface];
        if (iface !== undefined && device === undefined) return undefined;
        const type = addressType(flight, of, device);
        return type === undefined ? undefined : wanted.includes(type) !== negated;
      };
    }),
  );
};

const rpfilter: Reader = (use) => {
  const given = new Set(use.options.map(({ name }) => name));
  const options = {
    loose: given.has('--loose'),
    validMark: given.has('--validmark'),
    acceptLocal: given.has('--accept-local'),
  };
  const invert = given.has('--invert');
  return {
    reversePath: true,
    test(flight) {
      const holds = reversePathHolds(flight, options);
      return holds === undefined ? undefined : holds !== invert;
    },
  };
};

const iprange: Reader = (use, family) =>
  eachOption(use, (option) => {
    const name =
      option.name === '--src-range' ? 'saddr' : option.name === '--dst-range' ? 'daddr' : undefined;
    return (
      name && fieldOption(packetField(family === 4 ? 'ip' : 'ip6', name), option, option.values[0] ?? '')
    );
  });

const pkttype: Reader = (use) =>
  eachOption(use, (option) =>
    fieldOption(bareField('pkttype'), option, (option.values[0] ?? '').toLowerCase()),
  );

/** Modules that always match, or whose outcome follows from the packet. All others are not known. */
const MODULES: Record<string, Reader> = {
  comment: () => 'none',
  tcp: ports('tcp'),
  udp: ports('udp'),
  multiport,
  icmp: icmp('icmp', '--icmp-type'),
  icmp6: icmp('icmpv6', '--icmpv6-type'),
  icmpv6: icmp('icmpv6', '--icmpv6-type'),
  'ipv6-icmp': icmp('icmpv6', '--icmpv6-type'),
  mark: (use) =>
    eachOption(use, (option) =>
      option.name === '--mark' ? markMatch(bareField('mark'), option) : undefined,
    ),
  connmark: (use) =>
    eachOption(use, (option) =>
      option.name === '--mark' ? markMatch(packetField('ct', 'mark'), option) : undefined,
    ),
  conntrack,
  state: conntrack,
  addrtype,
  rpfilter,
  iprange,
  pkttype,
};
