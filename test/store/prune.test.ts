import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  exportedLine,
  finishPruning,
  interruptedPruning,
  prunableBefore,
  prune,
  type Store,
} from '../../src/store/index.ts';
import type { TriageEvent } from '../../src/triage/index.ts';
import { runRoundtrip } from '../cli/run-roundtrip.ts';
import { words } from '../support/words.ts';
import { requested, testData } from './support.ts';

const data = testData();
const files = dirname(data.directory);
const audit = { signingKeyFile: join(files, 'audit.key'), anchorFile: join(files, 'audit.anchor') };
const owned = { dataDirectory: data.directory, databaseUrl: undefined, databaseOwnerUrl: undefined };
const [ENDED, ALSO_ENDED, WAITING, NEW] = ['T0000000001', 'T0000000002', 'T0000000003', 'T0000000004'];
const [STANDING, FORGED, NAMELESS, TWICE] = ['T0000000005', 'T0000000006', 'T0000000007', 'T0000000008'];
const SECRET = 'what was seen on the host';
const stopped: TriageEvent = { kind: 'stopped', by: 'cli:ops@here' };
const inAnHour = () => new Date(Date.now() + 3_600_000);
const checker = join(import.meta.dirname, '../../scripts/check-audit-export.mjs');

let store: Store;
beforeAll(async () => {
  store = await data.open({ audit });
  for (const triage of [ENDED, ALSO_ENDED]) {
    await store.events.append(triage, 0, [requested, { kind: 'progress', said: words(SECRET) }, stopped]);
  }
  await store.events.append(WAITING, 0, [requested]);
});
afterAll(() => data.remove());

async function exported(): Promise<string> {
  let text = '';
  for await (const event of store.audit.list()) text += exportedLine(event);
  return text;
}

/** What the checker that knows nothing of Roundtrip says of the export. */
async function checked(): Promise<string> {
  const file = join(files, 'export.jsonl');
  writeFileSync(file, await exported());
  try {
    return execFileSync(process.execPath, [checker, file], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return (error as { stderr: string }).stderr;
  }
}

test('what came to rest can be pruned, what waits or is new stays', async () => {
  const old = await prunableBefore(store, owned, inAnHour());
  const none = await prunableBefore(store, owned, new Date(Date.now() - 3_600_000));

  expect(old).toEqual([
    { triage: ENDED, events: 3, stands: false },
    { triage: ALSO_ENDED, events: 3, stands: false },
  ]);
  expect(none).toEqual([]);
});

test('its content stands in the archive alone, and the chain, the signatures and the checker still agree', async () => {
  const archive = join(files, 'archive.jsonl');
  await prune(store, owned, [{ triage: ENDED, events: 3 }], { by: 'cli:ops@here', archive });

  const kept = readFileSync(archive, 'utf8');
  const events = await store.events.read(ENDED);
  const verdict = await store.audit.verify(audit);
  const rows = await data.query("select event from events where triage = 'T0000000001' order by sequence");

  expect(kept).toContain(SECRET);
  expect(kept.trim().split('\n')).toHaveLength(3);
  expect(rows.map(({ event }) => event).slice(0, 3)).toEqual(['', '', '']);
  expect(events.at(-1)?.event).toEqual({
    kind: 'pruned',
    by: 'cli:ops@here',
    events: 3,
    archive: createHash('sha256').update(kept).digest('hex'),
    file: archive,
  });
  expect(verdict).toMatchObject({ ok: true, events: 8, signatures: 8 });
  expect(await checked()).toContain('8 events');
  expect(await prunableBefore(store, owned, inAnHour())).toEqual([
    { triage: ALSO_ENDED, events: 3, stands: false },
  ]);
});

test('the triggers stand again, for the owner too', async () => {
  await expect(data.query("update events set event = ''")).rejects.toThrow('append-only');
});

/** What a run leaves that was killed before it removed anything. */
async function interrupted(triage: string, file: string, events = 3): Promise<void> {
  let text = '';
  for await (const event of store.audit.list(triage)) text += exportedLine(event);
  writeFileSync(file, text);
  const archive = createHash('sha256').update(text).digest('hex');
  await store.events.append(triage, events, [{ kind: 'pruned', by: 'cli:ops@here', events, archive, file }]);
}

test('killed between its two steps it is finished later, as far as the archive stands', async () => {
  const file = join(files, 'interrupted.jsonl');
  await interrupted(ALSO_ENDED, file);
  const between = await store.audit.verify(audit);
  const found: unknown[] = [];
  const changes: (() => void)[] = [
    () => rmSync(file),
    () => writeFileSync(file, ''),
    () => writeFileSync(file, readFileSync(`${file}.kept`, 'utf8').replace(SECRET, 'nothing')),
    () => copyFileSync(join(files, 'archive.jsonl'), file),
  ];
  copyFileSync(file, `${file}.kept`);
  for (const change of changes) {
    change();
    found.push(await interruptedPruning(store, owned));
  }
  const untouched = await exported();
  renameSync(`${file}.kept`, file);
  const { archived, unarchived } = await interruptedPruning(store, owned);
  await finishPruning(owned, archived);

  expect(between).toMatchObject({ ok: true });
  expect(found).toEqual(
    changes.map(() => ({ archived: [], unarchived: [{ triage: ALSO_ENDED, events: 4, file }] })),
  );
  expect(untouched).toContain(SECRET);
  expect([archived, unarchived]).toEqual([[{ triage: ALSO_ENDED, events: 3 }], []]);
  expect(await interruptedPruning(store, owned)).toEqual({ archived: [], unarchived: [] });
  expect(await exported()).not.toContain(SECRET);
  expect(await store.audit.verify(audit)).toMatchObject({ ok: true, events: 9 });
});

test('an event that only says so removes nothing: the archive must hold what is to go', async () => {
  const file = join(files, 'of-others.jsonl');
  writeFileSync(file, 'something else\n');
  const archive = createHash('sha256').update(readFileSync(file)).digest('hex');
  await store.events.append(FORGED, 0, [requested, stopped]);
  await store.events.append(FORGED, 2, [{ kind: 'pruned', by: 'cli:ops@here', events: 2, archive, file }]);
  await store.events.append(NAMELESS, 0, [requested, stopped]);
  await store.events.append(NAMELESS, 2, [{ kind: 'pruned', by: 'cli:ops@here', events: 2, archive }]);

  expect(await interruptedPruning(store, owned)).toEqual({
    archived: [],
    unarchived: [
      { triage: FORGED, events: 3, file },
      { triage: NAMELESS, events: 3 },
    ],
  });
});

test('what an interrupted run would have lost goes to the archive of the next one', async () => {
  const config = join(files, 'roundtrip.yaml');
  writeFileSync(config, 'hosts: { server-b: {} }\n');
  const pruneTo = (...args: string[]) =>
    runRoundtrip(['--config', config, 'audit', 'prune', '--older-than', '400d', '--yes', ...args]);
  const next = join(files, 'next.jsonl');

  const dry = pruneTo('--dry-run');
  const done = pruneTo('--archive', next);

  expect(dry.stdout).toContain('of-others.jsonl is not there as it was written');
  expect(dry.stdout).toContain('Would prune 6 events of 2 triages');
  expect(done).toMatchObject({ status: 0, stdout: expect.stringContaining('Pruned 6 events') });
  expect(readFileSync(next, 'utf8').trim().split('\n')).toHaveLength(6);
  expect(await interruptedPruning(store, owned)).toEqual({ archived: [], unarchived: [] });
  expect(await store.audit.verify(audit)).toMatchObject({ ok: true, events: 17 });
});

test('what another run pruned meanwhile is not said to be moved, and no file is left that nothing names', async () => {
  await store.events.append(TWICE, 0, [requested, stopped]);
  const chosen = [{ triage: TWICE, events: 2 }];
  const [first, second] = [join(files, 'first.jsonl'), join(files, 'second.jsonl')];

  const moved = [];
  for (const archive of [first, second])
    moved.push(await prune(store, owned, chosen, { by: 'cli:ops@here', archive }));

  expect(moved).toEqual([
    { triages: 1, events: 2 },
    { triages: 0, events: 0 },
  ]);
  expect([existsSync(first), existsSync(second)]).toEqual([true, false]);
  expect(await interruptedPruning(store, owned)).toEqual({ archived: [], unarchived: [] });
});

test('an archive that cannot be written prunes nothing', async () => {
  await store.events.append(NEW, 0, [requested, stopped]);
  const before = await exported();

  for (const archive of [join(files, 'archive.jsonl'), join(files, 'no', 'folder')]) {
    await expect(
      prune(store, owned, [{ triage: NEW, events: 2 }], { by: 'cli:ops@here', archive }),
    ).rejects.toMatchObject({ code: 'archive-not-written' });
  }

  expect(await exported()).toBe(before);
});

test('a fix that stands stays unless that is asked for, and a triage that went is told apart from none', async () => {
  const config = join(files, 'roundtrip.yaml');
  writeFileSync(config, 'hosts: { server-b: {} }\n');
  const roundtrip = (...args: string[]) => runRoundtrip(['--config', config, ...args]);
  const pruning = ['audit', 'prune', '--older-than', '1s', '--dry-run'];
  await store.events.append(STANDING, 0, [requested, { kind: 'committed', said: words('kept') }]);
  await new Promise((resolve) => setTimeout(resolve, 1100));

  expect(await prunableBefore(store, owned, inAnHour())).toContainEqual({
    ...{ triage: STANDING, events: 2, stands: true },
  });
  expect(roundtrip(...pruning).stdout).toMatch(
    /^One fix of that age still stands: kept.*\nWould prune 2 events/,
  );
  expect(roundtrip(...pruning, '--include-standing').stdout).toMatch(/^Would prune 4 events/);
  expect(roundtrip('audit', 'report', ENDED)).toMatchObject({
    ...{ status: 2, stderr: expect.stringMatching(/T0000000001 was pruned on .* by cli:ops@here/) },
  });
});

test('content that is gone without a word is found, by the checker too', async () => {
  await data.query('alter table events disable trigger append_only');
  await data.query(`update events set event = '' where triage = '${WAITING}'`);
  await data.query('alter table events enable trigger append_only');

  expect(await store.audit.verify(audit)).toMatchObject({
    ok: false,
    position: 7,
    triage: WAITING,
    problem: 'its content is gone, and no event says that it was pruned',
  });
  expect(await checked()).toContain('position 7: its content is gone');
});
