import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { diagnose } from '../../../src/analyzer/index.ts';
import { settingsFrom } from '../../../src/cli/settings.ts';
import { loadConfig } from '../../../src/config/index.ts';
import { createHosts } from '../../../src/host/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { type EventStore, type Hosts, type Leases, startWorker } from '../../../src/triage/index.ts';
import { directory } from '../../triage/world.ts';
import { TIMING } from '../product/timing.ts';

/*
 * The bot's worker with real hosts and a real store. Before and after each thing that it does to either it says "at NAME", and goes
 * on when it gets a line.
 */

/** Milliseconds after which a look is well under way: its captures run, its probe is about to be sent. */
const IN_MID_LOOK = 700;

const [configFile = '', databaseUrl = ''] = process.argv.slice(2);
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
let turn = Promise.resolve();

/** One boundary at a time is announced, in the order in which they come. */
function at(name: string): Promise<void> {
  turn = turn.then(async () => {
    console.log(`at ${name}`);
    const { done } = await answers.next();
    // Nobody steers it any more.
    if (done) process.exit();
  });
  return turn;
}

async function between<T>(name: string, work: () => Promise<T>): Promise<T> {
  await at(`before ${name}`);
  const value = await work();
  await at(`after ${name}`);
  return value;
}

/** A look before the host was asked about its change decides whether to begin; a later one verifies. */
let look = 'the look';

function watched(hosts: Hosts): Hosts {
  return {
    async watch(watch, options) {
      await at(`before ${look}`);
      const over = new AbortController();
      const inMid = delay(IN_MID_LOOK, undefined, { signal: over.signal }).then(
        () => at(`in the middle of ${look}`),
        () => undefined,
      );
      try {
        return await hosts.watch(watch, options);
      } finally {
        over.abort();
        await inMid;
        await at(`after ${look}`);
      }
    },
    async apply(...words) {
      look = 'verification';
      return between('apply', () => hosts.apply(...words));
    },
    async status(...words) {
      look = 'verification';
      return between('status', () => hosts.status(...words));
    },
    confirm: (...words) => between('confirm', () => hosts.confirm(...words)),
    undo: (...words) => between('undo', () => hosts.undo(...words)),
    recheck: (...words) => hosts.recheck(...words),
  };
}

function recorded(events: EventStore): EventStore {
  return {
    ...events,
    append(...words) {
      const kinds = words[2].map(({ kind }) => kind).filter((kind) => kind !== 'progress');
      const append = () => events.append(...words);
      return kinds.length === 0 ? append() : between(`recording ${kinds.join(', ')}`, append);
    },
  };
}

const leased = (leases: Leases): Leases => ({
  async withLease(name, work) {
    look = 'the look';
    await at('before the lease');
    return leases.withLease(name, work);
  },
});

const config = loadConfig({ file: configFile });
const tell = (error: unknown): void => console.error(error);
const store = await openStore({ databaseUrl, dataDirectory: config.dataDirectory, onError: tell });
await startWorker({
  queue: store.queue,
  events: recorded(store.events),
  leases: leased(store.leases),
  hosts: watched(createHosts(config)),
  analyze: diagnose,
  directory,
  settings: settingsFrom(config),
  onError: tell,
  timing: TIMING,
});
console.log('ready');
