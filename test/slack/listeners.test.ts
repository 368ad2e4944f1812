import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Diagnosis } from '../../src/analyzer/model/index.ts';
import type { Store } from '../../src/store/index.ts';
import { approvalText, expiryOf, signatureBody, writeReport } from '../../src/triage/index.ts';
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

/** The buttons under every verdict that is not decided upon yet. */
const ALWAYS = ['Look again', 'Right', 'Wrong …'];
const POLICY = "Send eth1's replies out eth1 (recommended)";

/** What only this person was told, once something was. */
function told(user: string): Promise<string> {
  return bench.workspace.waitFor((w) => w.ephemerals(user).at(-1)?.text);
}

async function requestsOf(): Promise<number> {
  return bench.workspace.messages(bench.channel.id).filter((each) => wordsOf(each).includes('Asked by'))
    .length;
}

/** As somebody's ssh-keygen prints it. */
function signedWithNewKey(text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'roundtrip-signing-'));
  try {
    const key = join(directory, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
    return execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-n', 'roundtrip', '-f', key], {
      input: text,
      encoding: 'utf8',
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe('asking', () => {
  test.each([
    "@roundtrip can't ping eth1 on server-b",
    '@roundtrip server-b eth1 from server-a',
    '@roundtrip: eth1 of server-b does not answer',
  ])('a mention: %s', async (text) => {
    bench = await startBench(store);
    await bench.startBot();

    bench.workspace.as('on-call').say('#net-ops', text);

    await bench.newest();
    expect(wordsOf(bench.cards()[0])).toContain('Checking *eth1* of *server-b*');
  });

  test('a mention in a thread is answered in that thread', async () => {
    bench = await startBench(store);
    await bench.startBot();
    const parent = bench.workspace.as('visitor').say('#net-ops', 'the database is away');

    bench.workspace.as('on-call').say('#net-ops', '@roundtrip server-b eth1', { thread: parent.ts });

    await bench.newest();
    expect(bench.cards()).toHaveLength(0);
    const [, , card, ...more] = bench.workspace.thread(bench.channel.id, parent.ts);
    expect(wordsOf(card)).toContain('Checking *eth1* of *server-b*');
    expect(more).toEqual([]);
  });

  test('events that come twice make one triage', async () => {
    bench = await startBench(store, { workspace: { duplicateEvents: true } });
    await bench.startBot();
    await bench.startBot();

    bench.workspace.as('on-call').say('#net-ops', '@roundtrip server-b eth1');

    await bench.newest();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await requestsOf()).toBe(1);
  });

  test.each([
    ['eth1; reboot', /Which host has `eth1`\?/],
    ['lunch?', /Ask like this: server-b eth1 from server-a/],
    ['server-b -oProxyCommand=reboot', /Which interface of `server-b`\?/],
    ['server-b <!channel>', /Which interface of `server-b`\?/],
    ['x'.repeat(3_000), /That is 3000 characters long/],
    ['server-bb eth1', /`server-bb` is not a host that you can ask about here. Did you mean `server-b`/],
    ['server-b eth1 from server-z', /`server-z` is not a host that you can ask about here/],
    ['help', /Why does one interface of a server not answer/],
  ])('%s is answered to the asker alone', async (text, answer) => {
    bench = await startBench(store);
    await bench.startBot();

    await bench.workspace.as('on-call').slash('#net-ops', `/roundtrip ${text}`);

    expect(await told('on-call')).toMatch(answer);
    expect(bench.workspace.messages(bench.channel.id).filter((each) => !each.onlyFor)).toHaveLength(0);
  });

  test('a mention that cannot be read is answered to its author alone', async () => {
    bench = await startBench(store);
    await bench.startBot();

    bench.workspace.as('on-call').say('#net-ops', '@roundtrip what is the weather');

    expect(await told('on-call')).toContain('Ask like this');
  });
});

describe('who and where', () => {
  test('where the bot is no member: how to invite it', async () => {
    bench = await startBench(store);
    await bench.startBot();

    await bench.workspace.as('on-call').slash('#random', '/roundtrip server-b eth1');

    expect(await told('on-call')).toContain('/invite @roundtrip');
  });

  test.each([
    ['guest', 'Guests cannot use Roundtrip'],
    ['partner', 'People of other organisations'],
  ])('a %s is refused', async (user, answer) => {
    bench = await startBench(store, { workspace: { outsiders: true } });
    await bench.startBot();

    await bench.workspace.as(user).slash('#net-ops', '/roundtrip server-b eth1');

    expect(await told(user)).toContain(answer);
    expect(bench.cards()).toHaveLength(0);
  });

  test('a guest who is listed may ask', async () => {
    bench = await startBench(store, {
      workspace: { outsiders: true },
      yaml: (users) => `access: { users: [${id(users, 'guest')}] }\n`,
    });
    await bench.startBot();

    await bench.workspace.as('guest').slash('#net-ops', '/roundtrip server-b eth1');

    await bench.newest();
  });

  test('an externally shared channel is refused', async () => {
    bench = await startBench(store, { workspace: { outsiders: true } });
    await bench.startBot();

    await bench.workspace.as('on-call').slash('#partner-net', '/roundtrip server-b eth1');

    expect(await told('on-call')).toContain('shared with another organisation');
  });

  test('a channel that is not listed is refused', async () => {
    bench = await startBench(store, {
      yaml: (_users, channels) => `access: { channels: [${channels.random?.id}] }\n`,
    });
    await bench.startBot();

    await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');

    expect(await told('on-call')).toContain('not used in this channel');
  });
});

describe('the buttons', () => {
  async function diagnosed(diagnosis: Diagnosis): Promise<string> {
    await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
    const triage = await bench.newest();
    await bench.happen(triage, { kind: 'diagnosed', diagnosis, final: true, transcripts: [] });
    await bench.workspace.waitFor(() => bench.thread()[0]);
    return triage;
  }

  test('a visitor who approves is told, and it stands in the trail', async () => {
    bench = await startBench(store);
    await bench.startBot();
    const triage = await diagnosed(strictRpFilter());
    await bench.workspace.as('on-call').press('#net-ops', bench.thread()[0]?.ts ?? '', POLICY);
    const approval = await bench.workspace.waitFor(() => bench.thread()[1]);

    await bench.workspace.as('visitor').press('#net-ops', approval.ts, 'Approve');

    expect(await told('visitor')).toContain('not one of the approvers');
    const kinds = (await store.events.read(triage)).map(({ event }) => event.kind);
    expect(kinds).toContain('approval-refused');
    expect(kinds).not.toContain('approved');
  });

  test('members of a user group are asked; a group that cannot be read is named', async () => {
    bench = await startBench(store, {
      workspace: {
        usergroups: [{ id: 'S0456DEF', handle: 'net', name: 'Network', users: ['net-admin', 'on-call'] }],
      },
      yaml: () => 'approval: { approvers: [S0456DEF, S0999XYZ] }\n',
    });
    await bench.startBot();
    await diagnosed(strictRpFilter());

    await bench.workspace.as('on-call').press('#net-ops', bench.thread()[0]?.ts ?? '', POLICY);

    await bench.workspace.waitFor(() => bench.directMessages('net-admin')[0]);
    const approval = await bench.workspace.waitFor(() => bench.thread()[1]);
    expect(wordsOf(approval)).toContain('The members of S0999XYZ could not be read');
    expect(bench.directMessages('on-call')).toHaveLength(0);
  });

  test('an approver without direct messages is named in the thread', async () => {
    bench = await startBench(store);
    await bench.startBot();
    await diagnosed(strictRpFilter());
    bench.workspace.failNext('conversations.open', { kind: 'error', error: 'user_disabled' });

    await bench.workspace.as('on-call').press('#net-ops', bench.thread()[0]?.ts ?? '', POLICY);

    const approval = await bench.workspace.waitFor(() => bench.thread()[1]);
    expect(wordsOf(approval)).toContain('Could not be reached by direct message: net-admin');
    expect(buttonsOf(approval)).toEqual(['Approve', 'Reject …']);
  });

  test('a gateway that must be known first is asked for in a dialog', async () => {
    bench = await startBench(store);
    await bench.startBot();
    const [policy, loose] = strictRpFilter().remedies;
    if (!policy || !loose) throw new Error('the sample has two remedies');
    const { plan: _plan, gateway: _gateway, ...rest } = policy;
    const asks = {
      what: 'gateway' as const,
      candidates: ['172.16.5.1', '172.16.5.254'],
      question: 'Which gateway does eth1 have?',
    };
    const triage = await diagnosed({ ...strictRpFilter(), remedies: [{ ...rest, asks }, loose] });
    const [verdict] = bench.thread();
    expect(buttonsOf(verdict)).toEqual([
      "Name eth1's gateway",
      'Let eth1 accept asymmetric traffic',
      ...ALWAYS,
    ]);

    await bench.workspace.as('on-call').press('#net-ops', verdict?.ts ?? '', "Name eth1's gateway");
    await bench.workspace.waitFor((w) => w.as('on-call').view());
    const wrong = await bench.workspace.as('on-call').submitView({ 'gateway-typed': 'eth1; reboot' });
    await bench.workspace.as('on-call').submitView({ 'gateway-typed': '172.16.5.254' });

    expect(JSON.stringify(wrong)).toContain('not an IP address');
    await bench.workspace.waitFor(() => wordsOf(bench.thread()[0]).includes('Looking again'));
    const events = await store.events.read(triage);
    expect(events.at(-1)?.event).toMatchObject({ kind: 'gateway-named', gateway: '172.16.5.254' });
  });

  test('an approver who skips the waiting says why, and the channel is told', async () => {
    bench = await startBench(store, {
      yaml: (users) =>
        `approval: { approvers: [${id(users, 'net-admin')}, ${id(users, 'visitor')}], minimum: 2, breakGlass: true }\n`,
    });
    await bench.startBot();
    const triage = await diagnosed(strictRpFilter());
    await bench.workspace.as('on-call').press('#net-ops', bench.thread()[0]?.ts ?? '', POLICY);
    const asked = await bench.workspace.waitFor(() => bench.directMessages('net-admin')[0]);

    await bench.workspace.as('net-admin').press(asked.channel, asked.ts, 'Approve without waiting …');
    await bench.workspace.waitFor((w) => w.as('net-admin').view());
    await bench.workspace.as('net-admin').submitView({ 'glass-reason': 'the database is down <!channel>' });

    const told = 'net-admin approved it without waiting for others: the database is down &lt;!channel&gt;.';
    await bench.workspace.waitFor(() => wordsOf(bench.cards()[0]).includes(told));
    const approved = (await store.events.read(triage)).find(({ event }) => event.kind === 'approved');
    expect(approved?.event).toMatchObject({ breakGlass: 'the database is down <!channel>' });
  });

  test('an approver freezes all changes and ends that; both are told to the channel, with a reason, and recorded', async () => {
    bench = await startBench(store, {
      yaml: (users) => `approval: { approvers: [${id(users, 'net-admin')}], breakGlass: true }\n`,
    });
    await bench.startBot();
    const { workspace } = bench;
    const said = (text: string) =>
      workspace.waitFor((w) =>
        w.messages(bench.channel.id).find((each) => !each.onlyFor && each.text.includes(text)),
      );
    const triage = await diagnosed(strictRpFilter());
    await workspace.as('on-call').press('#net-ops', bench.thread()[0]?.ts ?? '', POLICY);
    const approval = await workspace.waitFor(() => bench.thread()[1]);

    await workspace.as('on-call').slash('#net-ops', '/roundtrip freeze I want to');
    expect(await told('on-call')).toContain('Only an approver');
    await workspace.as('net-admin').slash('#net-ops', '/roundtrip freeze');
    expect(await told('net-admin')).toContain('Say why');
    await workspace.as('net-admin').slash('#net-ops', '/roundtrip freeze quarter end <!channel>');
    await said('net-admin froze all changes, on every host: quarter end &lt;!channel&gt;');
    await workspace.as('net-admin').press('#net-ops', approval.ts, 'Approve');
    await workspace.waitFor((w) => w.ephemerals('net-admin').some(({ text }) => text.includes('frozen')));
    await workspace.as('net-admin').slash('#net-ops', '/roundtrip unfreeze it is over');
    await said('net-admin ended the freeze: it is over');
    await workspace.as('net-admin').press('#net-ops', approval.ts, 'Approve');
    await workspace.waitFor((w) =>
      wordsOf(w.messages(bench.channel.id).find((each) => each.ts === approval.ts)).includes('Approved.'),
    );

    const by = `slack:${id(workspace.users, 'net-admin')}`;
    expect((await store.events.read('T0000000000')).map(({ event }) => event)).toMatchObject([
      { kind: 'frozen', by, name: 'net-admin', reason: 'quarter end <!channel>' },
      { kind: 'unfrozen', by, reason: 'it is over' },
    ]);
    const approved = (await store.events.read(triage)).find(({ event }) => event.kind === 'approved');
    expect(approved?.event).toMatchObject({ by, name: 'net-admin' });
  });

  test('a ticket and the name of the host are asked for in a dialog, which stays until both are right', async () => {
    bench = await startBench(store, {
      yaml: (users) =>
        `approval: { approvers: [${id(users, 'net-admin')}], mistapGuard: true }\nchange: { ticket: { required: true, pattern: 'CHG\\d+' } }\n`,
    });
    await bench.startBot();
    const triage = await diagnosed(strictRpFilter());
    await bench.workspace.as('on-call').press('#net-ops', bench.thread()[0]?.ts ?? '', POLICY);
    const asked = await bench.workspace.waitFor(() => bench.directMessages('net-admin')[0]);
    const admin = bench.workspace.as('net-admin');
    const approvals = async () =>
      (await store.events.read(triage)).flatMap(({ event }) => (event.kind === 'approved' ? [event] : []));

    await admin.press(asked.channel, asked.ts, 'Approve …');
    await bench.workspace.waitFor(() => admin.view());
    const outcomes = [
      await admin.submitView({ 'approval-host': 'server-c', 'approval-ticket': 'CHG0042' }),
      await admin.submitView({ 'approval-host': 'server-b', 'approval-ticket': 'see CHG0042' }),
    ];
    expect(await approvals()).toEqual([]);
    await admin.submitView({ 'approval-host': 'server-b', 'approval-ticket': 'CHG0042' });

    expect(outcomes).toMatchObject([
      { outcome: 'errors', errors: { 'approval-host': expect.stringContaining('server-b') } },
      { outcome: 'errors', errors: { 'approval-ticket': expect.stringContaining('CHG') } },
    ]);
    expect(await approvals()).toMatchObject([{ ticket: 'CHG0042', hostTyped: true }]);
    await bench.workspace.waitFor(() => wordsOf(bench.thread()[1]).includes('ticket CHG0042'));
    const [report] = [writeReport(await store.events.read(triage))];
    expect(report).toContain('ticket CHG0042');
  });

  test.each([
    ['at once', 'exit 0', 'exit 1'],
    ['later than Slack waits', 'sleep 3.2', 'sleep 3.2; exit 1'],
  ])(
    'a policy program that answers %s decides, and its words are told to the approver alone',
    async (_when, yes, no) => {
      const folder = mkdtempSync(join(tmpdir(), 'roundtrip-answer-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const answer = join(folder, 'answer');
      writeFileSync(answer, `echo not in the window >&2; ${no}`);
      bench = await startBench(store, {
        yaml: (users) =>
          `approval: { approvers: [${id(users, 'net-admin')}] }\npolicy: { check: [sh, ${answer}] }\n`,
      });
      await bench.startBot();
      const triage = await diagnosed(strictRpFilter());
      await bench.workspace.as('on-call').press('#net-ops', bench.thread()[0]?.ts ?? '', POLICY);
      const approval = await bench.workspace.waitFor(() => bench.thread()[1]);
      const admin = bench.workspace.as('net-admin');
      const kinds = async () => (await store.events.read(triage)).map(({ event }) => event.kind);

      await admin.press('#net-ops', approval.ts, 'Approve');
      await bench.workspace.waitFor((w) =>
        w.ephemerals('net-admin').some(({ text }) => text.includes('status 1: not in the window')),
      );
      expect((await kinds()).at(-1)).toBe('approval-refused');
      writeFileSync(answer, yes);
      await admin.press('#net-ops', approval.ts, 'Approve');
      await bench.workspace.waitFor(async () => (await kinds()).at(-1) === 'approved');

      expect(wordsOf(bench.thread()[1])).not.toContain('not in the window');
    },
  );

  test('where the host verifies approvals, an approver signs what the dialog shows and pastes the signature', async () => {
    bench = await startBench(store, {
      yaml: (users) => `approval: { approvers: [${id(users, 'net-admin')}], hostVerified: true }\n`,
    });
    await bench.startBot();
    const triage = await diagnosed(strictRpFilter());
    await bench.workspace.as('on-call').press('#net-ops', bench.thread()[0]?.ts ?? '', POLICY);
    const asked = await bench.workspace.waitFor(() => bench.directMessages('net-admin')[0]);
    const admin = bench.workspace.as('net-admin');
    const SIGN = 'Sign and approve …';

    await admin.press(asked.channel, asked.ts, SIGN);
    const dialog = JSON.stringify(await bench.workspace.waitFor(() => admin.view()));
    const state = await stateOf(bench, triage);
    if (!state?.change) throw new Error('nothing waits for approval');
    const { plan } = state.change;
    const text = approvalText({ host: 'server-b', triage: state.id, plan, expires: expiryOf(state.change) });
    const armored = signedWithNewKey(text);
    const wrong = await admin.submitView({ signature: 'yes' });
    await admin.submitView({ signature: armored });

    expect(buttonsOf(asked)).toEqual([SIGN, 'Reject …']);
    expect(dialog).toContain('ssh-keygen -Y sign -n roundtrip');
    for (const line of text.trim().split('\n')) expect(dialog).toContain(line);
    expect(JSON.stringify(wrong)).toContain('not a signature of ssh-keygen');
    const approved = await bench.workspace.waitFor(async () =>
      (await store.events.read(triage)).find(({ event }) => event.kind === 'approved'),
    );
    expect(approved?.event).toMatchObject({ signature: signatureBody(armored) });
  });

  test('remedies that cannot be applied have a reason and no button', async () => {
    bench = await startBench(store);
    await bench.startBot();
    const [policy, loose] = strictRpFilter().remedies;
    if (!policy || !loose) throw new Error('the sample has two remedies');

    await diagnosed({
      ...strictRpFilter(),
      remedies: [
        { ...policy, refused: 'it would cut the SSH connection of the bot' },
        { ...loose, outcome: 'does-not-repair', because: 'the answer would still leave by eth0' },
      ],
    });

    const [verdict] = bench.thread();
    expect(buttonsOf(verdict)).toEqual(ALWAYS);
    expect(wordsOf(verdict)).toContain('Not offered: it would cut the SSH connection of the bot.');
    expect(wordsOf(verdict)).toContain('This does not fix it. The answer would still leave by eth0.');
  });

  test('observe only: the commands, and no button', async () => {
    bench = await startBench(store);
    await bench.startBot();
    await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-a eth1');
    const triage = await bench.newest();

    await bench.happen(triage, {
      kind: 'diagnosed',
      diagnosis: strictRpFilter(),
      final: true,
      transcripts: [],
    });

    const verdict = await bench.workspace.waitFor(() => bench.thread()[0]);
    expect(buttonsOf(verdict)).toEqual(ALWAYS);
    expect(wordsOf(verdict)).toContain('this host is only observed');
  });
});

describe('signed HTTP', () => {
  const url = (port: number) => `http://127.0.0.1:${port}/slack/events`;

  test('takes what Slack signed, and refuses what it did not', async () => {
    const port = 20_000 + (process.pid % 20_000);
    bench = await startBench(store, { workspace: { requestUrl: url(port) } });
    const bot = await bench.startBot({ http: { port, host: '127.0.0.1' } });
    expect(bot.port).toBe(port);
    expect(await bench.workspace.verifyUrl()).toBe(true);

    await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
    await bench.newest();
    expect(bench.cards()).toHaveLength(1);

    const body = new URLSearchParams({
      command: '/roundtrip',
      text: 'server-c eth1',
      user_id: id(bench.workspace.users, 'on-call'),
      channel_id: bench.channel.id,
      trigger_id: 'forged',
      team_id: bench.workspace.identity.teamId,
    }).toString();
    const now = Math.floor(Date.now() / 1000);
    const signed = (secret: string, at: number) => ({
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`,
    });
    const forged = await fetch(url(port), { method: 'POST', body, headers: signed('wrong', now) });
    const old = await fetch(url(port), {
      method: 'POST',
      body,
      headers: signed(bench.workspace.signingSecret, now - 600),
    });

    expect(forged.status).toBe(401);
    expect(old.status).toBe(401);
    expect(await requestsOf()).toBe(1);
  });
});
