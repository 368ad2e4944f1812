import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureServer, type ServerAddress } from '../../src/store/embedded/index.ts';
import { openStore, type Store, setUpDatabase, setUpEmbedded, stopEmbedded } from '../../src/store/index.ts';
import { JOBS } from '../../src/store/setup.ts';
import { runRoundtrip } from '../cli/run-roundtrip.ts';
import { freshId, requested, serverPid, testData, until } from './support.ts';

const data = testData();
const config = join(dirname(data.directory), 'roundtrip.yaml');
let store: Store;
let address: ServerAddress;
beforeAll(async () => {
  store = await data.open();
  address = await ensureServer(data.directory, () => undefined);
  await store.events.append(freshId(), 0, [requested]);
}, 60_000);
afterAll(() => data.remove());

/** As the role that the bot uses. */
async function asBot(statement: string, database = 'postgres'): Promise<void> {
  const client = new pg.Client({ ...address, user: 'roundtrip_bot', database });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

test.each([
  "update events set event = '{}'",
  'update events set signature = null',
  'delete from events',
  'truncate events',
  'truncate events cascade',
  'drop table events cascade',
  'drop trigger append_only on events',
  'alter table events disable trigger all',
  'alter table events add column more text',
  'alter table events rename to gone',
  'alter table events owner to roundtrip_bot',
  'create trigger mine before insert on events execute function events_are_append_only()',
  'create rule mine as on insert to events do instead nothing',
  'drop function events_are_append_only cascade',
  "create or replace function events_are_append_only() returns trigger language plpgsql as 'begin return new; end'",
  'set session_replication_role = replica',
  'set role roundtrip',
  'create table more (id int)',
  'create index more on events (at)',
  'update keys set value = value',
  'delete from roundtrip_migration',
  'drop schema roundtrip_jobs cascade',
  'alter role roundtrip_bot superuser',
])('the bot may not %s', async (statement) => {
  await expect(asBot(statement)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|42P07)$/) });
});

test.each([
  ['off', 'alter table events disable trigger append_only'],
  ['gone', 'drop trigger append_only on events'],
  [
    'without effect',
    "create or replace function events_are_append_only() returns trigger language plpgsql as 'begin return null; end'",
  ],
  [
    'narrowed to deletions',
    'drop trigger append_only on events; create trigger append_only before delete on events for each statement execute function events_are_append_only()',
  ],
])(
  'a trigger that is %s is seen, and set up again by whoever sets the database up',
  async (_how, statement) => {
    await data.query(statement);
    const seen = await store.guard();
    await setUpEmbedded(data.directory);

    expect(seen.gaps).toEqual([{ kind: 'trigger-off', facts: {} }]);
    expect((await store.guard()).gaps).toEqual([]);
    await expect(data.query("update events set event = ''")).rejects.toThrow('append-only');
  },
);

test('what the bot grants itself has no effect', async () => {
  await asBot('grant update, truncate on events to roundtrip_bot');

  await expect(asBot('truncate events')).rejects.toMatchObject({ code: '42501' });
  expect((await store.guard()).gaps).toEqual([]);
});

test('the embedded database has both roles, and what keeps the trail is looked at', async () => {
  expect(await store.guard()).toEqual({ role: 'roundtrip_bot', gaps: [] });

  await data.query('alter table events disable trigger append_only');
  const off = await store.guard();
  await data.query('alter table events enable trigger append_only');
  await data.query('grant update, truncate on events to roundtrip_bot');
  const granted = await store.guard();
  await data.query('revoke update, truncate on events from roundtrip_bot');

  expect(off.gaps).toEqual([{ kind: 'trigger-off', facts: {} }]);
  expect(granted.gaps).toEqual([
    { kind: 'privileges', facts: { role: 'roundtrip_bot', privileges: ['UPDATE', 'TRUNCATE'] } },
  ]);
  expect((await store.guard()).gaps).toEqual([]);
});

test('a cluster that an earlier version made gets the second role as it is opened', async () => {
  const old = testData();
  await (await old.open()).close();
  await old.query('drop owned by roundtrip_bot');
  await old.query('drop role roundtrip_bot');
  for (const name of ['pg_hba.conf', 'pg_ident.conf']) {
    const file = join(old.directory, 'postgres', name);
    const text = readFileSync(file, 'utf8').replace(',roundtrip_bot', '');
    writeFileSync(file, text.replace(/.* roundtrip_bot\n/g, ''));
  }
  process.kill(serverPid(old.directory), 'SIGHUP');
  await until(async () => {
    const [row] = await old.query('select count(*)::int as lines from pg_ident_file_mappings');
    return Number(row?.['lines']) <= 2 || undefined;
  });

  const opened = await old.open();

  expect(await opened.guard()).toEqual({ role: 'roundtrip_bot', gaps: [] });
  await old.remove();
});

describe('a database of its own', () => {
  const url = (role: string) =>
    `postgres://${role}@/elsewhere?host=${encodeURIComponent(address.host)}&port=${address.port}`;
  const open = (role: string) =>
    openStore({
      databaseUrl: url(role),
      dataDirectory: '/nonexistent',
      onError: (error) => errors.push(error),
    });
  const errors: Error[] = [];
  beforeAll(async () => {
    await data.query('create database elsewhere');
  });

  test('is set up by its owner alone, and used by the other role', async () => {
    await expect(open('roundtrip_bot')).rejects.toMatchObject({
      code: expect.stringMatching(/^store-(not-set-up|migration-failed)$/),
      nextStep: expect.stringContaining('roundtrip store migrate'),
    });

    const names = await setUpDatabase({ ownerUrl: url('roundtrip'), databaseUrl: url('roundtrip_bot') });
    await setUpDatabase({ ownerUrl: url('roundtrip'), databaseUrl: url('roundtrip_bot') });
    const used = await open('roundtrip_bot');
    const done: string[] = [];
    await used.queue.work('diagnose', async ({ triage }) => void done.push(triage));
    const triage = freshId();
    await used.events.append(triage, 0, [requested], [{ kind: 'diagnose', triage }]);
    await until(() => (done.includes(triage) ? true : undefined));
    // The queue has looked after itself in the meantime, as it does every two seconds.
    await new Promise((resolve) => setTimeout(resolve, 5_000));

    expect(names).toEqual({ owner: 'roundtrip', bot: 'roundtrip_bot' });
    expect(await used.guard()).toEqual({ role: 'roundtrip_bot', gaps: [] });
    await expect(asBot('truncate events', 'elsewhere')).rejects.toMatchObject({ code: '42501' });
    await used.close();
    expect(errors).toEqual([]);
  });

  test('is set up by the command that its owner runs', () => {
    const environment = { DATABASE_OWNER_URL: url('roundtrip'), DATABASE_URL: url('roundtrip_bot') };

    expect(runRoundtrip(['store', 'migrate'], { environment })).toMatchObject({
      status: 0,
      stdout: 'The database is set up: roundtrip owns the events; roundtrip_bot adds and reads them.\n',
    });
    const alone = { DATABASE_URL: url('roundtrip_bot') };
    expect(runRoundtrip(['store', 'migrate'], { environment: alone })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('DATABASE_OWNER_URL'),
    });
  });

  describe('whoever may only read it', () => {
    const SETTINGS = {
      // What docs/audit.md names.
      auditor: '-c role=auditor',
      'reader-of-all': '-c role=reader',
      'nobody-may-write': '-c role=roundtrip_bot -c default_transaction_read_only=on',
    };
    const urlWith = (settings: string) => `${url('roundtrip')}&options=${encodeURIComponent(settings)}`;
    let triage = '';
    beforeAll(async () => {
      const client = new pg.Client({ ...address, database: 'elsewhere' });
      await client.connect();
      await client.query(`
        create role auditor; create role reader in role pg_read_all_data;
        grant usage on schema public to auditor; grant select on events, roundtrip_migration to auditor`);
      triage = (await client.query('select triage from events')).rows[0].triage;
      await client.end();
    });

    test.each(Object.values(SETTINGS))('lists, verifies, exports and reports (%s)', (settings) => {
      const environment = { DATABASE_URL: urlWith(settings) };
      const run = (...args: string[]) => runRoundtrip(['--config', config, ...args], { environment });
      writeFileSync(config, 'hosts: { server-b: {} }\n');

      const outcomes = [
        run('list'),
        run('list', '--hosts'),
        run('audit', 'export'),
        run('audit', 'report', triage),
        run('audit', 'verify'),
        run('calibrate', '--field'),
      ];

      expect(outcomes.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 0]);
      expect(outcomes.slice(0, 4).map(({ stderr }) => stderr)).toEqual(['', '', '', '']);
      expect(outcomes[0]?.stdout).toContain(triage);
      expect(outcomes[4]?.stdout).toContain('event');
    });

    test.each([
      ['auditor', 'role', 'permission denied for schema roundtrip_jobs'],
      ['reader-of-all', 'role', 'permission denied for table events'],
      ['nobody-may-write', 'database', 'cannot execute INSERT in a read-only transaction'],
    ] as const)('is told so where more is wanted: %s', async (who, because, said) => {
      const opening = openStore({ databaseUrl: urlWith(SETTINGS[who]), dataDirectory: '/nonexistent' });

      await expect(opening).rejects.toMatchObject({
        code: 'store-read-only',
        facts: { because, said },
        nextStep: expect.stringContaining('"roundtrip audit" verify'),
      });
    });
  });

  test('works for who owns it too, and that is said', async () => {
    const owned = await open('roundtrip');

    expect((await owned.guard()).gaps).toEqual([{ kind: 'superuser', facts: { role: 'roundtrip' } }]);
    await owned.close();
  });
});

describe('doctor', () => {
  const trail = (environment: Record<string, string> = {}) => {
    writeFileSync(config, 'hosts: {}\n');
    const { stdout } = runRoundtrip(['--config', config, 'doctor', '--json'], { environment });
    const checks: { name: string }[] = JSON.parse(stdout).checks;
    return checks.find(({ name }) => name === 'audit trail');
  };

  test('says that the bot adds and reads events only', () => {
    expect(trail()).toMatchObject({
      ok: true,
      message: expect.stringContaining('roundtrip_bot adds and reads'),
    });
  });

  test('names a way that works where the trigger is off', async () => {
    await data.query('alter table events disable trigger append_only');
    const off = trail();
    const migrated = runRoundtrip(['--config', config, 'store', 'migrate']);

    expect(off).toMatchObject({
      ok: false,
      nextStep: expect.stringMatching(/^Run "roundtrip store migrate"/),
    });
    expect(migrated).toMatchObject({ status: 0, stderr: '' });
    expect((await store.guard()).gaps).toEqual([]);
  });

  test('says where the bot could do more, or others could sign', () => {
    const owner = `postgres://roundtrip@/postgres?host=${encodeURIComponent(address.host)}&port=${address.port}`;
    const owned = trail({ DATABASE_URL: owner });
    chmodSync(join(dirname(config), 'audit.key'), 0o644);
    const exposed = trail();
    chmodSync(join(dirname(config), 'audit.key'), 0o600);

    expect(owned).toMatchObject({
      ok: false,
      message: expect.stringContaining('superuser'),
      nextStep: expect.stringContaining('roundtrip store migrate'),
    });
    expect(exposed).toMatchObject({ ok: false, message: expect.stringContaining('by others') });
  });
});

test('the version of the tables of the queue is that of the library', () => {
  const require = createRequire(import.meta.url);
  const { pgboss } = JSON.parse(readFileSync(require.resolve('pg-boss/package.json'), 'utf8'));

  expect(JOBS.version).toBe(pgboss.schema);
});

test('an embedded server that ended is there for the next one', async () => {
  await store.close();
  await stopEmbedded(data.directory);
  store = await data.open();

  expect((await store.guard()).role).toBe('roundtrip_bot');
});
