import type { Configuration } from './configuration.ts';
import { type Random, seededRandom } from './random.ts';

/** Addresses, prefixes and words that one family's random lines are made of: small pools, so that things meet. */
interface Pool {
  family: 4 | 6;
  address(random: Random): string;
  prefix(random: Random): string;
  interfaceAddress(random: Random): string;
  special: readonly string[];
  all: string;
}

const pool4: Pool = {
  family: 4,
  address: (random) =>
    random.chance(0.1)
      ? `${random.pick([8, 100, 192, 240, 169])}.${random.below(3)}.${random.below(3)}.${random.below(256)}`
      : `10.${random.below(2)}.${random.below(4)}.${random.pick([0, 1, 2, 3, 4, 5, 6, 9, 15, 16, 127, 128, 254, 255])}`,
  prefix: (random) => {
    const length = random.pick([0, 8, 8, 14, 15, 16, 16, 22, 23, 24, 24, 24, 25, 28, 29, 30, 31, 32, 32]);
    return network4(pool4.address(random), length);
  },
  interfaceAddress: (random) => {
    const address = `10.${random.below(2)}.${random.below(4)}.${random.pick([1, 2, 3, 4, 5, 9, 16])}`;
    const length = random.pick([8, 16, 22, 23, 24, 24, 24, 24, 24, 28, 30, 31, 32]);
    if (length === 32 && random.chance(0.3))
      return `${address} peer ${pool4.address(random)}/${random.pick([32, 24])}`;
    const broadcast = random.pick(['', '', ' brd +', ' brd 255.255.255.255', ' brd 10.0.0.77']);
    const scope = random.pick(['', '', '', '', ' scope link', ' scope host', ' scope site']);
    return `${address}/${length}${broadcast}${scope}${random.chance(0.1) ? ' noprefixroute' : ''}`;
  },
  special: [
    '255.255.255.255',
    '224.0.0.1',
    '224.0.0.1',
    '224.0.0.251',
    '239.1.1.1',
    '127.0.0.1',
    '127.1.2.3',
    '0.0.0.0',
    '0.0.0.5',
    '10.255.255.255',
    '169.254.1.1',
  ],
  all: 'default',
};

const pool6: Pool = {
  family: 6,
  address: (random) =>
    random.chance(0.1)
      ? random.pick(['2001:db8::', '2002:a00::', '64:ff9b::', '2001::', 'fec0::']) +
        String(1 + random.below(9))
      : `fd00:0:0:${random.below(4)}::${random.pick(['', '1', '2', '3', '9', '1:1', 'ffff'])}`.replace(
          /::$/,
          '::',
        ),
  prefix: (random) => {
    const length = random.pick([0, 3, 7, 8, 16, 32, 48, 56, 62, 63, 64, 64, 64, 80, 112, 126, 127, 128, 128]);
    return network6(random, length);
  },
  interfaceAddress: (random) => {
    const address = random.chance(0.2)
      ? random.pick(['2001:db8::1', '2001:db8::2', '2002:a00::5', 'fec0::7', '2001::9', '2001:10::3'])
      : `fd00:0:0:${random.below(4)}::${random.pick(['1', '2', '3', '9', '1:1'])}`;
    const common = ['', '', '', '', ' preferred_lft 0', ' noprefixroute'];
    const flags = random.pick([...common, ...common, ...common, ' home']);
    return `${address}/${random.pick([48, 56, 64, 64, 64, 64, 126, 127, 128])}${flags}`;
  },
  special: [
    'ff02::1',
    'ff02::fb',
    'ff05::2',
    'ff0e::7',
    'fe80::5',
    'fe80::1:2',
    '::1',
    '::ffff:10.0.0.1',
    '3fff::1',
  ],
  all: 'default',
};

function network4(address: string, length: number): string {
  const value = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - length);
  const first = value - (value % size);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${length}`;
}

function network6(random: Random, length: number): string {
  if (length === 0) return '::/0';
  if (length <= 16)
    return `${random.pick(length < 8 ? ['2000::'] : ['fd00::', '2000::'])}/${length}`.replace(
      '2000::/7',
      'fc00::/7',
    );
  if (length <= 48) return `${random.pick(['fd00::', '2001:db8::', '2002:a00::'])}/${length}`;
  if (length < 64) return `fd00:0:0:${length === 63 ? random.pick([0, 2]) : 0}::/${length}`;
  if (length === 64) return `fd00:0:0:${random.below(4)}::/64`;
  const tail = random.pick(
    length === 128 ? ['1', '2', '3', '9', '1:1'] : length === 127 ? ['2', '8'] : ['0', '8'],
  );
  return length < 120
    ? `fd00:0:0:${random.below(4)}::/${length}`
    : `fd00:0:0:${random.below(4)}::${tail}/${length}`;
}

const DEVICES = ['d0', 'd1', 'd2', 'd3'];
const TABLES = ['100', '101', '102', '300', 'main', 'main', 'default', 'local'];
const MARKS = ['1', '2', '0x10', '0x11', '0xff00'];
const TOSES = ['0x04', '0x08', '0x10', '0x1c', '0x20', '0xb8'];
const PORTS = [22, 53, 80, 443, 8080];

function linkLines(random: Random): string[] {
  const lines = ['link set lo up'];
  for (const [index, name] of DEVICES.entries()) {
    if (index === 3 && random.chance(0.5)) lines.push(`link add ${name} type bridge`);
    else {
      const mac = (end: string) => `address 02:00:00:00:0${index}:${end}`;
      lines.push(`link add ${name} ${mac('01')} type veth peer name p${index} ${mac('02')}`);
      if (!random.chance(0.25)) lines.push(`link set p${index} up`);
    }
    if (random.chance(0.3)) lines.push(`link set ${name} group ${random.pick([5, 7])}`);
    if (!random.chance(0.05)) lines.push(`link set ${name} up`);
  }
  return lines;
}

function sysctlLines(random: Random): string[] {
  const lines: string[] = [];
  const scopes = ['all', ...DEVICES];
  const put = (family: 4 | 6, scope: string, name: string, value: number) =>
    lines.push(`ipv${family}/conf/${scope}/${name} ${value}`);
  lines.push(`ipv4/ip_forward ${random.below(2)}`, `ipv6/conf/all/forwarding ${random.below(2)}`);
  put(4, 'all', 'rp_filter', random.pick([0, 0, 0, 1, 2]));
  for (const scope of scopes) {
    if (scope !== 'all') put(4, scope, 'rp_filter', random.below(3));
    if (random.chance(0.15)) put(4, scope, 'accept_local', 1);
    if (random.chance(0.15)) put(4, scope, 'src_valid_mark', 1);
    if (random.chance(0.1)) put(4, scope, 'route_localnet', 1);
    if (random.chance(0.3)) put(4, scope, 'send_redirects', random.below(2));
    if (random.chance(0.1) && scope !== 'all') put(4, scope, 'forwarding', random.below(2));
    if (random.chance(0.15)) put(4, scope, 'ignore_routes_with_linkdown', 1);
    if (random.chance(0.15)) put(6, scope, 'ignore_routes_with_linkdown', 1);
    if (random.chance(scope === 'all' ? 0.3 : 0.2)) put(4, scope, 'bc_forwarding', 1);
    if (random.chance(0.1)) put(6, scope, 'use_oif_addrs_only', 1);
  }
  return lines;
}

function hopWords(random: Random, pool: Pool): string {
  const dev = random.pick(DEVICES);
  const gateway = pool.address(random);
  if (random.chance(0.35)) return `dev ${dev}`;
  if (pool.family === 4 && random.chance(0.05)) return `via inet6 fe80::5 dev ${dev}`;
  if (random.chance(0.5)) return `via ${gateway} dev ${dev} onlink`;
  return `via ${gateway}${random.chance(0.5) ? ` dev ${dev}` : ''}`;
}

function routeLine(random: Random, pool: Pool): string {
  const type = random.pick([
    ...Array<string>(14).fill(''),
    'unreachable ',
    'prohibit ',
    'blackhole ',
    'throw ',
    'throw ',
    'local ',
    'broadcast ',
    'multicast ',
    'anycast ',
  ]);
  const words = [random.pick(['add', 'add', 'append', 'prepend']), `${type}${pool.prefix(random)}`];
  const rejects = ['unreachable ', 'prohibit ', 'blackhole ', 'throw '].includes(type);
  const multipath = type === '' && random.chance(0.15);
  if (random.chance(0.15) && pool.family === 4) words.push('tos', random.pick(TOSES));
  if (random.chance(0.3)) words.push('metric', String(random.pick([10, 20, 20, 1024])));
  if (pool.family === 6 && random.chance(0.1)) words.push('from', pool.prefix(random));
  if (!rejects && !multipath)
    words.push(type === '' ? hopWords(random, pool) : `dev ${random.pick(['lo', ...DEVICES])}`);
  if (!rejects && random.chance(0.12))
    words.push('src', pool.interfaceAddress(random).split(/[/ ]/)[0] as string);
  if (pool.family === 6 && random.chance(0.15)) words.push('pref', random.pick(['low', 'high', 'medium']));
  if (pool.family === 4 && random.chance(0.08))
    words.push('scope', random.pick(['link', 'global', 'host', 'site']));
  // A gateway's meaning is settled when its route is added; in table local that would depend on the order of adding.
  const tables =
    words.includes('onlink') || !words.join(' ').includes(' via ')
      ? TABLES
      : TABLES.filter((name) => name !== 'local');
  words.push(
    'table',
    type === 'local ' ? random.pick(['local', '100']) : random.pick(multipath ? ['100', 'main'] : tables),
  );
  if (multipath) {
    for (let hops = 2 + random.below(2); hops > 0; hops--) {
      words.push(`nexthop ${hopWords(random, pool)} weight ${1 + random.below(3)}`);
    }
  }
  return `route ${words.join(' ')}`;
}

/** Next hop objects (ip-nexthop(8)): an id each, one of them a blackhole, and perhaps a group. */
function nextHopObjects(random: Random, pool: Pool): string[] {
  if (random.chance(0.6)) return [];
  const id = (place: number) => pool.family * 10 + place;
  const leading = [1, 2].map((place) => {
    const dev = random.pick(DEVICES);
    const via = random.chance(0.5) ? `via ${pool.address(random)} ` : '';
    return `nexthop add id ${id(place)} ${via}dev ${dev}${via ? ' onlink' : ''}`;
  });
  return [`nexthop add id ${id(0)} blackhole`, ...leading, `nexthop add id ${id(3)} group ${id(1)}/${id(2)}`];
}

/** A route that uses one of them. */
function objectRouteLine(random: Random, pool: Pool): string {
  const object = pool.family * 10 + random.pick([0, 0, 1, 2, 3]);
  const metric = random.chance(0.4) ? ` metric ${random.pick([10, 20, 1024])}` : '';
  const verb = random.pick(['add', 'append']);
  return `route ${verb} ${pool.prefix(random)} nhid ${object}${metric} table ${random.pick(['100', '101', 'main'])}`;
}

function ruleAction(random: Random): string {
  const kind = random.below(12);
  if (kind === 0) return random.pick(['unreachable', 'prohibit', 'blackhole']);
  if (kind === 1) return `goto ${random.pick([20, 25, 100, 32766, 40000])}`;
  if (kind === 2) return 'nop';
  const lookup = `lookup ${random.pick(TABLES)}`;
  if (kind === 3) return `${lookup} suppress_prefixlength ${random.pick([0, 0, 8, 16, 24, 64])}`;
  if (kind === 4) return `${lookup} suppress_ifgroup ${random.pick([0, 5, 7])}`;
  return lookup;
}

function ruleLine(random: Random, pool: Pool, known: string[]): string {
  const words = [`pref ${random.pick([5, 10, 10, 15, 20, 25, 30, 100, 32766, 33000])}`];
  if (random.chance(0.2)) words.unshift('not');
  const some = (probability: number, make: () => string) => {
    if (random.chance(probability)) words.push(make());
  };
  const own = () => (random.chance(0.6) && known.length > 0 ? random.pick(known) : pool.prefix(random));
  some(0.4, () => `from ${own()}`);
  some(0.25, () => `to ${own()}`);
  some(0.15, () => `iif ${random.pick(['lo', 'lo', 'gone', ...DEVICES])}`);
  some(0.12, () => `oif ${random.pick(['gone', ...DEVICES])}`);
  some(
    0.15,
    () =>
      `fwmark ${random.pick(MARKS)}${random.chance(0.4) ? `/${random.pick(['0xff', '0x1', '0xff00'])}` : ''}`,
  );
  some(0.1, () => `tos ${random.pick(TOSES)}`);
  some(0.15, () => `ipproto ${random.pick(['tcp', 'udp', 'icmp', 'ipv6-icmp', '47'])}`);
  some(0.08, () => `sport ${random.pick([...PORTS.map(String), '1-100', '400-9000'])}`);
  some(0.1, () => `dport ${random.pick([...PORTS.map(String), '1-100', '400-9000'])}`);
  some(0.06, () => `uidrange ${random.pick(['0-0', '1000-2000', '5-5'])}`);
  some(0.03, () => 'tun_id 5');
  if (random.chance(0.02)) words.push('l3mdev');
  else words.push(ruleAction(random));
  return `rule add ${words.join(' ')}`;
}

function familyLines(random: Random, pool: Pool, known: string[]): string[] {
  const lines: string[] = [];
  for (const dev of [...DEVICES, 'lo']) {
    const count = dev === 'lo' ? random.pick([0, 0, 0, 1]) : random.pick([0, 1, 1, 1, 2, 3]);
    for (let each = 0; each < count; each++) {
      const address = pool.interfaceAddress(random);
      known.push(address.split(/[/ ]/)[0] as string);
      lines.push(`address add ${address} dev ${dev}`);
    }
  }
  if (random.chance(0.7))
    lines.push(`route add default via ${pool.address(random)} dev ${random.pick(DEVICES)} onlink`);
  if (random.chance(0.15)) {
    lines.push(
      ...random.times(
        2,
        () => `route append default via ${pool.address(random)} dev ${random.pick(DEVICES)} onlink`,
      ),
    );
  }
  lines.push(...random.times(random.below(14), () => routeLine(random, pool)));
  const objects = nextHopObjects(random, pool);
  if (objects.length > 0)
    lines.push(...objects, ...random.times(1 + random.below(5), () => objectRouteLine(random, pool)));
  if (random.chance(0.7)) {
    lines.push(...random.times(1 + random.below(5), () => ruleLine(random, pool, known)));
    if (random.chance(0.1)) lines.push('rule add pref 28 lookup local', 'rule del pref 0 lookup local');
    if (random.chance(0.05)) lines.push('rule del pref 32766');
  }
  return lines;
}

function queryLine(random: Random, pool: Pool, known: string[], prefixes: string[]): string {
  const near = () => (random.chance(0.5) && known.length > 0 ? random.pick(known) : pool.address(random));
  const some = () => (random.chance(0.4) && prefixes.length > 0 ? random.pick(prefixes) : near());
  const to = random.chance(0.12) ? random.pick(pool.special) : some();
  const words = [to];
  const arriving = random.chance(0.5);
  if (arriving || random.chance(0.5))
    words.push('from', random.chance(0.06) ? random.pick(pool.special) : some());
  if (arriving) words.push('iif', random.pick([...DEVICES, ...DEVICES, 'lo']));
  else if (random.chance(0.2)) words.push('oif', random.pick([...DEVICES, 'lo']));
  if (random.chance(0.3)) words.push('mark', random.pick(MARKS));
  if (random.chance(0.25)) words.push('tos', random.pick(TOSES));
  if (random.chance(0.5)) {
    const protocol = random.pick(['tcp', 'udp', pool.family === 4 ? 'icmp' : 'ipv6-icmp']);
    words.push('ipproto', protocol);
    if (protocol === 'tcp' || protocol === 'udp') {
      if (random.chance(0.7)) words.push('sport', String(random.pick(PORTS)));
      if (random.chance(0.7)) words.push('dport', String(random.pick(PORTS)));
    }
  }
  if (random.chance(0.1)) words.push('uid', random.pick(['0', '5', '1500']));
  return words.join(' ');
}

/** The n-th random host of a seed, with this many questions. */
export function generate(seed: number, queryCount: number): Configuration {
  const random = seededRandom(seed);
  const links = linkLines(random);
  const sysctls = sysctlLines(random);
  const lines = { 4: [] as string[], 6: [] as string[] };
  const queries: string[] = [];
  for (const pool of [pool4, pool6]) {
    const known: string[] = [];
    lines[pool.family] = familyLines(random, pool, known);
    const prefixes = lines[pool.family].flatMap(
      (line) => /route \w+ (?:[a-z]+ )?([0-9a-f.:]+)\//.exec(line)?.[1] ?? [],
    );
    queries.push(...random.times(queryCount >> 1, () => queryLine(random, pool, known, prefixes)));
  }
  const late: string[] = [];
  if (random.chance(0.2)) late.push(`link set ${random.pick(DEVICES)} down`);
  if (random.chance(0.2)) late.push(`link set ${random.pick(['p0', 'p1', 'p2'])} down`);
  if (random.chance(0.2)) late.push(`link set ${random.pick(['p0', 'p1', 'p2'])} up`);
  for (const line of [...lines[4], ...lines[6]]) {
    const hop = / via (\S+) dev (\w+)/.exec(line);
    const state = random.pick([
      'failed',
      'permanent lladdr 02:00:00:00:09:09',
      'stale lladdr 02:00:00:00:09:09',
    ]);
    if (hop && random.chance(0.2)) late.push(`neigh add ${hop[1]} dev ${hop[2]} nud ${state}`);
  }
  return { links, sysctls, setup4: lines[4], setup6: lines[6], late, queries };
}
