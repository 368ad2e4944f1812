import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Said } from '../../src/analyzer/model/index.ts';
import type { Store } from '../../src/store/index.ts';
import type { TriageEvent } from '../../src/triage/index.ts';
import { words } from '../support/words.ts';
import { strictRpFilter } from './sample.ts';
import { type Bench, buttonsOf, id, sharedStore, startBench, wordsOf } from './support.ts';

/*
 * Hosts of teams: who is not of them is answered as though there were no such host, and Slack never gets what a team keeps in
 * its store.
 */

const data = sharedStore();
let store: Store;
let bench: Bench;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterEach(() => bench.stop());
afterAll(() => data.remove());

const GROUP = { id: 'S0456DEF', handle: 'dba', name: 'Databases', users: ['net-admin'] };

/** Hosts that `on-call` may not know of in #net-ops, each for another reason, and names that are none. */
const HIDDEN = ['db-1', 'db-17', 'vault-1', 'mine-1'];
const NOTHING = ['db_2x', 'zzz', 'wault-1', 'nothing-1'];

async function start(more = ''): Promise<void> {
  bench = await startBench(store, {
    workspace: { usergroups: [GROUP] },
    yaml: (users, channels) =>
      [
        '  db-1: { group: db }',
        '  "db-1*": { group: db }',
        '  vault-1: { group: vault }',
        '  mine-1: { group: mine }',
        '  bastion: { group: vault }',
        'access:',
        '  groups:',
        `    db: { channels: [${channels['net-ops']?.id}], askers: [S0456DEF], probeFrom: [bastion] }`,
        '    vault: { channels: [C0VAULT] }',
        `    mine: { askers: [${id(users, 'visitor')}], evidence: store }`,
        more,
        `approval: { approvers: [${id(users, 'net-admin')}] }`,
        '',
      ].join('\n'),
  });
  await bench.startBot();
}

/** What that person alone was told. */
async function answerTo(user: string, text: string, how: 'slash' | 'say' = 'slash'): Promise<string> {
  const before = bench.workspace.ephemerals(user).length;
  if (how === 'slash') await bench.workspace.as(user).slash('#net-ops', `/roundtrip ${text}`);
  else bench.workspace.as(user).say('#net-ops', `@roundtrip ${text}`);
  return bench.workspace.waitFor((w) => w.ephemerals(user)[before]?.text);
}

async function diagnosed(user: string, text: string): Promise<string> {
  const before = bench.cards().length;
  await bench.workspace.as(user).slash('#net-ops', `/roundtrip ${text}`);
  await bench.workspace.waitFor(() => bench.cards().length > before);
  const triage = await bench.newest();
  const transcripts = [{ host: 'db-1', text: 'CANARY-TRANSCRIPT' }];
  await bench.happen(triage, { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts });
  await bench.workspace.waitFor(() => bench.thread()[0]);
  return triage;
}

const asked = () => bench.cards().length;

describe('who is not of the team', () => {
  const WAYS: Record<string, (name: string) => string> = {
    'asks about it': (name) => `${name} eth1`,
    'asks for a probe from it': (name) => `server-b eth1 from ${name}`,
    'asks about it with a port': (name) => `${name} eth1 port 443`,
    'asks about it from an address': (name) => `${name} eth1 from 172.16.0.4`,
  };

  test.each(['slash', 'say'] as const)('is told by %s what would be told of no host at all', async (how) => {
    await start();
    for (const way of Object.values(WAYS)) {
      const told: string[] = [];
      for (const name of [...HIDDEN, ...NOTHING])
        told.push((await answerTo('on-call', way(name), how)).replaceAll(name, 'NAME'));
      expect(new Set(told)).toEqual(
        new Set([
          '`NAME` is not a host that you can ask about here. If it should be one, ask whoever runs Roundtrip.',
        ]),
      );
    }
    expect(asked()).toBe(0);
  });

  test('is offered no name of its hosts, however near', async () => {
    await start();
    expect(await answerTo('on-call', 'db-11 eth1')).not.toContain('Did you mean');
    expect(await answerTo('on-call', 'vault-2 eth1')).not.toContain('Did you mean');
    expect(await answerTo('net-admin', 'db1 eth1')).toContain('Did you mean `db-1`');
  });

  test('cannot press what stands in the channel, and is told alone', async () => {
    await start();
    const triage = await diagnosed('net-admin', 'db-1 eth1');
    const [verdict] = bench.thread();
    const before = (await store.events.read(triage)).length;

    for (const button of buttonsOf(verdict)) {
      const said = bench.workspace.ephemerals('on-call').length;
      await bench.workspace.as('on-call').press('#net-ops', verdict?.ts ?? '', button);
      const { text } = await bench.workspace.waitFor((w) => w.ephemerals('on-call')[said]);
      expect(text).toBe(
        '`db-1` is not a host that you can ask about here. If it should be one, ask whoever runs Roundtrip.',
      );
    }

    expect(buttonsOf(verdict)).toContain('Full output');
    expect(await store.events.read(triage)).toHaveLength(before);
    expect(bench.directMessages('on-call')).toEqual([]);
  });

  test('may paste a console of it: nothing is looked at for that', async () => {
    await start();
    const console =
      '[root@db-1 ~]# ping -c 2 172.16.5.4\n2 packets transmitted, 0 received, 100% packet loss';
    bench.workspace.as('on-call').say('#net-ops', `@roundtrip db-1 eth1\n\`\`\`\n${console}\n\`\`\``);
    bench.workspace.as('on-call').say('#net-ops', `@roundtrip nothing-1 eth1\n\`\`\`\n${console}\n\`\`\``);
    await bench.workspace.waitFor(
      () => bench.workspace.messages(bench.channel.id).filter(({ botId }) => botId !== undefined).length >= 2,
    );
    const shown = bench.workspace.messages(bench.channel.id).filter(({ botId }) => botId !== undefined);
    const [one, other] = shown.map((each) =>
      wordsOf(each).replace(/"block_id":"[^"]*"|T[0-9A-Z]{10}|<!date[^>]*>/g, ''),
    );
    expect(one).toBe(other);
  });
});

describe('the team', () => {
  test('asks, and its first prober sends the probe though others may not know of that one', async () => {
    await start();
    const triage = await diagnosed('net-admin', 'db-1 eth1');
    const [first] = await store.events.read(triage);
    expect(first?.event).toMatchObject({
      request: { host: 'db-1', from: { kind: 'host', host: 'bastion' } },
    });
  });

  test('has probes sent by its probers alone', async () => {
    await start();
    const told = await answerTo('net-admin', 'db-1 eth1 from server-a');
    const ofNone = await answerTo('net-admin', 'db-1 eth1 from nothing-1');
    expect(told).toBe('Probes to `db-1` are sent from `bastion` alone.');
    expect(ofNone).toBe(told);
    expect(asked()).toBe(0);
  });

  test('whose members cannot be read has none', async () => {
    await start();
    bench.workspace.failNext('usergroups.users.list', { kind: 'error', error: 'plan_upgrade_required' });
    expect(await answerTo('net-admin', 'db-1 eth1')).toContain('is not a host that you can ask about here');
    expect(asked()).toBe(0);
  });

  test('asks in its channel alone, and that channel alone is none for other hosts', async () => {
    bench = await startBench(store, {
      yaml: (_users, channels) =>
        `  db-1: { group: db }\naccess: { channels: [C0ELSEWHERE], groups: { db: { channels: [${channels['net-ops']?.id}] } } }\n`,
    });
    await bench.startBot();
    expect(await answerTo('on-call', 'server-b eth1')).toContain('is not a host that you can ask about here');
    await diagnosed('on-call', 'db-1 eth1');
    expect(asked()).toBe(1);
  });
});

describe('evidence that stays in the store', () => {
  /** What only the host could tell, in the sample: rulesets, routes, packets, commands, files. */
  const TOLD_BY_HOST = [
    ...['8201', 'rp_filter=', 'tcpdump', 'echo request', 'ip -4', 'route add', 'via 172.16', '/etc/'],
    ...['CANARY-TRANSCRIPT', 'is up and has', 'requests reach', 'sysctl', '172.16.5.1', 'lookup'],
  ];

  /** Everything that Slack was sent. */
  const sent = () =>
    JSON.stringify(bench.workspace.calls.filter(({ method }) => !method.startsWith('users.')));

  test('is in no message, dialog or file from the question to the undo; the verdict and the ID are', async () => {
    await start();
    const triage = await diagnosed('visitor', 'mine-1 eth1');
    const [verdict] = bench.thread();
    const POLICY = "Send eth1's replies out eth1 (recommended)";
    expect(buttonsOf(verdict)).toEqual([
      POLICY,
      'Let eth1 accept asymmetric traffic',
      'Look again',
      'Right',
      'Wrong …',
    ]);
    await bench.workspace.as('visitor').press('#net-ops', verdict?.ts ?? '', POLICY);
    const ask = await bench.workspace.waitFor(() => bench.directMessages('net-admin')[0]);
    await bench.workspace.as('net-admin').press(ask.channel, ask.ts, 'Approve');
    const plan = strictRpFilter().remedies[0]?.plan?.hash ?? '';
    await bench.workspace.waitFor(() => wordsOf(bench.thread()[1]).includes('Approved.'));
    const detail = 'lookup 8201 via 172.16.5.1';
    await bench.happen(
      triage,
      { kind: 'progress', said: words(`waiting for ${detail}`) },
      { kind: 'apply-started', planHash: plan, attempt: 1 },
      { kind: 'undo-armed', seconds: 60, method: 'systemd-run' },
      { kind: 'applied', transcript: detail },
      { kind: 'verified', ok: true, how: 'probe', said: words(detail) },
      { kind: 'committed', said: words(detail) },
    );
    await bench.workspace.waitFor(() => wordsOf(bench.cards()[0]).includes('Fixed'));
    await bench.happen(triage, { kind: 'undo-failed', said: words(detail) });
    await bench.happen(triage, { kind: 'undone', by: 'slack:U0ADMIN', said: words(detail) });
    await bench.workspace.waitFor(() => wordsOf(bench.cards()[0]).includes('Undone'));

    expect(TOLD_BY_HOST.filter((text) => sent().includes(text))).toEqual([]);
    for (const text of [
      triage,
      'strict rp_filter, because the way back',
      'audit report',
      '3 commands and 1 file',
    ])
      expect(sent()).toContain(text);
  });

  test('why nothing was changed is told, as far as our own rules say so', async () => {
    await start();
    const triage = await diagnosed('visitor', 'mine-1 eth1');
    const refused = (because: Said): TriageEvent => ({
      kind: 'apply-refused',
      said: { key: 'outcome.unchanged', because },
    });
    const unknown = { code: 'host-unknown', facts: { host: 'mine-1', known: ['db-1'] } };
    await bench.happen(triage, refused({ key: 'reason.failure', failure: unknown }));
    await bench.workspace.waitFor(() => wordsOf(bench.cards()[0]).includes('not in the inventory'));
    // What a policy program prints may be the plan that it was given.
    const run = { how: 'ended', status: 1, said: 'no lookup 8201 here' };
    await bench.happen(triage, refused({ key: 'reason.policy', run }));
    await bench.workspace.waitFor(() => wordsOf(bench.cards()[0]).includes('audit report'));
    await bench.happen(triage, refused({ key: 'reason.host-said', host: 'mine-1', said: 'lookup 8201' }));
    await bench.workspace.waitFor(() => wordsOf(bench.cards()[0]).includes('audit report'));

    expect(sent()).toContain('Nothing was changed: mine-1 is not in the inventory');
    expect(TOLD_BY_HOST.filter((text) => sent().includes(text))).toEqual([]);
  });

  test('the same, told to a thread, is all there: the words are those that would be found', async () => {
    await start();
    const triage = await diagnosed('net-admin', 'server-b eth1');
    expect(wordsOf(bench.thread()[0])).toContain('lookup 8201');
    expect(TOLD_BY_HOST.filter((text) => sent().includes(text)).length).toBeGreaterThan(8);
    expect(triage).toMatch(/^T/);
  });
});
