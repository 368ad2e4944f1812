import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { words } from '../support/words.ts';
import { policyRoutingPlan, strictRpFilter } from './sample.ts';
import { type Bench, buttonsOf, sharedStore, startBench, stateOf, wordsOf } from './support.ts';

const data = sharedStore();
let store: Store;
let bench: Bench;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterEach(() => bench.stop());
afterAll(() => data.remove());

const POLICY = "Send eth1's replies out eth1 (recommended)";
const transcripts = [{ host: 'server-b', text: '$ ip r\ndefault via 172.16.4.1 dev eth0' }];

/** Asks, and lets the host side tell the whole verdict. */
async function askAndDiagnose(): Promise<string> {
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  await bench.happen(triage, { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts });
  await bench.workspace.waitFor(() => buttonsOf(bench.thread()[0]).includes(POLICY));
  return triage;
}

test('the whole story: asked, likely, proven, chosen, approved, applied, kept, undone', async () => {
  bench = await startBench(store);
  await bench.startBot();
  const { workspace } = bench;

  await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  expect(wordsOf(bench.cards()[0])).toContain('Checking *eth1* of *server-b*');

  await bench.happen(triage, {
    kind: 'diagnosed',
    diagnosis: strictRpFilter('likely'),
    final: false,
    transcripts,
  });
  const waiting = await workspace.waitFor(() =>
    bench.cards().find((card) => wordsOf(card).includes('*Likely:*')),
  );
  expect(wordsOf(waiting)).toContain('Waiting for a packet to prove it. Run `ping -c 5 172.16.5.4`');
  expect(buttonsOf(waiting)).toEqual(['Probe from server-a', 'Probe from server-c', 'Stop']);
  expect(bench.thread()).toHaveLength(0);

  await bench.happen(triage, { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts });
  const verdict = await workspace.waitFor(() => bench.thread()[0]);
  expect(wordsOf(verdict)).toContain('🔴 *Proven.* ');
  expect(buttonsOf(verdict)).toEqual([
    POLICY,
    'Let eth1 accept asymmetric traffic',
    'Another gateway',
    'Full output',
    'Look again',
    'Right',
    'Wrong …',
  ]);
  const card = await workspace.waitFor(() =>
    bench.cards().find((each) => wordsOf(each).includes('*Proven:*')),
  );
  expect(buttonsOf(card)).toEqual([]);

  await workspace.as('on-call').press('#net-ops', verdict.ts, POLICY);
  const approval = await workspace.waitFor(() => bench.thread()[1]);
  expect(wordsOf(approval)).toContain('Asked by direct message: ');
  const asked = await workspace.waitFor(() => bench.directMessages('net-admin')[0]);
  expect(wordsOf(asked)).toContain('ip -4 rule add from 172.16.5.4/32');
  expect(wordsOf(asked)).toContain('ip -4 rule del from 172.16.5.4/32');
  expect(wordsOf(asked)).toContain('via 172.16.4.1 on eth0 → via 172.16.5.1 on eth1');
  expect(bench.directMessages('on-call')).toHaveLength(0);

  await workspace.as('on-call').press('#net-ops', approval.ts, 'Approve');
  await workspace.waitFor((w) =>
    w.ephemerals('on-call').find((each) => each.text.includes('somebody else must approve')),
  );
  await workspace.as('net-admin').press(asked.channel, asked.ts, 'Approve');
  await workspace.waitFor(() => wordsOf(bench.thread()[1]).includes('✅ Approved.'));
  await workspace.waitFor(
    () => buttonsOf(bench.directMessages('net-admin')[0])[0] === 'Take the approval back',
  );
  expect(buttonsOf(bench.thread()[1])).toEqual(['Take the approval back']);
  expect(buttonsOf(bench.thread()[0])).toEqual(['Full output', 'Right', 'Wrong …']);

  await bench.happen(
    triage,
    { kind: 'apply-started', planHash: policyRoutingPlan.hash, attempt: 1 },
    { kind: 'undo-armed', seconds: 300, method: 'systemd-run' },
    { kind: 'applied', transcript: '' },
    { kind: 'verified', ok: true, how: 'probe', said: words('5 of 5 answered; before: 0 of 3') },
    { kind: 'committed', said: words('The change is kept.') },
  );
  const result = await workspace.waitFor(() => bench.thread()[2]);
  expect(wordsOf(result)).toContain(
    `<@${workspace.users['on-call']?.id}> ✅ *Fixed:* eth1 of server-b answers.`,
  );
  expect(wordsOf(result)).toContain('5 of 5 answered; before: 0 of 3');
  await workspace.waitFor(() => buttonsOf(bench.directMessages('net-admin')[0]).length === 0);
  await workspace.waitFor(() => buttonsOf(bench.thread()[1]).length === 0);
  await workspace.waitFor(() => bench.cards().find((each) => wordsOf(each).includes('*Fixed:*')));

  await workspace.as('net-admin').press('#net-ops', result.ts, 'Undo');
  await workspace.waitFor(() => wordsOf(bench.thread()[2]).includes('The undo is under way.'));
  await bench.happen(triage, {
    kind: 'undone',
    by: `slack:${workspace.users['net-admin']?.id}`,
    said: words('all steps were undone'),
  });
  const late = await workspace.waitFor(() => bench.thread()[3]);
  expect(wordsOf(late)).toContain('*Undone:*');
  await workspace.waitFor(() => buttonsOf(bench.thread()[2]).length === 0);
  expect(bench.cards()).toHaveLength(1);
  expect(bench.thread()).toHaveLength(4);
  const mentions = bench.thread().filter((message) => wordsOf(message).includes('<@'));
  expect(mentions).toHaveLength(1);
}, 60_000);

test('a bot that starts anew in the middle goes on without a second message, and old buttons work', async () => {
  bench = await startBench(store);
  const first = await bench.startBot();
  const triage = await askAndDiagnose();
  await first.stop();
  await bench.workspace.waitFor((w) => w.connectionCount() === 0);

  await bench.startBot();
  const [verdict] = bench.thread();
  await bench.workspace.as('on-call').press('#net-ops', verdict?.ts ?? '', POLICY);

  await bench.workspace.waitFor(() => bench.thread()[1]);
  expect((await stateOf(bench, triage))?.status).toBe('awaiting-approval');
  expect(bench.cards()).toHaveLength(1);
  expect(bench.thread()).toHaveLength(2);
}, 60_000);

test('a message that stands, and of which a killed bot has not noted where, takes presses', async () => {
  bench = await startBench(store);
  const first = await bench.startBot();
  const triage = await askAndDiagnose();
  await first.stop();
  const [card, verdict] = [bench.cards()[0], bench.thread()[0]];
  for (const { slot, channel } of await store.postings.list(triage))
    await store.postings.save(triage, { slot, channel, ts: '', digest: 'claimed' });
  const press = (ts: string | undefined) => bench.workspace.as('on-call').press('#net-ops', ts ?? '', POLICY);

  // The dead process holds the triage's messages until its lease lapses.
  await store.leases.withLease(`project:${triage}`, async () => {
    await bench.startBot();
    await press(verdict?.ts);
    expect((await stateOf(bench, triage))?.status).toBe('awaiting-approval');
  });

  await bench.workspace.waitFor(() => bench.thread()[1]);
  expect(bench.cards().map(({ ts }) => ts)).toEqual([card?.ts]);
  expect(bench.thread()).toHaveLength(2);
}, 60_000);

test('where it is wished, the thread tells the hash of each approval', async () => {
  bench = await startBench(store, {
    yaml: (users) =>
      `approval: { approvers: [${users['net-admin']?.id}] }\naudit: { copies: { thread: true } }\n`,
  });
  await bench.startBot();
  const triage = await askAndDiagnose();
  await bench.workspace.as('on-call').press('#net-ops', bench.thread()[0]?.ts ?? '', POLICY);
  const asked = await bench.workspace.waitFor(() => bench.directMessages('net-admin')[0]);
  await bench.workspace.as('net-admin').press(asked.channel, asked.ts, 'Approve');
  await bench.workspace.waitFor(() => wordsOf(bench.thread()[1]).includes('✅ Approved.'));

  const approved = (await store.events.read(triage)).find(({ event }) => event.kind === 'approved');
  expect(wordsOf(bench.thread()[1])).toContain(`recorded as ${approved?.hash}`);
}, 60_000);

test('two replicas post each message once', async () => {
  bench = await startBench(store);
  await bench.startBot();
  await bench.startBot();

  await askAndDiagnose();
  await bench.workspace.as('on-call').press('#net-ops', bench.thread()[0]?.ts ?? '', POLICY);
  await bench.workspace.waitFor(() => bench.directMessages('net-admin')[0]);
  await bench.workspace.waitFor(() => bench.thread()[1]);

  expect(bench.cards()).toHaveLength(1);
  expect(bench.thread()).toHaveLength(2);
  expect(bench.directMessages('net-admin')).toHaveLength(1);
}, 60_000);

test.each([true, false])(
  'a lost answer (posted: %s) makes one message',
  async (done) => {
    bench = await startBench(store);
    await bench.startBot();
    bench.workspace.failNext('chat.postMessage', { kind: 'cut', done });

    await askAndDiagnose();

    expect(bench.cards()).toHaveLength(1);
    expect(bench.thread()).toHaveLength(1);
  },
  60_000,
);

test('rate limits are waited for, and the last state is shown', async () => {
  bench = await startBench(store);
  await bench.startBot();
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  bench.workspace.failNext('chat.update', { kind: 'ratelimited', retryAfter: 1 });
  bench.workspace.failNext('chat.update', { kind: 'ratelimited', retryAfter: 1 });

  for (const text of ['Connecting', 'Reading the routes', 'Watching for packets']) {
    await bench.happen(triage, { kind: 'progress', said: words(text) });
  }

  await bench.workspace.waitFor(() => wordsOf(bench.cards()[0]).includes('Watching for packets.'));
  const updates = bench.workspace.calls.filter(
    (call) => call.method === 'chat.update' && call.answer.ok === true,
  );
  expect(updates.length).toBeLessThanOrEqual(2);
}, 60_000);

test('blocks that Slack refuses are sent as plain text', async () => {
  bench = await startBench(store);
  await bench.startBot();
  bench.workspace.failNext('chat.postMessage', { kind: 'error', error: 'invalid_blocks' });

  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');

  await bench.newest();
  await bench.workspace.waitFor(() => bench.cards()[0]?.text.includes('eth1 of server-b'));
}, 60_000);

test('where the channel takes no message of the bot, the asker has card and thread in a direct message', async () => {
  bench = await startBench(store);
  await bench.startBot();
  bench.workspace.failNext('chat.postMessage', { kind: 'error', error: 'restricted_action' });

  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  await bench.workspace.waitFor(() => bench.directMessages('on-call')[0]);
  await bench.happen(triage, { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts });

  const verdict = await bench.workspace.waitFor(() =>
    bench.directMessages('on-call').find((each) => each.threadTs),
  );
  expect(buttonsOf(verdict)).toContain(POLICY);
  expect(bench.cards()).toHaveLength(0);
}, 60_000);

test('an unreachable host: the sentence, and the ways that are left', async () => {
  bench = await startBench(store);
  await bench.startBot();
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();

  await bench.happen(triage, {
    kind: 'failed',
    code: 'host-unreachable',
    facts: {
      ...{ at: 'host', alias: 'server-b', user: 'root', hostname: '172.16.0.5', port: 22 },
      because: { seconds: 10 },
    },
  });

  const post = await bench.workspace.waitFor(() => bench.thread()[0]);
  expect(wordsOf(post)).toContain('could not be reached: no answer within 10 s.');
  expect(wordsOf(post)).toContain('roundtrip collect server-b eth1');
  expect(wordsOf(post)).toContain('via: [server-b, server-b-mgmt]');
}, 60_000);

test('rejected: nothing changes, the asker is told, the remedies are offered again', async () => {
  bench = await startBench(store);
  await bench.startBot();
  await askAndDiagnose();
  await bench.workspace.as('on-call').press('#net-ops', bench.thread()[0]?.ts ?? '', POLICY);
  const asked = await bench.workspace.waitFor(() => bench.directMessages('net-admin')[0]);

  const admin = bench.workspace.as('net-admin');
  await admin.press(asked.channel, asked.ts, 'Reject …');
  await bench.workspace.waitFor(() => admin.view());
  await admin.submitView({ 'reject-reason': 'not tonight' });

  const result = await bench.workspace.waitFor(() => bench.thread()[2]);
  expect(wordsOf(result)).toContain('*Rejected:* nothing was changed. not tonight.');
  await bench.workspace.waitFor(() => buttonsOf(bench.thread()[0]).includes(POLICY));
  await bench.workspace.waitFor(() => buttonsOf(bench.directMessages('net-admin')[0]).length === 0);
  await bench.workspace.as('on-call').press('#net-ops', bench.thread()[0]?.ts ?? '', POLICY);
  await bench.workspace.waitFor(() => bench.directMessages('net-admin').length === 2);
}, 60_000);

/** Everything up to the moment at which the change stands on the host and a person's word is awaited. */
async function untilConfirmationIsAwaited(verifier?: 'bot'): Promise<string> {
  const triage = await askAndDiagnose();
  await bench.workspace.as('on-call').press('#net-ops', bench.thread()[0]?.ts ?? '', POLICY);
  const asked = await bench.workspace.waitFor(() => bench.directMessages('net-admin')[0]);
  await bench.workspace.as('net-admin').press(asked.channel, asked.ts, 'Approve');
  await bench.workspace.waitFor(() => wordsOf(bench.thread()[1]).includes('✅ Approved.'));
  await bench.happen(
    triage,
    { kind: 'apply-started', planHash: policyRoutingPlan.hash, attempt: 1 },
    { kind: 'undo-armed', seconds: 300, method: 'systemd-run' },
    { kind: 'applied', transcript: '', ...(verifier ? { verifier } : {}) },
    {
      kind: 'confirmation-awaited',
      until: new Date(Date.now() + 300_000).toISOString(),
      said: words('no host can send a probe'),
    },
  );
  await bench.workspace.waitFor(() => buttonsOf(bench.thread()[2]).includes('It works'));
  return triage;
}

test('a person says that it works: one result, and the button is gone', async () => {
  bench = await startBench(store);
  await bench.startBot();
  const triage = await untilConfirmationIsAwaited();

  await bench.workspace.as('on-call').press('#net-ops', bench.thread()[2]?.ts ?? '', 'It works');
  await bench.workspace.waitFor(() => wordsOf(bench.thread()[2]).includes('on-call confirmed that it works'));
  const by = bench.workspace.users['on-call']?.id;
  const detail = `slack:${by} says that it works`;
  await bench.happen(
    triage,
    { kind: 'verified', ok: true, how: 'person', said: words(detail) },
    { kind: 'committed', said: words(detail) },
  );

  await bench.workspace.waitFor(() =>
    wordsOf(bench.thread()[2]).includes('*Fixed:* eth1 of server-b answers. on-call says'),
  );
  expect(buttonsOf(bench.thread()[2])).toEqual(['Recheck', 'Undo']);
  expect(bench.thread()).toHaveLength(3);
}, 60_000);

test('a fix that is gone is one late post, which a recheck brings up to date', async () => {
  bench = await startBench(store);
  await bench.startBot();
  const triage = await untilConfirmationIsAwaited('bot');
  expect(wordsOf(bench.thread()[2])).toContain('cannot verify signatures');
  await bench.happen(
    triage,
    { kind: 'verified', ok: true, how: 'capture', said: words('seen') },
    { kind: 'committed', said: words('seen') },
  );
  await bench.workspace.waitFor(() => buttonsOf(bench.thread()[2]).includes('Recheck'));

  const command = 'ip rule del pref 100';
  await bench.happen(triage, {
    kind: 'rechecked',
    by: 'system',
    found: {
      standing: 'gone',
      answered: false,
      missing: [{ command: 'ip rule add pref 100 from 172.16.5.4/32 lookup 101', instead: ['100: <!here>'] }],
      removedBy: [{ kind: 'command', by: 'alice (sudo)', command, at: '2026-01-02T03:04:05Z', exact: true }],
    },
  });
  await bench.workspace.waitFor(() => wordsOf(bench.thread()[3]).includes('*The fix is gone:*'));
  const late = bench.thread()[3];
  expect(wordsOf(late)).toContain('eth1 does not answer');
  expect(wordsOf(late)).toContain(`emoved by alice (sudo) at 2026-01-02 03:04:05 UTC: ${command}`);
  expect(wordsOf(late)).not.toContain('<!here>');
  expect(wordsOf(bench.cards()[0])).toContain('*The fix is gone:*');
  await bench.workspace.waitFor(() => buttonsOf(bench.thread()[2]).length === 0);

  await bench.workspace.as('on-call').press('#net-ops', late?.ts ?? '', 'Recheck');
  await bench.workspace.waitFor(() => wordsOf(bench.thread()[3]).includes('It is being rechecked'));
  const by = `slack:${bench.workspace.users['on-call']?.id}` as const;
  const found = { standing: 'stands' as const, answered: true, missing: [], removedBy: [] };
  await bench.happen(triage, { kind: 'rechecked', by, found });

  await bench.workspace.waitFor(() =>
    wordsOf(bench.thread()[3]).includes('*Rechecked:* the fix is in place'),
  );
  expect(buttonsOf(bench.thread()[3])).toEqual(['Recheck', 'Undo']);
  expect(bench.thread()).toHaveLength(4);
}, 60_000);

test('nobody says that it works: the roll-back is late news, and the card tells it', async () => {
  bench = await startBench(store);
  await bench.startBot();
  const triage = await untilConfirmationIsAwaited();

  await bench.happen(triage, { kind: 'outcome-unknown', said: words('server-b could not be asked') });
  await bench.workspace.waitFor(() => wordsOf(bench.thread()[3]).includes('*Unknown:*'));
  await bench.happen(triage, { kind: 'rolled-back', said: words('Nobody confirmed it in time') });

  await bench.workspace.waitFor(() =>
    wordsOf(bench.thread()[3]).includes('*Rolled back:* Nobody confirmed it in time.'),
  );
  await bench.workspace.waitFor(() => wordsOf(bench.cards()[0]).includes('*Rolled back:*'));
  expect(buttonsOf(bench.thread()[2])).toEqual([]);
  expect(bench.thread()).toHaveLength(4);
}, 60_000);

test.each(['politely', 'abruptly'] as const)(
  'cut off %s, the bot comes back',
  async (how) => {
    bench = await startBench(store);
    await bench.startBot();
    bench.workspace.failNext('apps.connections.open', { kind: 'status', status: 500 });

    bench.workspace.disconnect(how);
    await bench.workspace.waitFor((w) => w.connectionCount() === 0);
    await bench.workspace.waitFor((w) => w.connectionCount() === 1, 30_000);
    await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');

    await bench.newest();
    expect(bench.cards()).toHaveLength(1);
  },
  60_000,
);

test('the full output comes as a file to whoever asked for it, not into the thread', async () => {
  bench = await startBench(store);
  await bench.startBot();
  await askAndDiagnose();

  await bench.workspace.as('visitor').press('#net-ops', bench.thread()[0]?.ts ?? '', 'Full output');

  const message = await bench.workspace.waitFor(() =>
    bench.directMessages('visitor').find((each) => each.files?.length),
  );
  expect(message.files?.[0]?.name).toMatch(/^T.*\.txt$/);
  expect(bench.thread()).toHaveLength(1);
}, 60_000);

test('the other interfaces with the same fault can be part of one change', async () => {
  bench = await startBench(store);
  await bench.startBot();
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  const affected = { ...strictRpFilter(), alsoAffected: ['eth2', 'eth3'] };
  await bench.happen(triage, { kind: 'diagnosed', diagnosis: affected, final: true, transcripts });
  const ALSO = 'Also fix eth2, eth3 …';
  const verdict = await bench.workspace.waitFor(() =>
    bench.thread().find((each) => buttonsOf(each).includes(ALSO)),
  );

  await bench.workspace.as('on-call').press('#net-ops', verdict.ts, ALSO);
  await bench.workspace.waitFor(() => wordsOf(bench.thread()[0]).includes('Looking again'));
  const repairs = ['eth1', 'eth2', 'eth3'].map((name) => ({ interface: name, to: '172.16.5.4' }));
  const gateway = { address: '172.16.6.1', sources: ['it forwarded the captured requests'], assumed: true };
  const [policy, ...others] = affected.remedies;
  if (!policy) throw new Error('the sample has remedies');
  const joined = {
    ...policy,
    plan: { ...policyRoutingPlan, repairs },
    alongside: [{ interface: 'eth2', gateway }],
    leftOut: [{ interface: 'eth4', because: 'eth4 answers' }],
  };
  await bench.happen(triage, {
    kind: 'diagnosed',
    diagnosis: { ...affected, remedies: [joined, ...others] },
    final: true,
    transcripts,
  });

  const all = 'Send replies of eth1, eth2 and eth3 out their own interface';
  await bench.workspace.waitFor(() => buttonsOf(bench.thread()[0]).includes(`${all} (recommended)`));
  expect(buttonsOf(bench.thread()[0])).not.toContain(ALSO);
  expect(wordsOf(bench.thread()[0])).toContain(`*${all}*`);
  expect(wordsOf(bench.thread()[0])).toContain('`eth2`: ⚠️ Gateway `172.16.6.1` is assumed');
  expect(wordsOf(bench.thread()[0])).toContain('Not included: eth4 answers.');
});
