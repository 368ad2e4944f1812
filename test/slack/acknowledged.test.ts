import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RoundtripError } from '../../src/errors.ts';
import type { Store } from '../../src/store/index.ts';
import type { EventStore } from '../../src/triage/index.ts';
import { freshId, until } from '../store/support.ts';
import { type Bench, sharedStore, startBench } from './support.ts';

const data = sharedStore();
let store: Store;
let bench: Bench;
beforeAll(async () => {
  store = await data.open();
});
afterEach(() => bench.stop());
afterAll(() => data.remove());

type Append = EventStore['append'];

/** The store's events, with what happens when something is to be appended. */
function appending(append: (go: () => ReturnType<Append>) => ReturnType<Append>): EventStore {
  return { ...store.events, append: (...given) => append(() => store.events.append(...given)) };
}

async function requests(): Promise<number> {
  let count = 0;
  for await (const { event } of store.audit.list()) if (event.kind === 'requested') count += 1;
  return count;
}

function unavailable(): RoundtripError {
  return new RoundtripError('store-unavailable', 'The database does not answer.', 'Try again.');
}

/** What a person was told alone, all of it. */
function toldTo(name: string): string {
  return bench.workspace
    .ephemerals(name)
    .map(({ text }) => text ?? '')
    .join('\n');
}

describe('a command', () => {
  test('is acknowledged when it is recorded, and not before', async () => {
    bench = await startBench(store);
    let recorded = false;
    const slow = appending(async (go) => {
      await delay(400);
      const outcome = await go();
      recorded = true;
      return outcome;
    });
    await bench.startBot({ events: slow });

    const delivery = await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');

    expect(delivery).toMatchObject({ outcome: 'acknowledged' });
    expect(recorded).toBe(true);
  });

  test('that cannot be recorded is answered with an error, to the person alone', async () => {
    bench = await startBench(store);
    const before = await requests();
    await bench.startBot({ events: appending(() => Promise.reject(unavailable())) });

    const delivery = await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');

    expect(delivery).toMatchObject({ outcome: 'acknowledged' });
    expect(toldTo('on-call')).toContain('The database does not answer');
    expect(await requests()).toBe(before);
    expect(bench.cards()).toEqual([]);
  });

  test('whose recording hangs is answered within three seconds, and is not recorded later', async () => {
    bench = await startBench(store);
    const before = await requests();
    let late: Promise<unknown> = Promise.resolve();
    const hanging = appending((go) => {
      const outcome = delay(3_500).then(go);
      late = outcome.catch(() => undefined);
      return outcome;
    });
    await bench.startBot({ events: hanging });

    const begun = Date.now();
    const delivery = await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
    const took = Date.now() - begun;
    await late;

    expect(delivery).toMatchObject({ outcome: 'acknowledged' });
    expect(took).toBeLessThan(3_000);
    expect(toldTo('on-call')).toMatch(/may or may not have been recorded|so nothing was done/);
    expect(await requests()).toBe(before);
  });
});

describe('a mention', () => {
  test('that could not be recorded is not acknowledged: it comes again, and makes one triage', async () => {
    bench = await startBench(store, { workspace: { eventRetryDelaysMs: [50, 50, 50] } });
    const before = await requests();
    let failures = 2;
    const failing = appending((go) => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(unavailable()) : go();
    });
    await bench.startBot({ events: failing });

    bench.workspace.as('on-call').say('#net-ops', '@roundtrip server-b eth1');
    await until(async () => ((await requests()) > before ? true : undefined), 15);
    await delay(500);

    expect(await requests()).toBe(before + 1);
    expect(toldTo('on-call').match(/does not answer/g)).toHaveLength(1);
  });
});

describe('a delivery', () => {
  const requested = {
    kind: 'requested',
    by: 'slack:U1',
    origin: { kind: 'cli' },
    request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
  } as const;

  test('is recorded once, however often and wherever it comes', async () => {
    bench = await startBench(store);
    const other = await data.open();
    const [first, second] = [freshId(), freshId()];

    const outcomes = await Promise.all([
      store.events.append(first, 0, [requested], [], { once: `one:${first}` }),
      other.events.append(second, 0, [requested], [], { once: `one:${first}` }),
    ]);
    const again = await store.events.append(freshId(), 0, [requested], [], { once: `one:${first}` });

    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['appended', 'duplicate']);
    const kept = outcomes[0].kind === 'appended' ? first : second;
    expect(again).toEqual({ kind: 'duplicate', triage: kept });
  });

  test('leaves no mark where it met another writer, or came to nothing', async () => {
    bench = await startBench(store);
    const triage = freshId();
    const delivery = { once: `two:${triage}` };

    const conflict = await store.events.append(triage, 7, [requested], [], delivery);
    const aborted = store.events.append(triage, 0, [requested], [], {
      ...delivery,
      signal: AbortSignal.abort(unavailable()),
    });

    expect(conflict).toEqual({ kind: 'conflict' });
    await expect(aborted).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(await store.events.append(triage, 0, [requested], [], delivery)).toMatchObject({
      kind: 'appended',
    });
  });
});
