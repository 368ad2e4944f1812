import { execFileSync, spawnSync } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { HostState, Route } from '../../src/analyzer/model/index.ts';
import { formatValue, kernelModel, networkOf, type ParsedPrefix } from '../../src/analyzer/routes/index.ts';
import { type Random, seededRandom } from '../kernel/random.ts';
import { coreSeconds, median, seconds } from '../support/timing.ts';
import { measureDiagnosis } from './diagnosis.ts';
import { benchIpv6 } from './ipv6.ts';

/**
 * The route model beside the kernel's own `ip -batch` of route get, a linear scan and a public package, on tables of 100, 10,000
 * and 1,000,000 IPv4 routes (`npm run bench -- model`; the kernel's column needs root). Answers are compared, not only timed.
 */
const SIZES = [100, 10_000, 1_000_000];
const MODEL_LOOKUPS = 1_000_000;
const KERNEL_LOOKUPS = 50_000;
const GATEWAYS = ['10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'];

/** Package for prefix lookup that is compared with; left out where it is not installed. */
const PACKAGE = 'longest-prefix-match';

interface Table {
  prefixes: ParsedPrefix[];
  texts: string[];
  gateways: string[];
  /** Addresses to ask for: half of them inside the table's prefixes. */
  asked: string[];
}

/** Prefix lengths as they are in the internet's table, roughly: most /24, few short ones. */
function prefixLength(random: Random): number {
  return random.pick([24, 24, 24, 24, 24, 24, 23, 22, 22, 21, 20, 19, 18, 17, 16, 16, 28, 32, 12, 14]);
}

/** The same text in one piece, so that no later reading flattens it and changes the memory that is measured. */
const inOnePiece = (text: string) => Buffer.from(text, 'latin1').toString('latin1');

function randomTable(size: number): Table {
  const random = seededRandom(size);
  const value = () => (16 + random.below(200)) * 2 ** 24 + random.below(2 ** 24);
  const table: Table = { prefixes: [], texts: [], gateways: [], asked: [] };
  const seen = new Set<string>();
  while (table.prefixes.length < size) {
    const prefix = networkOf({ family: 4, value: value() }, prefixLength(random));
    const text = inOnePiece(`${formatValue(4, prefix.first)}/${prefix.length}`);
    // Nothing at 127/8: those destinations are judged apart.
    if (seen.has(text) || (Number(prefix.first) >>> 24 === 127 && size > 0)) continue;
    seen.add(text);
    table.prefixes.push(prefix);
    table.texts.push(text);
    table.gateways.push(random.pick(GATEWAYS));
  }
  for (let index = 0; index < MODEL_LOOKUPS; index++) {
    const inside = table.prefixes[random.below(size)] as ParsedPrefix;
    const address =
      index % 2
        ? value()
        : Number(inside.first) + random.below(Number(inside.last) - Number(inside.first) + 1);
    table.asked.push(inOnePiece(formatValue(4, address >>> 24 === 127 ? Number(inside.first) : address)));
  }
  return table;
}

function stateOf({ texts, gateways }: Table): HostState {
  const connected: Route = {
    family: 4,
    type: 'unicast',
    destination: '10.0.0.0/24',
    table: '254',
    protocol: 'kernel',
    scope: 'link',
    prefsrc: '10.0.0.1',
    nextHops: [{ dev: 'd0', flags: [] }],
  };
  const routes = texts.map(
    (destination, index): Route => ({
      family: 4,
      type: 'unicast',
      destination,
      table: '254',
      nextHops: [{ dev: 'd0', gateway: gateways[index] as string, flags: [] }],
    }),
  );
  return {
    links: ['lo', 'd0'].map((name) => ({ name, flags: ['UP'] })),
    addresses: [
      { dev: 'lo', family: 4, local: '127.0.0.1', prefixLength: 8, scope: 'host', flags: [] },
      { dev: 'd0', family: 4, local: '10.0.0.1', prefixLength: 24, scope: 'global', flags: [] },
    ],
    kernelRelease: '6.18.0',
    rules: {},
    routes: { 4: [connected, ...routes] },
    coverage: { addresses: [{ family: 4 }], links: [{}], rules: [], routes: [{ family: 4, table: '254' }] },
    neighbours: [],
    gaps: [],
  };
}

function collectGarbage(): void {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  // What typed arrays held is given back a round later.
  for (let round = 0; round < 3; round++) collect();
}

function heapMegabytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}

interface Measured {
  who: string;
  buildSeconds: number;
  lookupsPerSecond: number;
  megabytes?: number;
  answers: (string | undefined)[];
}

function measureModel(table: Table): Measured {
  const state = stateOf(table);
  const before = heapMegabytes();
  let model = kernelModel(state);
  let buildSeconds = 0;
  const buildCore = coreSeconds(() => {
    buildSeconds = seconds(() => {
      model = kernelModel(state);
      model.lookup({ family: 4, to: '9.9.9.9' });
    });
  });
  const megabytes = heapMegabytes() - before;
  const ask = (count: number, keep?: (string | undefined)[]) => {
    for (let index = 0; index < count; index++) {
      const answer = model.lookup({ family: 4, to: table.asked[index] as string });
      keep?.push(answer.kind === 'route' ? answer.gateway : undefined);
    }
  };
  ask(100_000);
  const rounds = Array.from({ length: 5 }, () => {
    let took = 0;
    const core = coreSeconds(() => {
      took = seconds(() => ask(MODEL_LOOKUPS));
    });
    return { took, core };
  });
  const took = median(rounds.map((round) => round.took));
  const perCoreSecond = MODEL_LOOKUPS / median(rounds.map((round) => round.core));
  console.log(
    `  route model: built in ${buildCore.toFixed(2)} s of core time, ${Math.round(perCoreSecond).toLocaleString('en')} lookups a second of one core's time`,
  );
  const answers: (string | undefined)[] = [];
  ask(KERNEL_LOOKUPS, answers);
  return { who: 'route model', buildSeconds, lookupsPerSecond: MODEL_LOOKUPS / took, megabytes, answers };
}

function measureScan({ prefixes, gateways, asked }: Table): Measured {
  const count = Math.min(20_000, Math.ceil(2e8 / prefixes.length));
  const values = asked
    .slice(0, count)
    .map((text) => text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0));
  const answers: (string | undefined)[] = [];
  const took = seconds(() => {
    for (const value of values) {
      let best = -1;
      let length = -1;
      for (let index = 0; index < prefixes.length; index++) {
        const prefix = prefixes[index] as ParsedPrefix;
        if (prefix.length > length && value >= Number(prefix.first) && value <= Number(prefix.last)) {
          best = index;
          length = prefix.length;
        }
      }
      answers.push(gateways[best]);
    }
  });
  return { who: 'linear scan', buildSeconds: 0, lookupsPerSecond: count / took, answers };
}

interface PrefixPackage {
  addPrefix(prefix: string, data: { gateway: string }): void;
  getMatch(prefix: string): { gateway: string }[];
}

async function measurePackage(table: Table): Promise<Measured | undefined> {
  let Matcher: new () => PrefixPackage;
  try {
    ({ default: Matcher } = await import(PACKAGE));
  } catch {
    return undefined;
  }
  const before = heapMegabytes();
  const matcher = new Matcher();
  const buildSeconds = seconds(() => {
    for (const [index, text] of table.texts.entries())
      matcher.addPrefix(text, { gateway: table.gateways[index] as string });
  });
  const megabytes = heapMegabytes() - before;
  const count = 20_000;
  const answers: (string | undefined)[] = [];
  const took = seconds(() => {
    for (const text of table.asked.slice(0, count)) answers.push(matcher.getMatch(`${text}/32`)[0]?.gateway);
  });
  return { who: PACKAGE, buildSeconds, lookupsPerSecond: count / took, megabytes, answers };
}

function measureKernel({ texts, gateways, asked }: Table): Measured | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const name = `rtbench-${process.pid}`;
  const batch = (lines: string[], ...options: string[]) =>
    spawnSync('ip', ['-n', name, ...options, '-force', '-batch', '-'], {
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
      'address add 10.0.0.1/24 dev d0',
    ]);
    const routes = texts.map((text, index) => `route add ${text} via ${gateways[index]} dev d0`);
    const buildSeconds = seconds(() => batch(routes));
    const questions = asked.slice(0, KERNEL_LOOKUPS);
    let output = '';
    const took = seconds(() => {
      output = batch(
        questions.map((text) => `route get ${text}`),
        '-o',
      );
    });
    const found = new Map<string, string | undefined>();
    for (const line of output.split('\n')) {
      const [to] = line.split(' ');
      if (to) found.set(to, / via (\S+)/.exec(line)?.[1]);
    }
    return {
      who: 'kernel, ip -batch',
      buildSeconds,
      lookupsPerSecond: questions.length / took,
      answers: questions.map((text) => found.get(text)),
    };
  } finally {
    execFileSync('ip', ['netns', 'delete', name]);
  }
}

function row(measured: Measured, model: Measured): string {
  const { who, buildSeconds, lookupsPerSecond, megabytes } = measured;
  const compared = Math.min(measured.answers.length, model.answers.length);
  const different = measured.answers
    .slice(0, compared)
    .filter((answer, index) => answer !== model.answers[index]).length;
  return [
    who.padEnd(22),
    `build ${buildSeconds.toFixed(3)} s`.padEnd(18),
    `${Math.round(lookupsPerSecond).toLocaleString('en')} lookups/s`.padEnd(24),
    `model is ${(model.lookupsPerSecond / lookupsPerSecond).toFixed(1)}×`.padEnd(18),
    `${megabytes === undefined ? '' : `${megabytes.toFixed(0)} MB`}`.padEnd(8),
    `${different} of ${compared} answers differ`,
  ].join(' ');
}

/** Runs the comparison and prints it; with `alone` the model without what it is compared with. */
export async function benchModel(alone: boolean): Promise<void> {
  measureDiagnosis();
  for (const size of SIZES) {
    const table = randomTable(size);
    console.log(`${size.toLocaleString('en')} routes`);
    const model = measureModel(table);
    console.log(`  ${row(model, model)}`);
    if (alone) continue;
    const others = [measureKernel(table), measureScan(table), await measurePackage(table)];
    for (const other of others) if (other) console.log(`  ${row(other, model)}`);
  }
  benchIpv6(alone);
}
