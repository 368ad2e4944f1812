import type { Socket } from '../../src/analyzer/model/index.ts';
import type { Configuration } from '../kernel/configuration.ts';
import type { Random } from '../kernel/random.ts';

/** A multi-homed host as people have them, at random, and what is asked of its remedy. */
export type MultiHomed = {
  configuration: Configuration;
  /** The interface that does not answer, its address and its gateway. */
  dev: string;
  to: string;
  gateway: string;
  /** Every interface, with its gateway. */
  devices: { device: string; gateway: string }[];
  family: 4 | 6;
  /** Conversations that go on there. */
  sockets: Socket[];
};

/** A network of the host: the addresses are made from these. */
type Network = { dev: string; subnet: number; gateway: string };

const LOCAL_ONLY = { dev: 'docker0', address4: '172.17.0.1/16', address6: 'fd00:17::1/64' };

/** Makes a host with two to four interfaces, in either family; the same `random` makes the same host. */
export function multiHomed(random: Random, family: 4 | 6 = random.chance(0.75) ? 4 : 6): MultiHomed {
  const networks = Array.from({ length: 2 + random.below(3) }, (_, index) =>
    networkOf(random, family, index),
  );
  const links = ['link set lo up', ...networks.flatMap(({ dev }) => vethLines(dev))];
  const withBridge = random.chance(0.4);
  if (withBridge) links.push(`link add ${LOCAL_ONLY.dev} type bridge`, `link set ${LOCAL_ONLY.dev} up`);
  const addresses = networks.flatMap((network) => addressesOf(random, family, network));
  const setup = addresses.map(({ dev, address }) => `addr add ${address} dev ${dev}`);
  if (withBridge)
    setup.push(`addr add ${family === 4 ? LOCAL_ONLY.address4 : LOCAL_ONLY.address6} dev ${LOCAL_ONLY.dev}`);
  setup.push(...routeLines(random, family, networks), ...ruleLines(random, family, networks, addresses));
  const asked = networks[1] ?? networkOf(random, family, 1);
  return {
    configuration: {
      links,
      sysctls: family === 4 ? rpFilterLines(random, networks) : [],
      setup4: family === 4 ? setup : [],
      setup6: family === 6 ? setup : [],
      late: [],
      queries: [],
    },
    dev: asked.dev,
    to: addressIn(family, asked.subnet, 4),
    gateway: asked.gateway,
    devices: networks.map(({ dev: device, gateway }) => ({ device, gateway })),
    family,
    sockets: Array.from({ length: random.below(20) }, () => socket(random, family, networks)),
  };
}

/** The n-th host of a subnet. */
export function addressIn(family: 4 | 6, subnet: number, host: number): string {
  return family === 4 ? `172.16.${subnet}.${host}` : `fd00:172:16:${subnet}::${host.toString(16)}`;
}

function networkOf(random: Random, family: 4 | 6, index: number): Network {
  const subnet = index + 4;
  return { dev: `eth${index}`, subnet, gateway: addressIn(family, subnet, random.pick([1, 1, 1, 254])) };
}

function vethLines(dev: string): string[] {
  return [`link add ${dev} type veth peer name p${dev}`, `link set ${dev} up`, `link set p${dev} up`];
}

function addressesOf(
  random: Random,
  family: 4 | 6,
  { dev, subnet }: Network,
): { dev: string; address: string }[] {
  const length = family === 4 ? 24 : 64;
  const found = [{ dev, address: `${addressIn(family, subnet, 4)}/${length}` }];
  if (random.chance(0.3)) found.push({ dev, address: `${addressIn(family, subnet, 5)}/${length}` });
  if (random.chance(0.15)) found.push({ dev, address: `${addressIn(family, subnet + 50, 4)}/${length}` });
  return found;
}

function rpFilterLines(random: Random, networks: readonly Network[]): string[] {
  const all = random.pick([0, 0, 1, 1, 1, 2]);
  const each = networks.map(({ dev }) => `ipv4/conf/${dev}/rp_filter ${random.pick([0, 1, 1, 1, 2])}`);
  return [`ipv4/conf/all/rp_filter ${all}`, ...each];
}

function routeLines(random: Random, family: 4 | 6, networks: readonly Network[]): string[] {
  const [first, second, third] = networks;
  const lines: string[] = [];
  if (first && random.chance(0.9))
    lines.push(`route add default via ${first.gateway} dev ${first.dev} metric 100`);
  if (second && random.chance(0.2))
    lines.push(`route add default via ${second.gateway} dev ${second.dev} metric 200`);
  const far =
    family === 4 ? ['10.0.0.0/8', '198.51.100.0/24', '192.0.2.0/24'] : ['2001:db8:1::/48', '2001:db8::/64'];
  for (const network of networks) {
    if (random.chance(0.25))
      lines.push(`route add ${random.pick(far)} via ${network.gateway} dev ${network.dev} metric 50`);
  }
  if (random.chance(0.1))
    lines.push(
      `route add ${random.pick(['blackhole', 'unreachable', 'prohibit'])} ${random.pick(far)} metric 20`,
    );
  if (third && random.chance(0.5))
    lines.push(`route add default via ${third.gateway} dev ${third.dev} table 101`);
  return lines;
}

function ruleLines(
  random: Random,
  family: 4 | 6,
  networks: readonly Network[],
  addresses: readonly { dev: string; address: string }[],
): string[] {
  const lines: string[] = [];
  const [, second, third] = networks;
  const own = (dev: string): string => addresses.find((one) => one.dev === dev)?.address.split('/')[0] ?? '';
  if (third && random.chance(0.5))
    lines.push(`rule add pref ${random.pick([100, 32764])} from ${own(third.dev)} lookup 101`);
  if (second && random.chance(0.15)) lines.push(`rule add pref 33000 from ${own(second.dev)} lookup 102`);
  if (random.chance(0.15)) lines.push('rule add pref 200 fwmark 0x1 lookup 103');
  // As "ip rule add" puts them where no preference is named: right before main.
  if (random.chance(0.2)) lines.push('rule add pref 32765 fwmark 0x9 lookup 101');
  if (second && random.chance(0.2))
    lines.push(`rule add pref 32765 from ${own(second.dev)} uidrange 1000-2000 lookup 101`);
  if (random.chance(0.1)) lines.push('rule add pref 700 iif eth0 lookup 101');
  if (random.chance(0.1)) lines.push('rule add pref 701 oif eth0 lookup 101');
  if (random.chance(0.1)) lines.push('rule add pref 702 tos 0x10 lookup 101');
  if (random.chance(0.1)) lines.push('rule add pref 703 not uidrange 0-99 lookup 101');
  if (random.chance(0.1)) lines.push('rule add pref 32000 lookup main suppress_prefixlength 0');
  if (random.chance(0.1))
    lines.push(`rule add pref 300 to ${family === 4 ? '10.0.0.0/8' : '2001:db8:1::/48'} lookup main`);
  if (random.chance(0.1)) lines.push('rule add pref 400 ipproto tcp dport 443 lookup 101');
  // What is asked here, and ICMP's own answers, are root's.
  if (random.chance(0.1))
    lines.push(`rule add pref 500 uidrange ${random.pick(['0-99', '1-99'])} lookup 101`);
  return lines;
}

function socket(random: Random, family: 4 | 6, networks: readonly Network[]): Socket {
  const { subnet } = random.pick(networks);
  const peers =
    family === 4
      ? ['192.0.2.9', '10.1.2.3', '198.51.100.7', '203.0.113.5']
      : ['2001:db8::9', '2001:db8:1::7'];
  return {
    protocol: random.pick(['tcp', 'udp'] as const),
    state: 'ESTAB',
    localAddress: addressIn(family, subnet, 4),
    localPort: random.pick([22, 443, 5432]),
    peerAddress: random.chance(0.3) ? addressIn(family, subnet, 77) : random.pick(peers),
    peerPort: 1024 + random.below(60_000),
  };
}
