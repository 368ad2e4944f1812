import { anyBit, type Condition, negate } from './conditions.ts';
import { addressType, reversePathHolds } from './fib.ts';
import { bareField, type Field, packetField } from './fields.ts';
import type { Flight } from './flight.ts';
import {
  allOf,
  any,
  eachOption,
  fieldOption,
  type ModuleMatch,
  type ModuleReader,
} from './iptables-match.ts';
import type { ModuleUse, Option } from './iptables-option.ts';
import { icmp, multiport, ports } from './iptables-protocols.ts';
import { readDatum } from './literals.ts';

/** The match of `-m NAME …`; `undefined` where it cannot be evaluated. */
export function moduleMatch(
  use: ModuleUse,
  family: 4 | 6,
  protocol: string | undefined,
): ModuleMatch | 'none' | undefined {
  const read = Object.hasOwn(MODULES, use.name) ? MODULES[use.name] : undefined;
  return read?.(use, family, protocol);
}

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
function states(option: Option): Condition | undefined {
  const names = (option.values[0] ?? '').toLowerCase().split(',');
  const state = packetField('ct', 'state');
  const status = packetField('ct', 'status');
  if (!state || !status) return undefined;
  const plain = names.filter((name) => name !== 'snat' && name !== 'dnat');
  const translated = names.filter((name) => name === 'snat' || name === 'dnat');
  const inState: Condition = plain.length > 0 ? anyBit(state, plain, false) : () => false;
  const isTranslated: Condition = translated.length > 0 ? anyBit(status, translated, false) : () => false;
  const either = any(inState, isTranslated);
  return option.negated ? negate(either) : either;
}

const conntrack: ModuleReader = (use) =>
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

const addrtype: ModuleReader = (use) => {
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

const rpfilter: ModuleReader = (use) => {
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

const iprange: ModuleReader = (use, family) =>
  eachOption(use, (option) => {
    const name =
      option.name === '--src-range' ? 'saddr' : option.name === '--dst-range' ? 'daddr' : undefined;
    return (
      name && fieldOption(packetField(family === 4 ? 'ip' : 'ip6', name), option, option.values[0] ?? '')
    );
  });

const pkttype: ModuleReader = (use) =>
  eachOption(use, (option) =>
    fieldOption(bareField('pkttype'), option, (option.values[0] ?? '').toLowerCase()),
  );

/** Modules that always match, or whose outcome follows from the packet. All others are not known. */
const MODULES: Record<string, ModuleReader> = {
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
