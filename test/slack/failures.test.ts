import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { until } from '../store/support.ts';
import { strictRpFilter } from './sample.ts';
import { type Bench, sharedStore, startBench, wordsOf } from './support.ts';

const data = sharedStore();
let store: Store;
let bench: Bench;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterEach(() => bench.stop());
afterAll(() => data.remove());

const transcripts = [{ host: 'server-b', text: '$ ip r\ndefault via 172.16.4.1 dev eth0' }];
const diagnosed = { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts } as const;

const ask = (text = 'server-b eth1', channel = '#net-ops') =>
  bench.workspace.as('on-call').slash(channel, `/roundtrip ${text}`);

/** Which messages the trail says are out of reach, and why. */
async function lostIn(triage: string): Promise<string[]> {
  const events = await store.events.read(triage);
  return events.flatMap(({ event }) =>
    event.kind === 'message-lost' ? [`${event.slot}: ${event.reason}`] : [],
  );
}

test.each(['is_archived', 'not_in_channel'])(
  'a channel that takes nothing (%s) is told in the trail, and the asker in a direct message',
  async (error) => {
    bench = await startBench(store);
    await bench.startBot();
    bench.workspace.failNext('chat.postMessage', { kind: 'error', error });

    await ask();
    const triage = await bench.newest();
    await bench.happen(triage, diagnosed);

    await bench.workspace.waitFor(() =>
      bench.directMessages('on-call').find((each) => wordsOf(each).includes('*Proven:*')),
    );
    expect(await until(async () => (await lostIn(triage))[0])).toBe(`card: ${error}`);
  },
  60_000,
);

test('a message that was deleted is left so and told in the trail; the others come', async () => {
  bench = await startBench(store);
  await bench.startBot();
  await ask();
  const triage = await bench.newest();
  await bench.workspace.waitFor(() => bench.cards()[0]);
  bench.workspace.failNext('chat.update', { kind: 'error', error: 'message_not_found' });

  await bench.happen(triage, diagnosed);

  await bench.workspace.waitFor(() => wordsOf(bench.thread()[0]).includes('*Proven.*'));
  expect(await until(async () => (await lostIn(triage))[0])).toBe('card: message_not_found');
}, 60_000);

test('a token that is refused is told in the trail once, and all is shown when it counts again', async () => {
  bench = await startBench(store);
  await bench.startBot();
  for (let time = 0; time < 2; time += 1)
    bench.workspace.failNext('chat.postMessage', { kind: 'error', error: 'token_revoked' });

  await ask();
  const triage = await until(async () => (await store.events.newest(1))[0]);
  await bench.happen(triage, diagnosed);

  await bench.workspace.waitFor(() => wordsOf(bench.thread()[0]).includes('*Proven.*'), 30_000);
  expect(await lostIn(triage)).toEqual(['card: token_revoked']);
  expect(bench.cards()).toHaveLength(1);
}, 60_000);

test('where Slack asks to wait, what belongs to that channel comes later and in its order, and other channels do not wait', async () => {
  bench = await startBench(store);
  await bench.startBot();
  const { workspace } = bench;
  const direct = workspace.as('on-call').directMessage().id;
  workspace.failNext('chat.postMessage', { kind: 'ratelimited', retryAfter: 3 });

  for (const host of ['server-b', 'server-c', 'server-a']) {
    const before = (await store.events.newest(100)).length;
    // Where it could not be recorded in time, the answer says so.
    expect(await ask(`${host} eth1`)).toEqual({ outcome: 'acknowledged', response: {} });
    // Each has begun to be shown before the next is asked for.
    await until(async () => ((await store.events.newest(100)).length > before ? true : undefined));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await workspace.as('on-call').slash(direct, '/roundtrip server-b eth2');
  await workspace.waitFor(() => workspace.messages(direct).find(({ botId }) => botId !== undefined));
  const waiting = bench.cards().length;
  await workspace.waitFor(() => bench.cards().length === 3 || undefined, 20_000);

  expect(waiting).toBe(0);
  const order = bench.cards().map((card) => /\*(server-.)\*/.exec(wordsOf(card))?.[1]);
  expect(order).toEqual(['server-b', 'server-c', 'server-a']);
}, 60_000);
