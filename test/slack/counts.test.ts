import type { Button, KnownBlock } from '@slack/types';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import type { TriageEvent } from '../../src/triage/index.ts';
import { words } from '../support/words.ts';
import { policyRoutingPlan, strictRpFilter } from './sample.ts';
import { type Bench, sharedStore, startBench, stateOf } from './support.ts';
import { unfoldedWords } from './unfolded.ts';

const data = sharedStore();
let store: Store;
let bench: Bench;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterEach(() => bench.stop());
afterAll(() => data.remove());

const POLICY = "Send eth1's replies out eth1 (recommended)";
const diagnosed: TriageEvent = {
  ...{ kind: 'diagnosed', diagnosis: strictRpFilter(), final: true },
  transcripts: [{ host: 'server-b', text: '$ ip r\ndefault via 172.16.4.1 dev eth0' }],
};
const fixed: TriageEvent[] = [
  { kind: 'apply-started', planHash: policyRoutingPlan.hash, attempt: 1 },
  { kind: 'undo-armed', seconds: 300, method: 'systemd-run' },
  { kind: 'applied', transcript: '' },
  { kind: 'verified', ok: true, how: 'probe', said: words('5 of 5 answered; before: 0 of 3') },
  { kind: 'committed', said: words('The change is kept.') },
];

type Message = ReturnType<Bench['thread']>[number];

function blocksOf(message: Message | undefined): KnownBlock[] {
  return (message?.blocks ?? []) as unknown as KnownBlock[];
}

function buttonIn(message: Message, text: string): Button | undefined {
  const elements = blocksOf(message).flatMap((block) => (block.type === 'actions' ? block.elements : []));
  return elements.find((each): each is Button => each.type === 'button' && each.text.text === text);
}

/** The button as the message has it now. */
function buttonOf(ts: string, text: string): Button | undefined {
  const all = [...bench.thread(), ...bench.directMessages('net-admin')];
  const message = all.find((each) => each.ts === ts);
  return message && buttonIn(message, text);
}

/** Waits for the button and presses it. @returns taps: one, and one more where Slack asks back */
async function tap(person: string, find: () => Message | undefined, text: string): Promise<number> {
  const [message, button] = await bench.workspace.waitFor(() => {
    const found = find();
    const there = found && buttonIn(found, text);
    return found && there ? ([found, there] as const) : undefined;
  });
  await bench.workspace.as(person).press(message.channel, message.ts, text);
  // What was pressed is used up, and not pressed again where it stands a moment longer.
  await bench.workspace.waitFor(() => buttonOf(message.ts, text)?.value !== button.value, 30_000);
  return button.confirm === undefined ? 1 : 2;
}

async function asked(): Promise<string> {
  bench = await startBench(store);
  await bench.startBot();
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  await bench.happen(triage, diagnosed);
  return triage;
}

const verdict = () => bench.thread()[0];
/** The newest request in the approver's own messages. */
const request = () => bench.directMessages('net-admin').findLast((each) => buttonIn(each, 'Approve'));
const status = async (triage: string) => (await stateOf(bench, triage))?.status;

function expectCalm(): void {
  const thread = bench.thread();
  expect(thread.length).toBeLessThanOrEqual(4);
  for (const message of [...bench.cards(), ...thread])
    expect(unfoldedWords(blocksOf(message)).length).toBeLessThanOrEqual(90);
  const mentions = thread.flatMap(({ blocks }) => JSON.stringify(blocks).match(/<@\w+>/g) ?? []);
  expect(mentions.length).toBeLessThanOrEqual(1);
}

test('from the verdict to the fix the asker taps twice at the most, the approver twice, and one person is mentioned, at the result', async () => {
  const triage = await asked();

  const chosen = await tap('on-call', verdict, POLICY);
  const approved = await tap('net-admin', request, 'Approve');
  await bench.workspace.waitFor(async () => (await status(triage)) === 'approved');
  expectCalm();
  await bench.happen(triage, ...fixed);
  const result = await bench.workspace.waitFor(() => bench.thread()[2]);

  expect(chosen).toBeLessThanOrEqual(2);
  expect(approved).toBeLessThanOrEqual(2);
  expectCalm();
  expect(JSON.stringify(result.blocks)).toContain(`<@${bench.workspace.users['on-call']?.id}>`);
}, 60_000);

test('a button keeps its value while its message changes around it: whoever presses it at that moment is not refused', async () => {
  const triage = await asked();
  const before = await bench.workspace.waitFor(() => {
    const found = verdict();
    const button = found && buttonIn(found, POLICY);
    return button && { text: JSON.stringify(found.blocks), button };
  });
  const by = `slack:${bench.workspace.users['on-call']?.id}` as const;

  const shown = { cause: 'strict-rp-filter', certainty: 'proven' } as const;
  await bench.happen(triage, { kind: 'verdict-judged', by, right: true, shown });
  await bench.workspace.waitFor(() => JSON.stringify(verdict()?.blocks) !== before.text);

  const message = verdict();
  expect(message && buttonIn(message, POLICY)?.value).toBe(before.button.value);
});

test('a second and a third round, an expiry, a fix that is gone and its undo stay within four posts', async () => {
  const triage = await asked();
  const by = `slack:${bench.workspace.users['net-admin']?.id}` as const;

  await tap('on-call', verdict, POLICY);
  await bench.workspace.waitFor(request);
  await bench.happen(triage, { kind: 'expiry-near' }, { kind: 'expired' });
  await tap('on-call', verdict, POLICY);
  await bench.workspace.waitFor(() => bench.directMessages('net-admin').length >= 2);
  await bench.happen(triage, { kind: 'expiry-near' });
  await bench.workspace.waitFor(() => bench.directMessages('net-admin').length >= 3);
  await bench.happen(triage, { kind: 'rejected', by, reason: 'not tonight' });
  expectCalm();
  await tap('on-call', verdict, POLICY);
  await tap('net-admin', request, 'Approve');
  await bench.workspace.waitFor(async () => (await status(triage)) === 'approved');
  await bench.happen(triage, ...fixed);
  await bench.workspace.waitFor(() => JSON.stringify(bench.thread()[3]?.blocks ?? []).includes('*Fixed:*'));
  expectCalm();
  const found = { standing: 'gone' as const, answered: false, missing: [], removedBy: [] };
  await bench.happen(triage, { kind: 'rechecked', by: 'system', found });
  await bench.happen(triage, { kind: 'undo-asked', by, self: false }, { kind: 'undone', by });
  await bench.workspace.waitFor(() => JSON.stringify(bench.thread()[3]?.blocks ?? []).includes('*Undone:*'));

  expect(bench.thread()).toHaveLength(4);
  expect(bench.cards()).toHaveLength(1);
  expectCalm();
}, 60_000);
