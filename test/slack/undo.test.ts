import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import type { TriageEvent } from '../../src/triage/index.ts';
import { words } from '../support/words.ts';
import { policyRoutingPlan, strictRpFilter } from './sample.ts';
import { type Bench, buttonsOf, id, sharedStore, startBench, stateOf, wordsOf } from './support.ts';

const data = sharedStore();
let store: Store;
let bench: Bench;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterEach(() => bench.stop());
afterAll(() => data.remove());

const transcripts = [{ host: 'server-b', text: '$ ip r\ndefault via 172.16.4.1 dev eth0' }];
const hash = policyRoutingPlan.hash;

/** A fix that net-admin approved and that stands. */
async function committed(yaml = ''): Promise<string> {
  bench = await startBench(store, {
    yaml: (users) => `approval: { approvers: [${id(users, 'net-admin')}] }\n${yaml}`,
  });
  await bench.startBot();
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  const [asker, admin] = ['on-call', 'net-admin'].map(
    (name) => `slack:${id(bench.workspace.users, name)}` as const,
  );
  await bench.happen(triage, { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts });
  await bench.happen(
    triage,
    {
      ...{ kind: 'remedy-chosen', by: asker, remedy: 'policy-routing', plan: policyRoutingPlan, minimum: 1 },
      ...{ approvers: [id(bench.workspace.users, 'net-admin')], expiresAt: '2099-01-01T00:00:00.000Z' },
    } as TriageEvent,
    { kind: 'approved', by: admin ?? 'system', planHash: hash, self: false },
    { kind: 'apply-started', planHash: hash, attempt: 1 },
    { kind: 'verified', ok: true, how: 'probe', said: words('three pings were answered') },
    { kind: 'committed', said: words('three pings were answered') },
  );
  await bench.workspace.waitFor(() => buttonsOf(result()).includes('Undo'));
  return triage;
}

const result = () => bench.thread().find((message) => wordsOf(message).includes('Fixed:'));
const ephemeral = () => bench.workspace.ephemerals('on-call').at(-1);

test('who may not undo a fix is told who can, and asks them with one press', async () => {
  const triage = await committed();
  const asker = bench.workspace.as('on-call');
  await asker.press('#net-ops', result()?.ts ?? '', 'Undo');
  const told = await bench.workspace.waitFor(() =>
    wordsOf(ephemeral()).includes('Ask them') ? ephemeral() : undefined,
  );
  expect(told.text).toContain('somebody else must ask for its undo');
  expect(wordsOf(told)).toContain('net-admin can.');
  expect(bench.directMessages('net-admin')).toHaveLength(0);

  await asker.press('#net-ops', told.ts, 'Ask them');
  const ask = await bench.workspace.waitFor(() => bench.directMessages('net-admin').at(-1));
  expect(wordsOf(ask)).toContain('on-call asks you to undo the fix on server-b');
  expect(wordsOf(ask)).toContain('ip -4 rule del from 172.16.5.4/32 lookup 8201 priority 8201');
  await bench.workspace.waitFor(() =>
    wordsOf(result()).includes('on-call asks for the undo. Asked by direct message: net-admin.'),
  );
  expect((await stateOf(bench, triage))?.status).toBe('committed');

  // The approver undoes it there, and the message ends as what became of it.
  const admin = bench.workspace.as('net-admin');
  await admin.press(admin.directMessage().id, ask.ts, 'Undo');
  await bench.workspace.waitFor(() => wordsOf(result()).includes('The undo is under way'));
  await bench.happen(triage, {
    kind: 'undone',
    by: `slack:${id(bench.workspace.users, 'net-admin')}`,
  });
  await bench.workspace.waitFor(() => wordsOf(bench.directMessages('net-admin')[0]).includes('Undone:'));
  expect(buttonsOf(bench.directMessages('net-admin')[0])).toEqual([]);
}, 90_000);

test('they are asked once, and the button counts for nobody else', async () => {
  await committed();
  const asker = bench.workspace.as('on-call');
  const refusals = () =>
    bench.workspace.ephemerals('on-call').filter((message) => wordsOf(message).includes('Ask them'));
  await asker.press('#net-ops', result()?.ts ?? '', 'Undo');
  await bench.workspace.waitFor(() => refusals().length === 1);
  await asker.press('#net-ops', refusals()[0]?.ts ?? '', 'Ask them');
  await bench.workspace.waitFor(() => bench.directMessages('net-admin').length === 1);

  await asker.press('#net-ops', result()?.ts ?? '', 'Undo');
  await bench.workspace.waitFor(() => refusals().length === 2);
  await asker.press('#net-ops', refusals()[1]?.ts ?? '', 'Ask them');
  await bench.workspace.waitFor(() =>
    bench.workspace.ephemerals('on-call').some(({ text }) => text.includes('asked already')),
  );
  expect(bench.directMessages('net-admin')).toHaveLength(1);
}, 90_000);

test('with undo: asker who asked for a fix takes it back alone; others do not', async () => {
  const triage = await committed('undo: asker\n');
  expect(wordsOf(result())).toContain('Whoever asked, or an approver, can undo it here');
  await bench.workspace.as('visitor').press('#net-ops', result()?.ts ?? '', 'Undo');
  await bench.workspace.waitFor(() =>
    bench.workspace.ephemerals('visitor').some(({ text }) => text.includes('not one of the approvers')),
  );
  await bench.workspace.as('on-call').press('#net-ops', result()?.ts ?? '', 'Undo');
  await bench.workspace.waitFor(() => wordsOf(result()).includes('The undo is under way'));
  expect((await stateOf(bench, triage))?.undo?.wishes).toMatchObject([{ self: true, alone: true }]);
}, 90_000);

test.each([
  [
    'as many as must are not named',
    'approvers: [ADMIN], minimum: 2',
    'needs 2 approvals, and only net-admin may',
  ],
  ['the asker alone could', 'approvers: [ASKER]', 'needs 1 approval, and nobody else may give one'],
  ['a group cannot be looked up', 'approvers: [S0NOGROUP]', 'The members of `S0NOGROUP` could not be read'],
])(
  'where %s, the thread says so before anybody asks',
  async (_when, approval, sentence) => {
    bench = await startBench(store, {
      yaml: (users) =>
        `approval: { ${approval.replace('ADMIN', id(users, 'net-admin')).replace('ASKER', id(users, 'on-call'))} }\n`,
    });
    await bench.startBot();
    await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
    const triage = await bench.newest();
    await bench.happen(triage, { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts });
    const verdict = await bench.workspace.waitFor(() => bench.thread()[0]);
    expect(wordsOf(verdict)).toContain(sentence);
    expect(buttonsOf(verdict)).not.toContain("Send eth1's replies out eth1 (recommended)");
  },
  60_000,
);

test('who alone could approve it cannot ask for it either, and is told why', async () => {
  bench = await startBench(store);
  await bench.startBot();
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  await bench.happen(triage, { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts });
  const verdict = await bench.workspace.waitFor(() => bench.thread()[0]);
  const policy = "Send eth1's replies out eth1 (recommended)";
  await bench.workspace.as('net-admin').press('#net-ops', verdict.ts, policy);
  await bench.workspace.waitFor(() =>
    bench.workspace
      .ephemerals('net-admin')
      .some(({ text }) => text.includes('Nobody could get this approved')),
  );
  expect((await stateOf(bench, triage))?.status).toBe('diagnosed');

  // The button was not used up: somebody else can choose it.
  await bench.workspace.as('on-call').press('#net-ops', bench.thread()[0]?.ts ?? '', policy);
  await bench.workspace.waitFor(() => bench.directMessages('net-admin').length === 1);
}, 60_000);
