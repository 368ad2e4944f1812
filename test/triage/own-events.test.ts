import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { hashLink } from '../../src/store/chain.ts';
import type { Store } from '../../src/store/index.ts';
import {
  createTriages,
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
