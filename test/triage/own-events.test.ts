import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { hashLink } from '../../src/store/chain.ts';
import type { Store } from '../../src/store/index.ts';
import { changeFreeze } from '../../src/triage/freeze.ts';
import {
  createTriages,
  freezeOf,
  judgedVerdicts,
  newTriageId,
  startWorker,
  type TriageEvent,
  type TriageId,
} from '../../src/triage/index.ts';
import { requested, type TestData, testData, until } from '../store/support.ts';
import { createWorld, directory, fakeAnalyze, fakeHosts, settingsWith } from './world.ts';

const ASKER = 'slack:U0ASKER';
const ADMIN = 'slack:U0ADMIN';
const PLAN = 'hash-with-172.16.5.1';
/** Whoever owns the database switches its guards off. */
const UNGUARDED = 'set session_replication_role = replica';

let data: TestData;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** What whoever may write to the database can do: an event with the right hash, and the job that it would make due. */
async function forge(
  store: Store,
  triage: TriageId,
  event: TriageEvent,
  job: 'apply' | 'undo' | 'persist',
): Promise<void> {
  const [tail] = await data.query('select position, hash from events order by position desc limit 1');
  const own = await store.events.read(triage);
  const link = {
    position: Number(tail?.['position'] ?? 0) + 1,
    triage,
    sequence: own.length + 1,
    at: new Date().toISOString(),
    event: JSON.stringify(event),
    previousHash: String(tail?.['hash']),
  };
  await data.query(
    'insert into events (position, triage, sequence, at, event, previous_hash, hash) values ($1, $2, $3, $4, $5, $6, $7)',
    [link.position, triage, link.sequence, link.at, link.event, link.previousHash, hashLink(link)],
  );
  const beside = await data.open();
  await beside.events.append(triage, link.sequence, [], [{ kind: job, triage }]);
  await beside.close();
}

type Played = { store: Store; id: TriageId; done(): string[]; approve(): Promise<void> };

/** A triage whose change awaits approval, in a log that is signed, and a worker. */
async function awaitingApproval(): Promise<Played> {
  data = testData();
  ends.push(data.remove);
  const place = dirname(data.directory);
  const audit = { signingKeyFile: join(place, 'audit.key'), anchorFile: join(place, 'audit.anchor') };
  const store = await data.open({ audit });
  const world = createWorld();
  ends.push(world.remove);
  const settings = settingsWith();
  ends.push(
    await startWorker({ ...store, hosts: fakeHosts(world), analyze: fakeAnalyze, settings, directory }),
  );
  const triages = createTriages({ events: store.events, directory, settings });
  const { id } = await triages.request(
    { host: 'server-b', interface: 'eth1', protocol: 'icmp', from: { kind: 'host', host: 'server-a' } },
    ASKER,
    { kind: 'cli' },
  );
  const reaches = (status: string) =>
    until(async () => ((await triages.read(id))?.status === status ? true : undefined), 30);
  await reaches('diagnosed');
  await triages.chooseRemedy(id, ASKER, 'policy-routing', PLAN);
  return {
    ...{ store, id },
    done: () =>
      world
        .log()
        .filter((line) => /^(apply|undo)/.test(line))
        .map((line) => line.split(' ', 1)[0] ?? ''),
    async approve() {
      await triages.approve(id, ADMIN, PLAN);
      await reaches('committed');
    },
  };
}

test('an approval that something else wrote into the database changes nothing, and nothing is recorded after it', async () => {
  const { store, id, done } = await awaitingApproval();

  await forge(store, id, { kind: 'approved', by: ADMIN, planHash: PLAN, self: false }, 'apply');

  const refused = { code: 'audit-event-foreign' };
  await expect(store.events.readOwn(id)).rejects.toMatchObject(refused);
  await expect(store.events.append(newTriageId(), 0, [requested])).rejects.toMatchObject(refused);
  await delay(4000);
  expect(done()).toEqual([]);
}, 60_000);

test('a fix is not taken back because something else wrote that somebody asked for it', async () => {
  const { store, id, done, approve } = await awaitingApproval();
  await approve();

  await forge(store, id, { kind: 'undo-asked', by: ADMIN, self: false }, 'undo');
  await delay(4000);

  expect(done()).toEqual(['apply']);
}, 60_000);

/** What whoever may write to the database has put before the log's first event: a triage of its own, its change approved. */
async function putBefore(id: TriageId): Promise<TriageId> {
  const other = newTriageId();
  const columns = 'sequence, at, event, previous_hash, hash from events where triage = $2';
  await data.query(`insert into events select position - 1000, $1, ${columns}`, [other, id]);
  await data.query(
    `insert into events select -1, $1, max(sequence) + 1, max(at), $3, '', '' from events where triage = $2`,
    [other, id, JSON.stringify({ version: 3, kind: 'approved', by: ADMIN, planHash: PLAN, self: false })],
  );
  return other;
}

test('nothing is put before the first event; where the database lets it, it counts for nothing and is found', async () => {
  const { store, id, done } = await awaitingApproval();
  await expect(putBefore(id)).rejects.toThrow(/position_from_1/);
  await data.query('alter table events drop constraint position_from_1');

  const forged = await putBefore(id);
  await store.events.append(
    forged,
    (await store.events.read(forged)).length,
    [],
    [{ kind: 'apply', triage: forged }],
  );
  await delay(4000);

  expect(done()).toEqual([]);
  await expect(store.events.readOwn(forged)).rejects.toMatchObject({ code: 'audit-event-foreign' });
  expect(await store.audit.verify()).toMatchObject({ ok: false, finding: { kind: 'before-the-first' } });
}, 60_000);

test('a log that was cut while the bot runs is not gone on from: what was approved is not applied again', async () => {
  const { store, id, done, approve } = await awaitingApproval();
  await approve();
  const [started] = await data.query(`select position from events where event like '%apply-started%'`);
  await data.query(`${UNGUARDED}; delete from events where position >= ${started?.['position']}`);

  await store.events.append(id, 0, [], [{ kind: 'apply', triage: id }]);
  await delay(4000);

  expect(done()).toEqual(['apply']);
  const refused = { code: 'audit-log-cut' };
  await expect(store.events.append(newTriageId(), 0, [requested])).rejects.toMatchObject(refused);
}, 60_000);

test('a freeze ends by no word of something else, and a verdict that something else judged unlocks nothing', async () => {
  const { store, id } = await awaitingApproval();
  const settings = { ...settingsWith(), approvers: () => ['U0ADMIN'] };
  const change = (freeze: boolean) =>
    changeFreeze(
      { events: store.events, directory, settings },
      { freeze, by: ADMIN, reason: 'a window' },
      undefined,
    );
  expect(await change(true)).toEqual({ done: true });

  await data.query(
    `${UNGUARDED}; update events set event = replace(event, '"frozen"', '"unfrozen"') where triage = 'T0000000000'`,
  );

  expect(await freezeOf(store.events)).toBeDefined();
  await expect(change(false)).rejects.toMatchObject({ code: 'audit-event-foreign' });

  await store.events.append(id, (await store.events.read(id)).length, [
    {
      kind: 'verdict-judged',
      by: ADMIN,
      right: true,
      shown: { cause: 'strict-rp-filter', certainty: 'proven' },
    },
  ]);
  const judged = () => judgedVerdicts(store.events);
  expect(await judged()).toHaveLength(1);
  await data.query(
    `${UNGUARDED}; update events set event = replace(event, '"right":true', '"right":false') where triage = '${id}'`,
  );
  expect(await judged()).toEqual([]);
}, 60_000);
