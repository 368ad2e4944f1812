import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { stringify } from 'yaml';
import { manifestOptions, startWorkspace, type Workspace } from '../../packages/local-slack/src/index.ts';
import { type BotProcess, startBotProcess } from '../../src/demo/bot-process.ts';
import { startLab } from '../../src/demo/lab/index.ts';
import { createHosts } from '../../src/host/index.ts';
import { ensureServer } from '../../src/store/embedded/index.ts';
import { openStore, type Store, stopEmbedded } from '../../src/store/index.ts';
import { JOBS } from '../../src/store/setup.ts';
import { foldEvents, type StoredEvent } from '../../src/triage/index.ts';
import { markdownTable } from '../calibration/table.ts';
import { pingFromServerA } from '../host/hosts.ts';
import { serverPid } from '../store/support.ts';
import { recorder } from './hosts/record.ts';
import type { Recording } from './hosts/recording.ts';
import { writeSshFiles } from './hosts/ssh-files.ts';
import { newKeyPair, startSshServer } from './hosts/ssh-server.ts';

const TRIAGES = 100;
/** A bot in use has looked at hosts before. */
const EARLIER = 12;
/** All must be diagnosed within this time (ms). */
const LIMIT = 100_000;
/** What a bot does after its start is over by then (ms). */
const SETTLE = 3_000;
/** All that comes after a look is told by then (ms): messages, pictures. */
const TOLD = 12_000;
/** How often it is looked whether all hosts were looked at (ms). */
const LOOK_EVERY = 500;
/** What `getconf CLK_TCK` says on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;
const MANIFEST = fileURLToPath(new URL('../../manifest.yml', import.meta.url));
const HOSTS = fileURLToPath(new URL('children/hosts.ts', import.meta.url));

const keys = { hostKey: newKeyPair(), clientKey: newKeyPair() };

/** What the two hosts of a lab say while they are looked at. */
async function record(directory: string): Promise<Recording> {
  const lab = await startLab({ name: `load-${process.pid}` });
  try {
    const { run, recording } = recorder(lab, { 'server-b': 'target', 'server-a': 'sender' });
    const server = await startSshServer(keys.hostKey, keys.clientKey, run);
    const names = ['server-a', 'server-b'];
    const config = writeSshFiles(directory, { port: server.port, ...keys }, names);
    const hosts = { 'server-a': { apply: true }, 'server-b': { apply: true } };
    await createHosts({ ssh: { config, transport: 'node-ssh' }, hosts }).watch(pingFromServerA());
    await server.close();
    return recording;
  } finally {
    await lab.stop();
  }
}

type Measured = {
  replicas: number;
  acknowledged: number[];
  unacknowledged: number;
  /** Until it was diagnosed, since all were asked for. */
  diagnosed: number[];
  causes: Map<string, number>;
  /** Peak of each bot (MB). */
  memory: number[];
  /** Seconds of processor time until all were diagnosed, by whose. */
  processor: Record<Whose, number>;
};

type Whose = 'bots' | 'database' | 'hosts' | 'workspace';

async function measure(
  { root, sshConfig, hosts: hostsPid }: { root: string; sshConfig: string; hosts: number },
  replicas: number,
): Promise<Measured> {
  const directory = join(root, `with-${replicas}`);
  const acknowledged: number[] = [];
  let unacknowledged = 0;
  const workspace = await startWorkspace({
    ...(await manifestOptions(MANIFEST)),
    port: 0,
    onDelivery: (_type, outcome, milliseconds) => {
      if (outcome === 'acknowledged') acknowledged.push(milliseconds);
      else unacknowledged += 1;
    },
  });
  const configFile = join(directory, 'roundtrip.yaml');
  const dataDirectory = join(directory, 'data');
  const hosts = { 'target-*': {}, 'sender-*': {} };
  mkdirSync(directory, { mode: 0o755 });
  writeFileSync(configFile, stringify({ ssh: { config: sshConfig }, hosts }));
  const bots: BotProcess[] = [];
  let store: Store | undefined;
  try {
    for (let number = 0; number < replicas; number += 1)
      bots.push(await startBotProcess(configFile, workspace, join(root, `bot-${replicas}-${number}.log`)));
    store = await openStore({ dataDirectory });
    const database = new pg.Client(await ensureServer(dataDirectory, () => undefined));
    await database.connect();
    await delay(SETTLE);
    await askAll(workspace, database, { from: 1, to: EARLIER, until: Date.now() + LIMIT });
    await delay(TOLD);
    acknowledged.length = 0;
    const parts: Record<Whose, number[]> = {
      bots: bots.map(({ pid }) => pid),
      database: descendantsOf(serverPid(dataDirectory)),
      hosts: [hostsPid],
      workspace: [process.pid],
    };
    const before = processorOf(parts);
    const asked = Date.now();
    await askAll(workspace, database, { from: EARLIER + 1, to: EARLIER + TRIAGES, until: asked + LIMIT });
    parts.database = descendantsOf(serverPid(dataDirectory));
    const after = processorOf(parts);
    const processor = mapValues(after, (seconds, whose) => seconds - before[whose]);
    await database.end();
    const all = (await everyTriage(store)).filter(([first]) => Date.parse(first?.at ?? '') >= asked);
    const diagnosed: number[] = [];
    const causes = new Map<string, number>();
    for (const events of all) {
      const at = events.findLast(({ event }) => event.kind === 'diagnosed')?.at;
      const state = foldEvents(events);
      const what = state?.diagnosis?.cause ?? state?.status ?? 'nothing';
      causes.set(what, (causes.get(what) ?? 0) + 1);
      if (at !== undefined) diagnosed.push(Date.parse(at) - asked);
    }
    const memory = bots.map(({ pid }) => peakMegabytes(pid));
    return { replicas, acknowledged, unacknowledged, diagnosed, causes, memory, processor };
  } finally {
    await Promise.all(bots.map((bot) => bot.stop()));
    await store?.close();
    await workspace.stop();
    await stopEmbedded(dataDirectory, { remove: true });
  }
}

/** Hosts by their numbers, all at once, half of them by command and half by mention; done once all are looked at, those before them too. */
async function askAll(
  workspace: Workspace,
  database: pg.Client,
  { from, to, until }: { from: number; to: number; until: number },
): Promise<void> {
  const person = workspace.as('on-call');
  for (let number = from; number <= to; number += 1) {
    const text = `target-${number} eth1 from sender-${number}`;
    if (number % 2 === 0) person.say('#net-ops', `@roundtrip ${text}`);
    else void person.slash('#net-ops', `/roundtrip ${text}`);
  }
  for (let looked = 0; looked < to && Date.now() < until; ) {
    await delay(LOOK_EVERY);
    // What was recorded is not read meanwhile: that would cost more than the bot's own work.
    const { rows } = await database.query<{ looked: number }>(
      `select count(*)::int as looked from ${JOBS.schema}.job where name = 'diagnose' and state = 'completed'`,
    );
    looked = rows[0]?.looked ?? 0;
  }
}

async function everyTriage(store: Store): Promise<StoredEvent[][]> {
  const triages = new Map<string, StoredEvent[]>();
  for await (const event of store.audit.list())
    triages.set(event.triage, [...(triages.get(event.triage) ?? []), event]);
  return [...triages.values()];
}

/** A process and all that came of it. */
function descendantsOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return [pid, ...children.flatMap((child) => descendantsOf(Number(child)))];
}

/** Seconds of processor time so far, those of children that have ended included. */
function processorOf(parts: Record<Whose, number[]>): Record<Whose, number> {
  return mapValues(parts, (pids) => {
    const ticks = pids.map((pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    });
    return ticks.reduce((sum, each) => sum + each, 0) / TICKS_A_SECOND;
  });
}

function mapValues<Key extends string, From, To>(
  all: Record<Key, From>,
  change: (value: From, key: Key) => To,
): Record<Key, To> {
  const entries = Object.entries(all) as [Key, From][];
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value, key)])) as Record<Key, To>;
}

function peakMegabytes(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

async function startHosts(
  root: string,
  recording: Recording,
): Promise<{ port: number; child: ChildProcess }> {
  const file = join(root, 'hosts.json');
  writeFileSync(file, JSON.stringify({ recording, ...keys }), { mode: 0o600 });
  const child = spawn(process.execPath, [HOSTS, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  return { port: Number(String(port)), child };
}

/** `npm run bench -- load`: a hundred triages at once, of hosts that say over SSH what a lab’s hosts were recorded to say; `alone`: one bot only. */
export async function benchLoad(alone: boolean): Promise<void> {
  const [loadBefore = Number.NaN] = loadavg();
  const root = mkdtempSync(join(tmpdir(), 'roundtrip-bench-'));
  chmodSync(root, 0o755);
  const recording = await record(join(root, 'recorded'));
  const { port, child } = await startHosts(root, recording);
  try {
    const numbers = Array.from({ length: EARLIER + TRIAGES }, (_, index) => index + 1);
    const names = numbers.flatMap((number) => [`target-${number}`, `sender-${number}`]);
    const sshConfig = writeSshFiles(join(root, 'ssh'), { port, ...keys }, names);
    const columns: Measured[] = [];
    const place = { root, sshConfig, hosts: child.pid ?? 0 };
    for (const replicas of alone ? [1] : [1, 3]) columns.push(await measure(place, replicas));
    console.log(`${cpus().length} processors, load before ${loadBefore.toFixed(1)}`);
    console.log(tableOf(columns));
    if (columns.every(({ diagnosed }) => diagnosed.length === TRIAGES))
      rmSync(root, { recursive: true, force: true });
    else {
      console.log(`Not all were diagnosed: logs in ${root}`);
      process.exitCode = 1;
    }
  } finally {
    child.kill();
  }
}

function tableOf(columns: readonly Measured[]): string {
  const row = (what: string, of: (one: Measured) => string) => [what, ...columns.map(of)];
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1);
  return markdownTable([
    row(
      `${TRIAGES} requests at once`,
      ({ replicas }) => `${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`,
    ),
    row(
      'acknowledged',
      ({ acknowledged, unacknowledged }) => `${acknowledged.length}, ${unacknowledged} not`,
    ),
    ...([50, 99, 100] as const).map((share) =>
      row(`acknowledged after, ${nameOf(share)} (ms)`, ({ acknowledged }) =>
        percentile(acknowledged, share).toFixed(0),
      ),
    ),
    row('diagnosed', ({ causes }) => [...causes].map(([cause, count]) => `${count} ${cause}`).join(', ')),
    ...([50, 99] as const).map((share) =>
      row(`diagnosed after, ${nameOf(share)} (s)`, ({ diagnosed }) => seconds(percentile(diagnosed, share))),
    ),
    row('triages a second', ({ diagnosed }) =>
      (diagnosed.length / (Math.max(...diagnosed) / 1000)).toFixed(1),
    ),
    row('peak memory of a bot (MB)', ({ memory }) => Math.max(...memory).toFixed(0)),
    ...(['bots', 'database', 'hosts', 'workspace'] as const).map((whose) =>
      row(`processor time, ${whose} (s)`, ({ processor }) => processor[whose].toFixed(1)),
    ),
  ]);
}

function nameOf(share: 50 | 99 | 100): string {
  return share === 50 ? 'median' : share === 99 ? '99th percentile' : 'longest';
}

function percentile(all: readonly number[], share: number): number {
  const sorted = all.toSorted((one, two) => one - two);
  return sorted[Math.max(0, Math.ceil((sorted.length * share) / 100) - 1)] ?? Number.NaN;
}
