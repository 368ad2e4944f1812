import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { startWorkspace, type Workspace } from '../../packages/local-slack/src/index.ts';
import { ensureServer } from '../../src/store/embedded/index.ts';
import { openStore, type Store, stopEmbedded } from '../../src/store/index.ts';
import { isAway } from '../../src/store/transaction.ts';
import { serverPid } from '../store/support.ts';
import { ROUNDTRIP_APP } from '../support/slack-app.ts';
import { createWorldAt, openWorld } from '../triage/world.ts';
import { type Bots, startBots } from './bots.ts';
import { type Asked, ask, goOn, keyOf, messagesOf, stateOf, triagesOf } from './people.ts';

/*
 * Bots, their database and their connections are killed at random while people ask, choose and approve. Whatever was acknowledged
 * must come to its end once, and in order.
 */

export const KILLS = ['bot', 'bot-politely', 'database', 'connections', 'slack'] as const;
type Kill = (typeof KILLS)[number];

export type Options = {
  seed: number;
  bots: number;
  kills: number;
  /** Requests, spread over the time of the kills. */
  requests: number;
  /** Milliseconds between two kills, at random around this. */
  every: number;
  /** Milliseconds that everything may take to come to its end after the last kill. */
  within: number;
};

/** What came of it; all lists are of what must not be. */
export type Outcome = {
  kills: Record<Kill, number>;
  requests: number;
  acknowledged: number;
  triages: number;
  committed: number;
  lost: string[];
  twice: string[];
  messagesTwice: string[];
  appliesTwice: string[];
  unended: string[];
  /** What the check of the chain says; undefined where it verifies. */
  chain: string | undefined;
  /** Milliseconds from the last kill until all had ended, and that the bots took to be ready, longest first. */
  settled: number;
  starts: number[];
  /** Where the logs are, kept where something went wrong. */
  folder: string;
};

type Stage = { folder: string; workspace: Workspace; store: Store; bots: Bots };

export async function runStoreFaults(
  options: Options,
  say: (text: string) => void = () => undefined,
): Promise<Outcome> {
  const stage = await setUp(options.bots);
  const random = generator(options.seed);
  const stopPeople = new AbortController();
  const asked: Asked[] = [];
  const kills = Object.fromEntries(KILLS.map((kind) => [kind, 0])) as Record<Kill, number>;
  try {
    await stage.workspace.waitFor((workspace) => workspace.connectionCount() === options.bots, 60_000);
    const people = playPeople(stage, asked, options, random, stopPeople.signal);
    for (let done = 0; done < options.kills; ) {
      await delay(options.every * (0.5 + random()));
      const kind = pick(random);
      if (!(await killOne(stage, kind, random))) continue;
      kills[kind] += 1;
      done += 1;
      if (done % 10 === 0) say(`${done} kills, ${asked.length} requests`);
    }
    const lastKill = performance.now();
    await people.allAsked;
    const unended = await waitForEnds(stage, asked, lastKill + options.within);
    const settled = performance.now() - lastKill;
    stopPeople.abort();
    await people.done;
    await quiet(stage.workspace);
    return {
      kills,
      ...(await judge(stage, asked)),
      unended,
      settled,
      starts: stage.bots.starts.toSorted((one, two) => two - one),
      folder: stage.folder,
    };
  } finally {
    stopPeople.abort();
    await stage.bots.stop();
    await stage.store.close();
    await stage.workspace.stop();
    await stopEmbedded(join(stage.folder, 'data'), { remove: true });
  }
}

/** Deletes what a run left. */
export function clear({ folder }: Outcome): void {
  rmSync(folder, { recursive: true, force: true });
}

async function setUp(bots: number): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'roundtrip-faults-'));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'hosts'));
  // Every event comes twice, and again until it is acknowledged.
  const workspace = await startWorkspace({
    ...ROUNDTRIP_APP,
    duplicateEvents: true,
    eventRetryDelaysMs: [300, 700, ...Array.from({ length: 60 }, () => 1_500)],
  });
  const admin = workspace.users['net-admin']?.id;
  const yaml = [
    'hosts: { "host-*": {}, prober: { apply: false } }',
    'probe: { from: prober }',
    `approval: { approvers: [${admin}] }`,
  ].join('\n');
  const { botToken, appToken, signingSecret, apiUrl } = workspace;
  writeFileSync(
    join(folder, 'bot.json'),
    JSON.stringify({
      yaml,
      slackBotToken: botToken,
      slackAppToken: appToken,
      slackSigningSecret: signingSecret,
      slackApiUrl: apiUrl,
    }),
  );
  const store = await openStore({ dataDirectory: join(folder, 'data') });
  return { folder, workspace, store, bots: startBots(folder, bots) };
}

/** People ask one after another, and each goes on with their own triage. */
function playPeople(
  { folder, workspace, store }: Stage,
  asked: Asked[],
  { requests, kills, every }: Options,
  random: () => number,
  signal: AbortSignal,
): { allAsked: Promise<void>; done: Promise<void> } {
  const going: Promise<void>[] = [];
  const pause = (kills * every) / requests;
  const allAsked = (async () => {
    for (let number = 1; number <= requests; number += 1) {
      const host = `host-${number}`;
      createWorldAt(join(folder, 'hosts', `${host}.json`), { watchMs: 200 + random() * 600 });
      const how = random() < 0.35 ? 'mention' : 'command';
      const one = await ask(workspace, { host, how, wantsFix: random() < 0.8 });
      asked.push(one);
      if (one.wantsFix) going.push(followUp({ workspace, store }, host, signal, () => random() < 0.2));
      await delay(pause * (0.5 + random() * 0.5), undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    allAsked,
    done: allAsked.then(async () => {
      await Promise.all(going);
    }),
  };
}

async function followUp(
  sources: { workspace: Workspace; store: Store },
  host: string,
  signal: AbortSignal,
  twice: () => boolean,
): Promise<void> {
  while (!signal.aborted) {
    const triage = await triagesOf(sources.store).then(
      (all) => all.get(host)?.[0],
      () => undefined,
    );
    if (triage !== undefined) return goOn(sources, triage, signal, twice);
    await delay(1_000, undefined, { signal }).catch(() => undefined);
  }
}

function pick(random: () => number): Kill {
  const drawn = random();
  if (drawn < 0.45) return 'bot';
  if (drawn < 0.55) return 'bot-politely';
  if (drawn < 0.65) return 'database';
  return drawn < 0.9 ? 'connections' : 'slack';
}

async function killOne(
  { folder, workspace, bots }: Stage,
  kind: Kill,
  random: () => number,
): Promise<boolean> {
  switch (kind) {
    case 'bot':
      return bots.end(Math.floor(random() * 100), 'SIGKILL');
    case 'bot-politely':
      return bots.end(Math.floor(random() * 100), 'SIGTERM');
    case 'database':
      try {
        process.kill(serverPid(join(folder, 'data')), 'SIGKILL');
        return true;
      } catch {
        return false;
      }
    case 'connections':
      return endConnections(join(folder, 'data'), 1 + Math.floor(random() * 4));
    case 'slack':
      workspace.disconnect('abruptly');
      return true;
  }
}

async function endConnections(dataDirectory: string, count: number): Promise<boolean> {
  const client = new pg.Client({
    ...(await ensureServer(dataDirectory, () => undefined)),
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query(
      `select pg_terminate_backend(pid) from (
         select pid from pg_stat_activity
         where application_name like 'roundtrip%' and pid <> pg_backend_pid() order by random() limit $1) as chosen`,
      [count],
    );
    return (rowCount ?? 0) > 0;
  } catch (error) {
    // Killed, or just starting: there is nothing to be ended.
    if (isAway(error)) return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const ENDED = new Set(['committed', 'rolled-back', 'outcome-unknown', 'undone', 'failed', 'stopped']);

/** Waits until every triage has come to its end: the change made where somebody wants it, else the diagnosis. */
async function waitForEnds({ store }: Stage, asked: readonly Asked[], until: number): Promise<string[]> {
  for (;;) {
    const open: string[] = await openOnes(store, asked).catch((error: Error) => [
      `the store: ${error.message}`,
    ]);
    if (open.length === 0 || performance.now() > until) return open;
    await delay(500);
  }
}

async function openOnes(store: Store, asked: readonly Asked[]): Promise<string[]> {
  const triages = await triagesOf(store);
  const open: string[] = [];
  for (const { host, wantsFix, acknowledged } of asked) {
    const all = triages.get(host) ?? [];
    if (all.length === 0 && acknowledged) open.push(`${host}: no triage`);
    for (const triage of all) {
      const state = await stateOf(store, triage);
      const told = state?.status === 'diagnosed' && state.diagnosisFinal && !wantsFix;
      if (!told && !ENDED.has(state?.status ?? '')) open.push(`${host}: ${triage} is ${state?.status}`);
    }
  }
  return open;
}

/** Waits until nothing has been posted or changed for a while. */
async function quiet(workspace: Workspace): Promise<void> {
  for (let before = -1; before !== workspace.calls.length; ) {
    before = workspace.calls.length;
    await delay(3_000);
  }
}

async function judge({ folder, workspace, store }: Stage, asked: readonly Asked[]) {
  const triages = await triagesOf(store);
  const keys = messagesOf(workspace).flatMap((message) => keyOf(message) ?? []);
  const applies = asked.flatMap(({ host }) =>
    openWorld(join(folder, 'hosts', `${host}.json`))
      .log()
      .filter((line) => line.startsWith('apply')),
  );
  let committed = 0;
  for (const triage of [...triages.values()].flat())
    if ((await stateOf(store, triage))?.status === 'committed') committed += 1;
  const verdict = await store.audit.verify({
    signingKeyFile: join(folder, 'audit.key'),
    anchorFile: join(folder, 'audit.anchor'),
  });
  return {
    requests: asked.length,
    acknowledged: asked.filter(({ acknowledged }) => acknowledged).length,
    triages: [...triages.values()].flat().length,
    committed,
    lost: asked
      .filter(({ host, acknowledged }) => acknowledged && !triages.has(host))
      .map(({ host }) => host),
    twice: [...triages].filter(([, all]) => all.length > 1).map(([host]) => host),
    messagesTwice: repeated(keys),
    appliesTwice: repeated(applies),
    chain: verdict.ok ? undefined : `${verdict.problem} (position ${verdict.position})`,
  };
}

function repeated(all: readonly string[]): string[] {
  return [...new Set(all.filter((one, index) => all.indexOf(one) !== index))];
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What went wrong, a line each. */
export function faultsIn(outcome: Outcome): string[] {
  const { lost, twice, messagesTwice, appliesTwice, unended, chain } = outcome;
  return [
    ...lost.map((host) => `acknowledged and lost: ${host}`),
    ...twice.map((host) => `two triages: ${host}`),
    ...messagesTwice.map((key) => `a message twice: ${key}`),
    ...appliesTwice.map((line) => `twice: ${line}`),
    ...unended.map((one) => `not ended: ${one}`),
    ...(chain === undefined ? [] : [`the chain: ${chain}`]),
  ];
}

/** The last lines that the bots said, for a run that went wrong. */
export function lastWords({ folder }: Outcome, lines = 40): string {
  return readFileSync(join(folder, 'bots.log'), 'utf8').split('\n').slice(-lines).join('\n');
}
