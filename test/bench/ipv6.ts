import { execFileSync, spawnSync } from 'node:child_process';
import type { HostState, Route } from '../../src/analyzer/model/index.ts';
import { formatPrefix, formatValue, kernelModel, networkOf } from '../../src/analyzer/routes/index.ts';
import { seededRandom } from '../kernel/random.ts';
import { coreSeconds, median } from '../support/timing.ts';

/** IPv6 tables: the model, and whether the kernel's own `ip -batch` of route get agrees (needs root). */
const SIZES = [100, 10_000, 100_000];
const LOOKUPS = 200_000;
const KERNEL_LOOKUPS = 20_000;
const GATEWAYS = ['fd00::2', 'fd00::3', 'fd00::4', 'fd00::5'];

interface Table {
  destinations: string[];
  gateways: string[];
  /** Addresses inside the prefixes. */
  asked: string[];
}

/** Lengths as they are in the internet's table, roughly: most /48, few short ones. */
function randomTable(size: number): Table {
  const random = seededRandom(size);
  const table: Table = { destinations: [], gateways: [], asked: [] };
  const seen = new Set<string>();
  const firsts: bigint[] = [];
  while (firsts.length < size) {
    const words = [0x2000 + random.below(0x2000), ...[0, 0, 0].map(() => random.below(0x10000))];
    const value = words.reduce((sum, word) => (sum << 16n) | BigInt(word), 0n) << 64n;
    const prefix = networkOf({ family: 6, value }, random.pick([48, 48, 48, 48, 44, 40, 36, 32, 56, 64]));
    const text = formatPrefix(prefix);
    if (seen.has(text)) continue;
    seen.add(text);
    firsts.push(BigInt(prefix.first));
    table.destinations.push(text);
    table.gateways.push(random.pick(GATEWAYS));
  }
  for (let index = 0; index < LOOKUPS; index++)
    table.asked.push(formatValue(6, random.pick(firsts) + BigInt(random.below(2 ** 32))));
  return table;
}

function stateOf({ destinations, gateways }: Table): HostState {
  const connected: Route = {
    family: 6,
    type: 'unicast',
    destination: 'fd00::/64',
    table: '254',
    protocol: 'kernel',
    metric: 256,
    nextHops: [{ dev: 'd0', flags: [] }],
  };
  const routes = destinations.map(
    (destination, index): Route => ({
      family: 6,
      type: 'unicast',
      destination,
      table: '254',
      metric: 1024,
      nextHops: [{ dev: 'd0', gateway: gateways[index] as string, flags: [] }],
    }),
  );
  return {
    links: ['lo', 'd0'].map((name) => ({ name, flags: ['UP'] })),
    addresses: [
      { dev: 'lo', family: 6, local: '::1', prefixLength: 128, scope: 'host', flags: [] },
      { dev: 'd0', family: 6, local: 'fd00::1', prefixLength: 64, scope: 'global', flags: [] },
    ],
    kernelRelease: '6.18.0',
    rules: {},
    routes: { 6: [connected, ...routes] },
    coverage: {
      addresses: [{ family: 4 }, { family: 6 }],
      links: [{}],
      rules: [],
      routes: [{ family: 6, table: '254' }],
    },
    neighbours: [],
    gaps: [],
  };
}

/** The gateways that the kernel answers for the first addresses; undefined without root. */
function kernelGateways({ destinations, gateways, asked }: Table): (string | undefined)[] | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const name = `rtbench6-${process.pid}`;
  const batch = (lines: string[], ...options: string[]) =>
    spawnSync('ip', ['-n', name, '-6', ...options, '-force', '-batch', '-'], {
      input: lines.join('\n'),
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    }).stdout;
  execFileSync('ip', ['netns', 'add', name]);
  try {
    batch([
      'link set lo up',
      'link add d0 type veth peer name p0',
      'link set p0 up',
      'link set d0 up',
      'address add fd00::1/64 dev d0 nodad',
    ]);
    // The kernel keeps 4,096 cached routes of a namespace unless it is given more.
    execFileSync('ip', ['netns', 'exec', name, 'sysctl', '-qw', 'net.ipv6.route.max_size=10000000']);
    batch(destinations.map((text, index) => `route add ${text} via ${gateways[index]} dev d0`));
    const questions = asked.slice(0, KERNEL_LOOKUPS);
    const output = batch(
      questions.map((text) => `route get ${text}`),
      '-o',
    );
    const found = new Map(
      output.split('\n').map((line) => [line.split(' ')[0], / via (\S+)/.exec(line)?.[1]]),
    );
    return questions.map((text) => found.get(text));
  } finally {
    execFileSync('ip', ['netns', 'delete', name]);
  }
}

/** Runs it and prints it; with `alone` without the kernel. */
export function benchIpv6(alone: boolean): void {
  for (const size of SIZES) {
    const table = randomTable(size);
    const model = kernelModel(stateOf(table));
    const gatewayOf = (to: string) => {
      const answer = model.lookup({ family: 6, to });
      return answer.kind === 'route' ? answer.gateway : undefined;
    };
    const built = coreSeconds(() => gatewayOf('2001:db8::1'));
    const rounds = Array.from({ length: 6 }, () =>
      coreSeconds(() => {
        for (const to of table.asked) gatewayOf(to);
      }),
    );
    const perSecond = LOOKUPS / median(rounds.slice(1));
    console.log(
      `${size.toLocaleString('en')} IPv6 routes: built in ${built.toFixed(2)} s of core time, ${Math.round(perSecond).toLocaleString('en')} lookups a second of one core's time`,
    );
    const kernel = alone ? undefined : kernelGateways(table);
    const differ = kernel?.filter((gateway, index) => gateway !== gatewayOf(table.asked[index] as string));
    if (kernel && differ) console.log(`  kernel: ${differ.length} of ${kernel.length} answers differ`);
  }
}
