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
const card = () => bench.cards()[0];
const secondsLeft = () => Number(/prove it, (\d+) s left/.exec(wordsOf(card()))?.[1] ?? 'NaN');
const inSeconds = async (seconds: number) =>
  new Date((await store.events.now()).getTime() + seconds * 1000).toISOString();

async function waiting(question: string, seconds: number, yaml?: string): Promise<string> {
  bench = await startBench(store, yaml === undefined ? {} : { yaml: () => yaml });
  await bench.startBot();
  await bench.workspace.as('on-call').slash('#net-ops', question);
  const triage = await bench.newest();
  await bench.happen(
    triage,
    { kind: 'diagnosed', diagnosis: strictRpFilter('likely'), final: false, transcripts },
    { kind: 'packet-awaited', until: await inSeconds(seconds) },
  );
  await bench.workspace.waitFor(() => secondsLeft() > 0);
  return triage;
}

test('who has to ping reads what to run and where, and sees the time run down', async () => {
  await waiting('/roundtrip server-b eth1', 20);
  expect(wordsOf(card())).toContain(
    "Run `ping -c 5 172.16.5.4` on any machine outside server-b's own networks.",
  );
  expect(buttonsOf(card())).toEqual([
    'Probe from server-a',
    'Probe from server-c',
    'Wait 1 more minute',
    'Stop',
  ]);
  const first = secondsLeft();
  expect(first).toBeLessThanOrEqual(20);
  await bench.workspace.waitFor(() => secondsLeft() < first, 15_000);
  expect(secondsLeft() % 5).toBe(0);

  // One edit for each step, however often it is looked at.
  const edits = () => bench.workspace.calls.filter(({ method }) => method === 'chat.update').length;
  const before = edits();
  await bench.workspace.waitFor(() => secondsLeft() === 0, 30_000);
  expect(edits() - before).toBeLessThanOrEqual(4);
}, 90_000);

test('the named sender is the machine, and a TCP port is tried with nc', async () => {
  await waiting('/roundtrip server-b eth1 from 172.16.0.4 port 443', 60);
  expect(wordsOf(card())).toContain('Run `nc -zv -w 2 172.16.5.4 443` on 172.16.0.4.');
}, 60_000);

test('a minute more is a press, each counts once, and Stop ends it', async () => {
  const triage = await waiting('/roundtrip server-b eth1', 30);
  const before = (await stateOf(bench, triage))?.waiting?.until ?? '';
  const other = bench.workspace.as('net-admin');
  await other.press('#net-ops', card()?.ts ?? '', 'Wait 1 more minute');
  await bench.workspace.waitFor(() => secondsLeft() > 60);
  const after = (await stateOf(bench, triage))?.waiting?.until ?? '';
  expect(Date.parse(after) - Date.parse(before)).toBe(60_000);

  await bench.workspace.as('on-call').press('#net-ops', card()?.ts ?? '', 'Stop');
  await bench.workspace.waitFor(() => !wordsOf(card()).includes('Waiting for a packet'));
  expect((await stateOf(bench, triage))?.status).toBe('diagnosed');
}, 60_000);

test('it goes on counting where another bot takes over', async () => {
  bench = await startBench(store);
  const first = await bench.startBot();
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  await bench.happen(
    triage,
    { kind: 'diagnosed', diagnosis: strictRpFilter('likely'), final: false, transcripts },
    { kind: 'packet-awaited', until: await inSeconds(120) },
  );
  await bench.workspace.waitFor(() => secondsLeft() > 0);
  await first.stop();

  await bench.startBot();
  await bench.happen(triage, { kind: 'packet-awaited', until: await inSeconds(60) });
  await bench.workspace.waitFor(() => secondsLeft() <= 60, 20_000);
  const then = secondsLeft();
  await bench.workspace.waitFor(() => secondsLeft() < then, 20_000);
}, 90_000);

test('that an approval is about to expire is said in the thread by an edit, and once to whoever has not answered', async () => {
  bench = await startBench(store, {
    yaml: (users) =>
      `approval: { approvers: [${id(users, 'net-admin')}, ${id(users, 'visitor')}], minimum: 2 }\n`,
  });
  await bench.startBot();
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  await bench.happen(triage, { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts });
  const verdict = await bench.workspace.waitFor(() => bench.thread()[0]);
  await bench.workspace
    .as('on-call')
    .press('#net-ops', verdict.ts, "Send eth1's replies out eth1 (recommended)");
  const ask = await bench.workspace.waitFor(() => bench.directMessages('net-admin')[0]);
  const [due] = [await stateOf(bench, triage)];
  expect(due?.status).toBe('awaiting-approval');
  await bench.workspace
    .as('net-admin')
    .press(bench.workspace.as('net-admin').directMessage().id, ask.ts, 'Approve');
  await bench.workspace.waitFor(() => wordsOf(bench.thread()[1]).includes('Approvals: 1 of 2'));

  await bench.happen(triage, { kind: 'expiry-near' });
  const warning = await bench.workspace.waitFor(() => bench.directMessages('visitor')[1]);
  expect(wordsOf(warning)).toContain('1 of 2 approvals so far');
  await bench.workspace.waitFor(() => wordsOf(bench.thread()[1]).includes('1 of 2 approvals so far'));
  expect(bench.directMessages('net-admin')).toHaveLength(1);
  expect(bench.thread()).toHaveLength(2);

  await bench.happen(triage, { kind: 'expired' });
  const reminder = () => wordsOf(bench.directMessages('visitor')[1]);
  await bench.workspace.waitFor(() => reminder().includes('nobody approved it in time'));
  await bench.workspace.waitFor(() => bench.thread().length === 3);
}, 90_000);
