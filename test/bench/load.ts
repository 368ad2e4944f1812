import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { type BotProcess, startBotProcess } from '../../src/demo/bot-process.ts';
import { startLab } from '../../src/demo/lab/index.ts';
import { manifestOptions, startWorkspace, type Workspace } from '../../src/demo/workspace/index.ts';
import { createHosts } from '../../src/host/index.ts';
import { openStore, type Store, stopEmbedded } from '../../src/store/index.ts';
import { foldEvents, type StoredEvent } from '../../src/triage/index.ts';
import { markdownTable } from '../calibration/table.ts';
import { pingFromServerA } from '../host/hosts.ts';
import { recorder } from './hosts/record.ts';
import type { Recording } from './hosts/recording.ts';
import { writeSshFiles } from './hosts/ssh-files.ts';
import { newKeyPair, startSshServer } from './hosts/ssh-server.ts';

const TRIAGES = 100;
/** All must be diagnosed within this time (ms). */
const LIMIT = 100_000;
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
    await createHosts({ ssh: { config }, hosts }).watch(pingFromServerA());
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
};

async function measure(root: string, sshConfig: string, replicas: number): Promise<Measured> {
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
    const asked = Date.now();
    const all = await askAll(workspace, store, asked + LIMIT);
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
    return { replicas, acknowledged, unacknowledged, diagnosed, causes, memory };
  } finally {
    await Promise.all(bots.map((bot) => bot.stop()));
    await store?.close();
    await workspace.stop();
    await stopEmbedded(dataDirectory, { remove: true });
  }
}

/** All at once, half of them by command and half by mention. @returns the events of each triage, once all are diagnosed */
async function askAll(workspace: Workspace, store: Store, until: number): Promise<StoredEvent[][]> {
  const person = workspace.as('on-call');
  for (let number = 1; number <= TRIAGES; number += 1) {
    const text = `target-${number} eth1 from sender-${number}`;
    if (number % 2 === 0) person.say('#net-ops', `@roundtrip ${text}`);
    else void person.slash('#net-ops', `/roundtrip ${text}`);
  }
  for (;;) {
    await delay(1_000);
    const triages = new Map<string, StoredEvent[]>();
    for await (const event of store.audit.list())
      triages.set(event.triage, [...(triages.get(event.triage) ?? []), event]);
    const all = [...triages.values()];
    const ended = all.filter((events) => {
      const state = foldEvents(events);
      return state?.status === 'failed' || (state?.status === 'diagnosed' && state.diagnosisFinal);
    });
    if (ended.length === TRIAGES || Date.now() > until) return all;
  }
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

/** `npm run bench -- load`: a hundred triages at once, of hosts that say over SSH what a lab's hosts were recorded to say. */
export async function benchLoad(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'roundtrip-bench-'));
  chmodSync(root, 0o755);
  const recording = await record(join(root, 'recorded'));
  const { port, child } = await startHosts(root, recording);
  try {
    const numbers = Array.from({ length: TRIAGES }, (_, index) => index + 1);
    const names = numbers.flatMap((number) => [`target-${number}`, `sender-${number}`]);
    const sshConfig = writeSshFiles(join(root, 'ssh'), { port, ...keys }, names);
    const columns: Measured[] = [];
    for (const replicas of [1, 3]) columns.push(await measure(root, sshConfig, replicas));
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
  ]);
}

function nameOf(share: 50 | 99 | 100): string {
  return share === 50 ? 'median' : share === 99 ? '99th percentile' : 'longest';
}

function percentile(all: readonly number[], share: number): number {
  const sorted = all.toSorted((one, two) => one - two);
  return sorted[Math.max(0, Math.ceil((sorted.length * share) / 100) - 1)] ?? Number.NaN;
}
