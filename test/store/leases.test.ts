import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { testData } from './support.ts';

const data = testData();
let one: Store;
let two: Store;
beforeAll(async () => {
  one = await data.open();
  two = await data.open();
});
afterAll(() => data.remove());

test('a lease is held by one at a time and is free again afterwards', async () => {
  const outcome = await one.leases.withLease('host:server-b', async () => ({
    same: await two.leases.withLease('host:server-b', async () => 'in'),
    other: await two.leases.withLease('host:server-c', async () => 'in'),
  }));
  const after = await two.leases.withLease('host:server-b', async () => 'in');

  expect(outcome).toEqual({
    kind: 'done',
    value: { same: { kind: 'held' }, other: { kind: 'done', value: 'in' } },
  });
  expect(after).toEqual({ kind: 'done', value: 'in' });
});

test('work that fails gives its lease back', async () => {
  const failing = one.leases.withLease('host:fails', () => Promise.reject(new Error('no')));

  await expect(failing).rejects.toThrow('no');
  expect(await two.leases.withLease('host:fails', async () => 1)).toEqual({ kind: 'done', value: 1 });
});

test('a lease whose time has passed is free, and its late holder is told', async () => {
  const outcome = await one.leases.withLease('host:slow', async (signal) => {
    await data.query("update leases set expires_at = now() - interval '1 second' where name = 'host:slow'");
    const taken = await two.leases.withLease('host:slow', async () => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return signal.aborted;
    });
    return taken;
  });

  expect(outcome).toEqual({ kind: 'done', value: { kind: 'done', value: true } });
});

test('a lease is renewed while the work goes on', async () => {
  await one.leases.withLease('host:long', async () => {
    const [before] = await data.query("select expires_at from leases where name = 'host:long'");
    await new Promise((resolve) => setTimeout(resolve, 3600));
    const [after] = await data.query("select expires_at from leases where name = 'host:long'");
    expect(Number(after?.expires_at)).toBeGreaterThan(Number(before?.expires_at));
  });
});

test('a key is new once, for all processes', async () => {
  const answers = await Promise.all([one.dedup.once('Ev1'), two.dedup.once('Ev1'), one.dedup.once('Ev2')]);
  await data.query("update seen set at = now() - interval '2 days' where key = 'Ev2'");
  const restarted = await data.open();

  expect(answers.filter(Boolean)).toHaveLength(2);
  expect(await restarted.dedup.once('Ev2')).toBe(true);
  expect(await restarted.dedup.once('Ev1')).toBe(false);
});

test('a posting is found by its slot and replaced by the next', async () => {
  const card = { slot: 'card', channel: 'C1', ts: '1.1', digest: 'a' };

  await one.postings.save('T0000000001', card);
  await two.postings.save('T0000000001', { ...card, digest: 'b' });

  expect(await one.postings.find('T0000000001', 'card')).toEqual({ ...card, digest: 'b' });
  expect(await one.postings.list('T0000000001')).toHaveLength(1);
  expect(await one.postings.find('T0000000001', 'verdict')).toBeUndefined();
});
