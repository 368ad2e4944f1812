import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import type { Job } from '../../src/triage/index.ts';
import { freshId, requested, startChild, testData, until } from './support.ts';

const data = testData();
let sender: Store;
beforeAll(async () => {
  sender = await data.open();
});
afterAll(() => data.remove());

test('a job starts soon after the event that makes it due', async () => {
  const worker = await data.open();
  const started: { job: Job; at: number }[] = [];
  await worker.queue.work('diagnose', async (job) => {
    started.push({ job, at: performance.now() });
  });
  await sender.events.append('T0000000001', 0, [requested], [{ kind: 'diagnose', triage: 'T0000000001' }]);
  await until(() => started[0]);

  const sent = performance.now();
  await sender.events.append('T0000000002', 0, [requested], [{ kind: 'diagnose', triage: 'T0000000002' }]);
  const second = await until(() => started[1]);
  await worker.close();

  expect(second.job).toMatchObject({ kind: 'diagnose', triage: 'T0000000002' });
  expect(second.at - sent).toBeLessThan(500);
});

test('an append that conflicts enqueues nothing', async () => {
  const worker = await data.open();
  const done: string[] = [];
  const triage = freshId();
  await sender.events.append(triage, 0, [requested]);

  const outcome = await sender.events.append(triage, 0, [requested], [{ kind: 'undo', triage }]);
  await sender.events.append(triage, 1, [{ kind: 'expired' }], [{ kind: 'undo', triage: 'T0000000009' }]);
  await worker.queue.work('undo', async (job) => {
    done.push(job.triage);
  });
  await until(() => done[0]);
  await worker.close();

  expect(outcome).toEqual({ kind: 'conflict' });
  expect(done).toEqual(['T0000000009']);
});

test('a job waits for its moment', async () => {
  const worker = await data.open();
  const triage = freshId();
  const startAfter = new Date(Date.now() + 1500);
  let at = 0;
  await worker.queue.work('expire', async () => {
    at = Date.now();
  });

  await sender.events.append(triage, 0, [], [{ kind: 'expire', triage, startAfter }]);
  await until(() => (at > 0 ? at : undefined));
  await worker.close();

  expect(at).toBeGreaterThanOrEqual(startAfter.getTime() - 50);
});

test('two workers never run one triage’s same job at once', async () => {
  const workers = [await data.open(), await data.open()];
  const triage = freshId();
  let running = 0;
  let most = 0;
  let done = 0;
  for (const worker of workers) {
    await worker.queue.work('diagnose', async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 300));
      running -= 1;
      done += 1;
    });
  }

  const jobs = Array.from({ length: 3 }, (): Job => ({ kind: 'diagnose', triage }));
  await sender.events.append(triage, 0, [], jobs);
  await until(() => (done >= 3 ? done : undefined), 15);
  for (const worker of workers) await worker.close();

  expect(most).toBe(1);
});

test('waiting projections of one triage are one', async () => {
  const triage = freshId();
  const other = freshId();
  const done: string[] = [];
  for (const each of [triage, triage, triage, other]) {
    await sender.events.append(each, 0, [], [{ kind: 'project', triage: each }]);
  }

  const worker = await data.open();
  await worker.queue.work('project', async (job) => {
    done.push(job.triage);
  });
  await until(() => (done.includes(other) ? done : undefined));
  await worker.close();

  expect(done.sort()).toEqual([triage, other].sort());
});

test('a handler that throws is tried again, and at last the reason is told', {
  timeout: 60_000,
}, async () => {
  const worker = await data.open();
  const triage = freshId();
  let attempts = 0;
  let told: string | undefined;
  await worker.queue.work(
    'diagnose',
    async () => {
      attempts += 1;
      throw new Error('the disk of the moon');
    },
    async (job, reason) => {
      if (job.triage === triage) told = reason;
    },
  );

  await sender.events.append(triage, 0, [], [{ kind: 'diagnose', triage }]);
  const reason = await until(() => told, 50);
  await worker.close();

  expect(attempts).toBe(3);
  expect(reason).toContain('the disk of the moon');
});

test('the job of a killed worker is taken over within 15 seconds', { timeout: 60_000 }, async () => {
  const triage = freshId();
  const victim = startChild('work', [data.directory]);
  await victim.line(/ready/);
  const worker = await data.open();
  let takenOver: string | undefined;
  await sender.events.append(triage, 0, [], [{ kind: 'apply', triage }]);
  await victim.line(new RegExp(`working on ${triage}`));
  await worker.queue.work('apply', async (job) => {
    takenOver = job.triage;
  });

  process.kill(victim.pid, 'SIGKILL');
  const killed = Date.now();
  const taken = await until(() => takenOver, 45);
  await worker.close();

  expect(taken).toBe(triage);
  expect(Date.now() - killed).toBeLessThan(15_000);
});

test('a look whose workers die again and again is not given up', { timeout: 90_000 }, async () => {
  const triage = freshId();
  const gaveUp: string[] = [];
  await sender.events.append(triage, 0, [], [{ kind: 'diagnose', triage }]);
  for (let deaths = 0; deaths < 3; deaths += 1) {
    const victim = startChild('work', [data.directory, 'diagnose']);
    await victim.line(new RegExp(`working on ${triage}`));
    process.kill(victim.pid, 'SIGKILL');
    await victim.ended;
  }
  const worker = await data.open();
  let done = false;
  await worker.queue.work(
    'diagnose',
    async (job) => {
      done ||= job.triage === triage;
    },
    async (job, reason) => void gaveUp.push(`${job.triage}: ${reason}`),
  );

  await until(() => done || undefined, 30);
  await worker.close();

  expect(gaveUp).toEqual([]);
});

test('who shows things is left the time to show what it recorded itself; another process is called at once', async () => {
  const shower = await data.open();
  const done = new Map<string, number>();
  await shower.queue.work('project', async (job) => {
    done.set(job.triage, performance.now());
  });
  const [own, foreign] = [freshId(), freshId()];

  const begun = performance.now();
  await shower.events.append(own, 0, [requested], [{ kind: 'project', triage: own }]);
  await sender.events.append(foreign, 0, [requested], [{ kind: 'project', triage: foreign }]);
  const called = await until(() => done.get(foreign));
  const left = await until(() => done.get(own));
  await shower.close();

  expect(left - begun).toBeGreaterThan(2_500);
  expect(called).toBeLessThan(left);
});
