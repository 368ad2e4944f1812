import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { settingsFrom } from '../../../src/cli/settings.ts';
import { loadConfig } from '../../../src/config/index.ts';
import { type Lab, startLab } from '../../../src/demo/lab/index.ts';
import { ensureServer } from '../../../src/store/embedded/index.ts';
import { openStore, type Store, stopEmbedded } from '../../../src/store/index.ts';
import { JOBS } from '../../../src/store/setup.ts';
import { tell } from '../../../src/texts/index.ts';
import {
  createTriages,
  foldEvents,
  type Hosts,
  newTriageId,
  type StoredEvent,
  type TriageEvent,
  type TriageId,
  type TriageState,
  type Triages,
} from '../../../src/triage/index.ts';
import { labHosts } from '../../host/hosts.ts';
import { serverPid, until } from '../../store/support.ts';
import { directory } from '../../triage/world.ts';
import { type SteeredBot, startSteeredBot } from './bot.ts';
import { type FaultyHost, prepareHost } from './host.ts';

const ASKER = 'slack:U0ASKER';
const ADMIN = 'slack:U0ADMIN';
const REMEDY = 'policy-routing';

/** A lab, a database and a bot: a product of its own, on which one run follows another. */
export type Stage = {
  lab: Lab;
  host: FaultyHost;
  hosts: Hosts;
  store: Store;
  bot: {
    start(): Promise<void>;
    kill(): Promise<void>;
    /** Whether it runs. */
    alive(): boolean;
    /** Called at each boundary; the bot waits for its end. */
    onBoundary: (name: string) => Promise<void>;
  };
  database: {
    kill(): void;
    start(): Promise<void>;
    /** What the killed bot held has lapsed: its jobs' heartbeats and its leases are as old as they get. */
    noticeDeath(): Promise<void>;
  };
  /** A triage of its own whose change awaits its approval: what was seen and chosen is what was seen once before. */
  awaitApproval(): Promise<TriageId>;
  approve(triage: TriageId): Promise<void>;
  read(triage: TriageId): Promise<TriageState | undefined>;
  log(): string;
  end(): Promise<void>;
};

export async function setStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'roundtrip-faults-'));
  chmodSync(folder, 0o755);
  const lab = await startLab({ approvers: ['U0ADMIN'] });
  const data = join(folder, 'data');
  const log = join(folder, 'bot.log');
  const { host: at, user, database, port } = await ensureServer(data, () => undefined);
  const databaseUrl = `postgresql:///${database}?host=${at}&port=${port}&user=${user}`;
  // The harness's own connections are lost with the database as well.
  const store = await openStore({ databaseUrl, dataDirectory: data });
  const settings = settingsFrom(loadConfig({ file: lab.configFile }));
  const triages = createTriages({ events: store.events, directory, settings });
  let running: SteeredBot | undefined;
  const bot: Stage['bot'] = {
    onBoundary: async () => undefined,
    async start() {
      const args = [lab.configFile, databaseUrl];
      running = await startSteeredBot(args, log, (name) => bot.onBoundary(name));
    },
    async kill() {
      await running?.kill();
    },
    alive: () => running?.alive ?? false,
  };
  const stage = {
    lab,
    host: await prepareHost(lab),
    hosts: labHosts(lab),
    store,
    bot,
    database: {
      kill: () => process.kill(serverPid(data), 'SIGKILL'),
      start: async () => void (await ensureServer(data, () => undefined)),
      async noticeDeath() {
        const client = new pg.Client(databaseUrl);
        await client.connect();
        await client.query(
          `update ${JOBS.schema}.job set heartbeat_on = now() - interval '1 hour' where state = 'active'; delete from leases`,
        );
        await client.end();
      },
    },
    read: async (triage: TriageId) => foldEvents(await store.events.read(triage)),
    log: () => readFileSync(log, 'utf8'),
    end: once(async () => {
      await bot.kill();
      await store.close().catch(() => undefined);
      await stopEmbedded(data, { remove: true });
      await lab.stop();
      rmSync(folder, { recursive: true, force: true });
    }),
  };
  try {
    await bot.start();
    const seen = await choose(triages, store);
    return {
      ...stage,
      awaitApproval: () => repeat(store, seen),
      async approve(triage) {
        const hash = (await stage.read(triage))?.change?.plan.hash ?? '';
        const given = await triages.approve(triage, ADMIN, hash);
        if (!given.done) throw new Error(tell(given.said));
      },
    };
  } catch (error) {
    await stage.end();
    throw error;
  }
}

/** Asks, and chooses the remedy once the diagnosis is there. @returns what was recorded of it */
async function choose(triages: Triages, store: Store): Promise<TriageEvent[]> {
  const { id } = await triages.request(
    { host: 'server-b', interface: 'eth1', protocol: 'icmp', from: { kind: 'host', host: 'server-a' } },
    ASKER,
    { kind: 'cli' },
  );
  const plan = await until(async () => {
    const state = await triages.read(id);
    if (state?.status === 'failed') throw new Error('the lab could not be diagnosed');
    const remedies = state?.status === 'diagnosed' ? state.diagnosis?.remedies : undefined;
    return remedies?.find((remedy) => remedy.id === REMEDY)?.plan;
  }, 60);
  const chosen = await triages.chooseRemedy(id, ASKER, REMEDY, plan.hash);
  if (!chosen.done) throw new Error(tell(chosen.said));
  const known = new Set(['requested', 'diagnosed', 'remedy-chosen']);
  const events = (await store.events.read(id)).map(({ event }) => event);
  return events.flatMap((event) => (isKnown(event) && known.has(event.kind) ? [event] : []));
}

const isKnown = (event: StoredEvent['event']): event is TriageEvent => event.kind !== 'unknown';

async function repeat(store: Store, seen: readonly TriageEvent[]): Promise<TriageId> {
  const id = newTriageId();
  const expiresAt = new Date((await store.events.now()).getTime() + 1_800_000).toISOString();
  const events = seen.map((event) => (event.kind === 'remedy-chosen' ? { ...event, expiresAt } : event));
  const { kind } = await store.events.append(id, 0, events);
  if (kind !== 'appended') throw new Error(`it could not be recorded: ${kind}`);
  // Two ids of one millisecond could be the same.
  await delay(2);
  return id;
}

/** The same, however often it is called. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
