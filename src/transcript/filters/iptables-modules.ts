import type { FilterCondition, FilterField } from '../../analyzer/model/index.ts';
import { anyBit, compareOne, not, RATE } from './conditions.ts';
import { packetField } from './fields.ts';
import { any, eachOption, fieldOption, type ModuleReader } from './iptables-match.ts';
import type { ModuleUse, Option } from './iptables-option.ts';
import { icmp, multiport, ports } from './iptables-protocols.ts';
import { readDatum } from './literals.ts';

/** The match of `-m NAME …`; `undefined` where it cannot be evaluated. */
export function moduleMatch(
  use: ModuleUse,
  family: 4 | 6,
  protocol: string | undefined,
): FilterCondition | undefined {
  const read = Object.hasOwn(MODULES, use.name) ? MODULES[use.name] : undefined;
  return read?.(use, family, protocol);
}

/** `0x1/0xff` against a mark. */
function markMatch(
  field: FilterField,
  { negated, values: [text = ''] }: Option,
): FilterCondition | undefined {
  const [wanted = '', under = '0xffffffff'] = text.split('/');
  const value = readDatum('number', wanted);
  const mask = readDatum('number', under);
  if (typeof value !== 'number' || typeof mask !== 'number') return undefined;
  return { kind: 'masked', field, value, mask, negated };
}

/** State names of xt_conntrack; SNAT and DNAT are states there. */
function states(option: Option): FilterCondition {
  const names = (option.values[0] ?? '').toLowerCase().split(',');
  const plain = names.filter((name) => name !== 'snat' && name !== 'dnat');
  const translated = names.filter((name) => name === 'snat' || name === 'dnat');
  const either = any(
    ...(plain.length > 0 ? [anyBit(packetField('ct', 'state'), plain, false)] : []),
    ...(translated.length > 0 ? [anyBit(packetField('ct', 'status'), translated, false)] : []),
  );
  return option.negated ? not(either) : either;
}

const conntrack: ModuleReader = (use) =>
  eachOption(use, (option) => {
    const { name, negated, values } = option;
    if (name === '--ctstate' || name === '--state') return states(option);
    if (name === '--ctstatus') {
      const names = (values[0] ?? '').toLowerCase().replaceAll('_', '-').split(',');
      return names.includes('none') ? undefined : anyBit(packetField('ct', 'status'), names, negated);
    }
    if (name === '--ctproto') return fieldOption(packetField('meta', 'l4proto'), option, values[0] ?? '');
    if (name === '--ctdir')
      return fieldOption(packetField('ct', 'direction'), option, (values[0] ?? '').toLowerCase());
    return undefined;
  });

const addrtype: ModuleReader = (use) => {
  const given = new Set(use.options.map(({ name }) => name));
  const device = given.has('--limit-iface-in') ? 'iif' : given.has('--limit-iface-out') ? 'oif' : undefined;
  const types = use.options.filter(({ name }) => !name.startsWith('--limit-iface'));
  return eachOption({ ...use, options: types }, ({ name, negated, values }) => {
    const of = name === '--src-type' ? 'source' : name === '--dst-type' ? 'destination' : undefined;
    const wanted = (values[0] ?? '').split(',').map((type) => readDatum('address-type', type));
    const numbers = wanted.filter((type) => typeof type === 'number');
    if (of === undefined || numbers.length < wanted.length) return undefined;
    return {
      kind: 'address-type',
      of,
      types: numbers,
      negated,
      ...(device === undefined ? {} : { device }),
    };
  });
};

const rpfilter: ModuleReader = (use) => {
  const given = new Set(use.options.map(({ name }) => name));
  return {
    kind: 'reverse-path',
    loose: given.has('--loose'),
    validMark: given.has('--validmark'),
    acceptLocal: given.has('--accept-local'),
    invert: given.has('--invert'),
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
    fieldOption(packetField('meta', 'pkttype'), option, (option.values[0] ?? '').toLowerCase()),
  );

const mac: ModuleReader = (use) =>
  eachOption(use, (option) =>
    option.name === '--mac-source'
      ? fieldOption(packetField('ether', 'saddr'), option, option.values[0] ?? '')
      : undefined,
  );

/** The bridge's port. A packet that did not come through one meets no option, and every negated one (xt_physdev). */
const physdev: ModuleReader = (use) =>
  eachOption(use, ({ name, negated, values: [value = ''] }) => {
    const port = value.replace(/\+$/, '*');
    const holds = PHYSDEV[name]?.(port);
    return holds && negated ? not(holds) : holds;
  });

const PHYSDEV: Readonly<Record<string, (port: string) => FilterCondition>> = {
  '--physdev-in': (port) => compareOne(packetField('physdev', 'in'), '==', port),
  '--physdev-out': (port) => compareOne(packetField('physdev', 'out'), '==', port),
  '--physdev-is-in': () => ({ kind: 'has', fields: [packetField('physdev', 'in')] }),
  '--physdev-is-out': () => ({ kind: 'has', fields: [packetField('physdev', 'out')] }),
  // What goes from port to port; the packets that are asked about are the host's own, or routed.
  '--physdev-is-bridged': () => ({ kind: 'never' }),
};

function onMark(field: FilterField): ModuleReader {
  return (use) =>
    eachOption(use, (option) => (option.name === '--mark' ? markMatch(field, option) : undefined));
}

/** Modules that always match, or whose outcome follows from the packet. All others are not known. */
const MODULES: Record<string, ModuleReader> = {
  comment: () => ({ kind: 'always' }),
  tcp: ports('tcp'),
  udp: ports('udp'),
  multiport,
  icmp: icmp('icmp', '--icmp-type'),
  icmp6: icmp('icmpv6', '--icmpv6-type'),
  icmpv6: icmp('icmpv6', '--icmpv6-type'),
  'ipv6-icmp': icmp('icmpv6', '--icmpv6-type'),
  mark: onMark(packetField('meta', 'mark')),
  connmark: onMark(packetField('ct', 'mark')),
  conntrack,
  state: conntrack,
  addrtype,
  rpfilter,
  iprange,
  pkttype,
  mac,
  physdev,
  limit: () => RATE,
  hashlimit: () => RATE,
  recent: () => RATE,
  // So many packets by chance, or every so many.
  statistic: () => RATE,
};
