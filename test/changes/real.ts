import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { applyText } from '../../src/analyzer/planned/apply.ts';
import { foretell, readTranscript } from '../../src/library.ts';
import type { ChangeDocument } from '../../src/texts/index.ts';
import { readPlanned } from '../../src/transcript/index.ts';
import { differences } from './compare-state.ts';
import { changedHost } from './namespace.ts';
import { BASE, type ChangeScenario } from './scenario.ts';

type Row = ChangeDocument['rows'][number];

/** One row of the forecast beside what really happened. */
type Compared = {
  row: Row;
  before: boolean;
  after: boolean;
  /** What of it was wrong; undefined where it came as foretold, or nothing was foretold. */
  wrong?: string;
};

export type ComparedChange = {
  document: ChangeDocument;
  rows: readonly Compared[];
  wrongLines: readonly string[];
};

/** Stands for everybody in other networks while nothing is known yet. */
const CLIENT = { 4: '192.0.2.1', 6: '2001:db8::1' } as const;

/** Foretells a change from a transcript, makes it for real, and asks each address from each sender before and after. */
export async function compareChange(scenario: ChangeScenario): Promise<ComparedChange> {
  const host = changedHost();
  const router = `${host.name}-r`;
  execFileSync('ip', ['netns', 'add', router]);
  const session = scenario.session ? new Session(host.name, router) : undefined;
  try {
    connect(host, router);
    host.run(`${BASE}\n${scenario.setup ?? ''}`);
    await session?.open();
    const document = foretold(host.transcript(), scenario.change);
    const { state } = applyText(host.state(), readPlanned(scenario.change));
    let wrongLines: string[] = [];
    const rows = await compareRows(
      { host: host.name, router, ...(session ? { session } : {}) },
      document,
      async () => {
        wrongLines = makeForReal(host, scenario.change, document);
        await delay(300);
        wrongLines.push(...differences(state, host.state()));
      },
    );
    return { document, rows, wrongLines };
  } finally {
    session?.end();
    host.remove();
    execFileSync('ip', ['netns', 'delete', router]);
  }
}

type Asked = { host: string; router: string; session?: Session };

/** Asks each row's flow before and after the change, and says what came otherwise than foretold. */
export async function compareRows(
  { host, router, session }: Asked,
  document: ChangeDocument,
  change: () => Promise<void>,
): Promise<Compared[]> {
  // What is no ping and no session needs a program that answers it.
  const rows = document.rows.filter(
    ({ kind, traits }) => traits === undefined && (kind !== 'session' || session !== undefined),
  );
  const own = rows.map(
    ({ fromAddress }) => `ip addr add ${fromAddress}/${fromAddress.includes(':') ? 128 : 32} dev lo`,
  );
  inRouter(router, own.join('\n'));
  const before = await answers(host, router, rows, session);
  await change();
  const after = await answers(host, router, rows, session);
  return rows.map((row, at) => {
    const real = { before: before[at] ?? false, after: after[at] ?? false };
    const wrong = wrongOf(row, real);
    return { row, ...real, ...(wrong === undefined ? {} : { wrong }) };
  });
}

type Host = ReturnType<typeof changedHost>;

function connect(host: Host, router: string): void {
  inRouter(
    router,
    'for f in all default; do echo 0 >/proc/sys/net/ipv4/conf/$f/rp_filter; echo 0 >/proc/sys/net/ipv6/conf/$f/accept_dad; echo 1 >/proc/sys/net/ipv4/conf/$f/arp_ignore; echo 2 >/proc/sys/net/ipv4/conf/$f/arp_announce; done; ip link set lo up',
  );
  host.run('for f in all default; do echo 0 >/proc/sys/net/ipv6/conf/$f/accept_dad; done');
  for (const at of [0, 1, 2]) {
    host.run(`ip link add eth${at} type veth peer name p${at} netns ${router}; ip link set eth${at} up`);
    inRouter(
      router,
      `ip addr add 172.16.${at + 4}.1/24 dev p${at}; ip -6 addr add fd00:${at + 4}::1/64 dev p${at} nodad; ip link set p${at} up`,
    );
  }
  inRouter(router, `ip addr add ${CLIENT[4]}/32 dev lo; ip addr add ${CLIENT[6]}/128 dev lo`);
}

/** Runs a text in the router's shell. */
export function inRouter(router: string, script: string): void {
  spawnSync('ip', ['netns', 'exec', router, 'sh', '-s'], { input: script });
}

/** What the library foretells from a transcript. */
export function foretold(transcript: string, change: string): ChangeDocument {
  const read = readTranscript(transcript);
  const [observation] = read.kind === 'read' ? read.observations : [];
  if (observation === undefined) throw new Error('nothing could be read');
  return foretell(observation, change);
}

/** Runs the change as a shell would, or as `ip -batch` would. @returns the lines that fared otherwise than foretold */
function makeForReal(host: Host, change: string, { form, lines }: ChangeDocument): string[] {
  const script =
    form === 'ip-batch' ? `ip -batch - <<'EOF'\n${change}\nEOF\n` : change.replaceAll('sudo ', '');
  const run = host.run(script);
  const failing = lines.filter(({ outcome }) => outcome === 'fails').length;
  const failures = run.stderr
    .split('\n')
    .filter((line) => /RTNETLINK answers|^Error|Cannot |cannot /.test(line)).length;
  return failing > 0 === failures > 0
    ? []
    : [`foretold ${failing} failing lines, and there were: ${run.stderr}`];
}

/** Whether each row's sender is answered: by ping, or on the session that is open. All at once. */
async function answers(
  host: string,
  router: string,
  rows: readonly Row[],
  session: Session | undefined,
): Promise<boolean[]> {
  return Promise.all(
    rows.map(async (row) => {
      if (row.kind === 'session') return (await session?.isAlive()) ?? false;
      const { kind, fromAddress, address = '' } = row;
      return kind === 'started' ? ping(host, undefined, fromAddress) : ping(router, fromAddress, address);
    }),
  );
}

async function ping(namespace: string, from: string | undefined, to: string): Promise<boolean> {
  const bound = from === undefined ? [] : ['-I', from];
  const child = spawn(
    'ip',
    ['netns', 'exec', namespace, 'ping', '-n', '-c', '3', '-i', '0.3', '-W', '1', ...bound, to],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  let text = '';
  child.stdout.on('data', (data) => (text += data));
  await once(child, 'close');
  return Number(/(\d+) received/.exec(text)?.[1] ?? 0) > 0;
}

function wrongOf(
  { outcome, before, after }: Row,
  real: { before: boolean; after: boolean },
): string | undefined {
  if (outcome === 'unknown') return undefined;
  const said = { before: before.status === 'answered', after: after.status === 'answered' };
  const isOpen = before.status === 'unknown';
  if (isOpen)
    return real.before === real.after ? undefined : `unchanged was foretold, and it changed to ${real.after}`;
  if (said.before !== real.before) return `before: foretold ${said.before}, was ${real.before}`;
  return said.after === real.after ? undefined : `after: foretold ${said.after}, was ${real.after}`;
}

/** A TCP connection of the client to the host's 172.16.4.4:22, which echoes what it gets. */
class Session {
  readonly #host: string;
  readonly #router: string;
  #server: ChildProcess | undefined;
  #client: ChildProcess | undefined;
  #asked: Promise<boolean> | undefined;

  constructor(host: string, router: string) {
    this.#host = host;
    this.#router = router;
  }

  async open(): Promise<void> {
    const serve = `require('node:net').createServer((s) => s.on('data', (d) => s.write(d)).on('error', () => {})).listen(22, '172.16.4.4', () => console.log('ready'))`;
    this.#server = spawn('ip', ['netns', 'exec', this.#host, process.execPath, '-e', serve]);
    await once(this.#server.stdout as NodeJS.ReadableStream, 'data');
    const connect = `const s = require('node:net').connect({ host: '172.16.4.4', port: 22, localAddress: '${CLIENT[4]}' }, () => console.log('open')); s.on('data', (d) => console.log('echo')).on('error', () => {}); process.stdin.on('data', (d) => s.write(d));`;
    this.#client = spawn('ip', ['netns', 'exec', this.#router, process.execPath, '-e', connect]);
    await once(this.#client.stdout as NodeJS.ReadableStream, 'data');
  }

  /** Whether what the client sends comes back within some seconds. */
  async isAlive(): Promise<boolean> {
    this.#asked ??= this.#ask().finally(() => (this.#asked = undefined));
    return this.#asked;
  }

  async #ask(): Promise<boolean> {
    const { stdin, stdout } = this.#client ?? {};
    if (!stdin || !stdout) return false;
    const limit = AbortSignal.timeout(3000);
    stdin.write('x');
    return once(stdout, 'data', { signal: limit }).then(
      () => true,
      () => false,
    );
  }

  end(): void {
    this.#client?.kill();
    this.#server?.kill();
  }
}
