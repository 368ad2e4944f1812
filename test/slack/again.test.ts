import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { strictRpFilter } from './sample.ts';
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
const POLICY = "Send eth1's replies out eth1 (recommended)";

async function diagnosed(): Promise<string> {
  bench = await startBench(store);
  await bench.startBot();
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  await bench.happen(triage, { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts });
  await bench.workspace.waitFor(() => buttonsOf(bench.thread()[0]).includes(POLICY));
  return triage;
}

test('a triage is looked at again in place, for whoever asks', async () => {
  const triage = await diagnosed();
  await bench.workspace.as('net-admin').press('#net-ops', bench.thread()[0]?.ts ?? '', 'Look again');
  await bench.workspace.waitFor(() => wordsOf(bench.thread()[0]).includes('Looking again'));
  expect((await stateOf(bench, triage))?.status).toBe('collecting');
  expect(buttonsOf(bench.thread()[0])).not.toContain(POLICY);

  await bench.happen(triage, { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts });
  await bench.workspace.waitFor(() => buttonsOf(bench.thread()[0]).includes(POLICY));
  expect(bench.cards()).toHaveLength(1);
  expect(bench.thread()).toHaveLength(1);
}, 60_000);

test('a failure and a triage that was stopped can be tried again', async () => {
  bench = await startBench(store);
  await bench.startBot();
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  await bench.happen(triage, {
    kind: 'failed',
    code: 'host-unreachable',
    facts: { at: 'proxy', alias: 'server-b', proxy: 'command', said: '' },
  });
  const failure = await bench.workspace.waitFor(() => bench.thread()[0]);
  await bench.workspace.as('on-call').press('#net-ops', failure.ts, 'Try again');
  await bench.workspace.waitFor(() => wordsOf(bench.cards()[0]).includes('Checking'));

  await bench.workspace.as('on-call').press('#net-ops', bench.cards()[0]?.ts ?? '', 'Stop');
  await bench.workspace.waitFor(() => buttonsOf(bench.cards()[0])[0] === 'Look again');
  expect((await stateOf(bench, triage))?.status).toBe('stopped');
}, 60_000);

test('what failed is not said any more of a look that succeeds', async () => {
  bench = await startBench(store);
  await bench.startBot();
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  const failed = { code: 'host-lost', facts: { host: 'server-b', because: 'closed', during: 'look' } };
  await bench.happen(
    triage,
    { kind: 'diagnosed', diagnosis: strictRpFilter('likely'), final: false, transcripts },
    { kind: 'failed', ...failed },
  );
  const verdict = await bench.workspace.waitFor(() => bench.thread()[0]);
  await bench.workspace.waitFor(() => wordsOf(bench.cards()[0]).includes('was lost during the work'));
  await bench.workspace.as('on-call').press('#net-ops', verdict.ts, 'Try again');
  await bench.workspace.waitFor(() => wordsOf(bench.thread()[0]).includes('Looking again'));

  await bench.happen(triage, { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts });
  await bench.workspace.waitFor(() => buttonsOf(bench.thread()[0]).includes('Look again'));
  await bench.workspace.waitFor(() => !wordsOf(bench.cards()[0]).includes('was lost during the work'));
}, 60_000);

test('people say whether a verdict was right; the newest word of each counts, and the thread shows it', async () => {
  const triage = await diagnosed();
  const verdict = () => bench.thread()[0];
  await bench.workspace.as('net-admin').press('#net-ops', verdict()?.ts ?? '', 'Right');
  await bench.workspace.waitFor(() => wordsOf(verdict()).includes('Judged right by net-admin.'));

  const asker = bench.workspace.as('on-call');
  await asker.press('#net-ops', verdict()?.ts ?? '', 'Wrong …');
  await bench.workspace.waitFor(() => asker.view());
  await asker.submitView({
    'judge-cause': 'firewall-drop',
    'judge-words': 'an nft rule <!channel> drops it',
  });
  await bench.workspace.waitFor(() =>
    wordsOf(verdict()).includes('Judged wrong by on-call: `firewall-drop`.'),
  );
  expect(wordsOf(verdict())).toContain('an nft rule &lt;!channel&gt; drops it');

  expect((await stateOf(bench, triage))?.judgements).toEqual([
    {
      by: `slack:${id(bench.workspace.users, 'net-admin')}`,
      right: true,
      shown: { cause: 'strict-rp-filter', certainty: 'proven' },
    },
    {
      by: `slack:${id(bench.workspace.users, 'on-call')}`,
      right: false,
      shown: { cause: 'strict-rp-filter', certainty: 'proven' },
      cause: 'firewall-drop',
      words: 'an nft rule <!channel> drops it',
    },
  ]);
  expect(buttonsOf(verdict())).toContain(POLICY);
}, 60_000);

test('/roundtrip alone opens the form, and the form asks', async () => {
  bench = await startBench(store);
  await bench.startBot();
  const asker = bench.workspace.as('on-call');
  await asker.slash('#net-ops', '/roundtrip');
  await bench.workspace.waitFor(() => asker.view());
  await asker.submitView({ 'check-host': 'server-b', 'check-interface': 'eth1' });
  const triage = await bench.newest();
  expect((await stateOf(bench, triage))?.request).toMatchObject({ host: 'server-b', interface: 'eth1' });
}, 60_000);

test('a guest opens no form', async () => {
  bench = await startBench(store, { workspace: { outsiders: true } });
  await bench.startBot();
  await bench.workspace.as('guest').slash('#net-ops', '/roundtrip');
  await bench.workspace.waitFor((w) => w.ephemerals('guest').some(({ text }) => text.includes('Guests')));
  expect(bench.workspace.as('guest').view()).toBeUndefined();
}, 60_000);

test('the card of an older check of the same interface says that there is a newer one', async () => {
  const older = await diagnosed();
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth2');
  await bench.workspace.waitFor(() => bench.cards().length === 2);
  expect(wordsOf(bench.cards()[0])).not.toContain('Superseded');

  await bench.workspace.as('net-admin').slash('#net-ops', '/roundtrip server-b eth1');
  await bench.workspace.waitFor(() => bench.cards().some((card) => wordsOf(card).includes('Superseded')));
  const [superseded, ...others] = bench.cards().filter((card) => wordsOf(card).includes('Superseded'));
  expect(wordsOf(superseded)).toContain(older);
  expect(others).toEqual([]);
}, 60_000);
