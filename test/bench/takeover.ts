import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorkspace, type Workspace } from '../../packages/local-slack/src/index.ts';
import { openStore, type Store, stopEmbedded } from '../../src/store/index.ts';
import type { TriageEvent, TriageState } from '../../src/triage/index.ts';
import { markdownTable } from '../calibration/table.ts';
import { type Bot, startBot } from '../faults/bots.ts';
import { ask, pressIn, stateOf, triagesOf } from '../faults/people.ts';
import { until } from '../store/support.ts';
import { ROUNDTRIP_APP } from '../support/slack-app.ts';
import { createWorldAt, type WorldFile } from '../triage/world.ts';

const ROUNDS = 5;
/** Triages of each kind that are under way at each kill. */
const AT_ONCE = 2;
/** A look goes on for so long (ms): the replica is killed meanwhile. */
const LOOK = 6_000;

type Stage = { folder: string; workspace: Workspace; store: Store };
type Underway = { host: string; world: WorldFile; triage: string };

const worldOf = ({ folder }: Stage, host: string, probeMs: number): WorldFile =>
  createWorldAt(join(folder, 'hosts', `${host}.json`), { probeMs });

async function askFor(stage: Stage, host: string, probeMs: number): Promise<Underway> {
  const world = worldOf(stage, host, probeMs);
  await ask(stage.workspace, { host, how: 'command', wantsFix: true });
  const triage = await until(async () => (await triagesOf(stage.store)).get(host)?.[0]);
  return { host, world, triage };
}

/** Waits until a look at the host has begun. */
async function inMidLook(stage: Stage, host: string): Promise<Underway> {
  const underway = await askFor(stage, host, LOOK);
  await until(() => looksAt(underway) || undefined);
  return underway;
}

/** Waits until the host has made the change; the worker never learns of it. */
async function inMidApply(stage: Stage, host: string): Promise<Underway> {
  const underway = await askFor(stage, host, 30);
  const { world, triage } = underway;
  await inStatus(stage, triage, 'diagnosed');
  world.set({ hang: 'applied' });
  await pressing(stage, triage, 'verdict', 'choose-remedy', 'on-call', 'awaiting-approval');
  await pressing(stage, triage, 'approval', 'approve', 'net-admin', 'applying');
  await until(() => world.log().some((line) => line.startsWith('apply')) || undefined);
  return underway;
}

const looksAt = ({ world }: Underway): number =>
  world.log().filter((line) => line.startsWith('watch')).length;

const inStatus = ({ store }: Stage, triage: string, status: TriageState['status'], seconds = 60) =>
  until(async () => (await stateOf(store, triage))?.status === status || undefined, seconds);

/** Presses until it has come to that status: a message may not stand there yet. */
async function pressing(
  stage: Stage,
  triage: string,
  slot: string,
  action: string,
  person: string,
  status: TriageState['status'],
): Promise<void> {
  await until(async () => {
    if ((await stateOf(stage.store, triage))?.status === status) return true;
    await pressIn(stage.workspace, triage, slot, action, person, false);
    return undefined;
  }, 30);
}

/** Milliseconds since `killed` until something is recorded that another worker alone could have. */
async function recorded(
  { store }: Stage,
  triage: string,
  kind: TriageEvent['kind'],
  killed: number,
): Promise<number> {
  const at = await until(
    async () => (await store.events.read(triage)).findLast(({ event }) => event.kind === kind)?.at,
    60,
  );
  return Date.parse(at) - killed;
}

async function round(
  stage: Stage,
  number: number,
  bot: Bot,
): Promise<{ next: Bot; taken: Map<string, number[]> }> {
  const names = (kind: string) =>
    Array.from({ length: AT_ONCE }, (_, index) => `host-${kind}-${number}-${index}`);
  const applies = await Promise.all(names('apply').map((host) => inMidApply(stage, host)));
  const looks = await Promise.all(names('look').map((host) => inMidLook(stage, host)));
  const next = await startBot(stage.folder);
  const killed = Date.now();
  await bot.end('SIGKILL');
  for (const { world } of applies) world.set({ hang: 'nowhere' });
  const begun = (underway: Underway) => {
    const before = looksAt(underway);
    return until(() => (looksAt(underway) > before ? Date.now() - killed : undefined), 60);
  };
  const [again, diagnosed, verified, committed] = await Promise.all([
    Promise.all(looks.map(begun)),
    Promise.all(looks.map(({ triage }) => recorded(stage, triage, 'diagnosed', killed))),
    Promise.all(applies.map(begun)),
    Promise.all(applies.map(({ triage }) => recorded(stage, triage, 'committed', killed))),
  ]);
  const taken = new Map([
    ['in mid-triage: the host is looked at again', again],
    [`in mid-triage: diagnosed (a look takes ${LOOK / 1000} s)`, diagnosed],
    ['in mid-apply: what came of the change is looked at', verified],
    ['in mid-apply: committed', committed],
  ]);
  return { next, taken };
}

/** `npm run bench -- takeover`: how long a killed replica's work lies until another does it. */
export async function benchTakeover(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'roundtrip-bench-'));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'hosts'));
  const workspace = await startWorkspace(ROUNDTRIP_APP);
  const { botToken, appToken, signingSecret, apiUrl } = workspace;
  const yaml = [
    'hosts: { "host-*": {}, prober: { apply: false } }',
    'probe: { from: prober }',
    `approval: { approvers: [${workspace.users['net-admin']?.id}] }`,
  ].join('\n');
  const secrets = { slackBotToken: botToken, slackAppToken: appToken, slackSigningSecret: signingSecret };
  writeFileSync(join(folder, 'bot.json'), JSON.stringify({ yaml, ...secrets, slackApiUrl: apiUrl }));
  const store = await openStore({ dataDirectory: join(folder, 'data') });
  const all = new Map<string, number[]>();
  let bot: Bot | undefined;
  try {
    bot = await startBot(folder);
    for (let number = 1; number <= ROUNDS; number += 1) {
      const { next, taken } = await round({ folder, workspace, store }, number, bot);
      bot = next;
      for (const [what, times] of taken) all.set(what, [...(all.get(what) ?? []), ...times]);
    }
  } finally {
    await bot?.end('SIGTERM');
    await store.close();
    await workspace.stop();
    await stopEmbedded(join(folder, 'data'), { remove: true });
    rmSync(folder, { recursive: true, force: true });
  }
  const seconds = (milliseconds: number | undefined) => ((milliseconds ?? Number.NaN) / 1000).toFixed(1);
  const rows = [...all].map(([what, times]) => {
    const sorted = times.toSorted((one, two) => one - two);
    return [what, String(times.length), seconds(sorted[sorted.length >> 1]), seconds(sorted.at(-1))];
  });
  console.log(markdownTable([['a replica was killed', 'times', 'median (s)', 'longest (s)'], ...rows]));
}
