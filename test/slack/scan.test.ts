import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { WorkspaceOptions } from '../../packages/local-slack/src/index.ts';
import { examineHost } from '../../src/analyzer/index.ts';
import { scanAsked } from '../../src/slack/listeners/scan.ts';
import { plainerForms } from '../../src/slack/plainer.ts';
import { scanMessages } from '../../src/slack/views/scan.ts';
import type { Store } from '../../src/store/index.ts';
import { foldScan, newTriageId, type ScannedHost } from '../../src/triage/index.ts';
import { recorded } from '../analyzer/recorded.ts';
import { until } from '../store/support.ts';
import { type Bench, buttonsOf, id, sharedStore, startBench, stateOf, wordsOf } from './support.ts';

const data = sharedStore();
let store: Store;
let bench: Bench;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterEach(() => bench?.stop());
afterAll(() => data.remove());

const { observation } = recorded('strict-seed');

/** What the host of the article comes to. */
function seed(host: string): ScannedHost {
  return { kind: 'read', host, finding: examineHost({ host, observation }) };
}

/** The same where nothing is stopped. */
function quiet(host: string): ScannedHost {
  const finding = examineHost({ host, observation });
  const interfaces = finding.interfaces.filter(({ status }) => status !== 'stopped');
  return { kind: 'read', host, finding: { ...finding, interfaces } };
}

const unread = (host: string): ScannedHost => ({
  kind: 'failed',
  host,
  failure: { code: 'host-overloaded', facts: { host } },
});

async function start(
  more = '',
  hosts: readonly string[] = [],
  usergroups?: WorkspaceOptions['usergroups'],
): Promise<void> {
  bench = await startBench(store, {
    ...(usergroups === undefined ? {} : { workspace: { usergroups } }),
    yaml: (users) =>
      [
        ...hosts.map((each) => `  ${each}`),
        more,
        `approval: { approvers: [${id(users, 'net-admin')}] }`,
        '',
      ].join('\n'),
  });
  await bench.startBot();
}

const ask = (text: string, user = 'on-call') =>
  bench.workspace.as(user).slash('#net-ops', `/roundtrip ${text}`);

async function askedFor(text: string): Promise<string> {
  await ask(text);
  return bench.newest();
}

const hostsOf = async (scan: string) => foldScan(await store.events.read(scan))?.hosts;
/** The rows of the newest thread's table, its titles first. */
function tableShown(): string[][] {
  const block = bench
    .thread()
    .flatMap((message) => message.blocks ?? [])
    .find((each) => (each as { type: string }).type === 'table') as
    | { rows: { text: string }[][] }
    | undefined;
  return block?.rows.map((row) => row.map(({ text }) => text)) ?? [];
}

describe('somebody scans', () => {
  test('a whole host by its name: a line in the channel, and the table in its thread, the worst first', async () => {
    await start();
    const scan = await askedFor('server-b');

    expect(await hostsOf(scan)).toEqual(['server-b']);
    await bench.happen(scan, { kind: 'hosts-scanned', results: [seed('server-b')] }, { kind: 'scan-ended' });
    await bench.workspace.waitFor(() => tableShown().length > 4);

    expect(wordsOf(bench.cards().at(-1))).toContain('3 addresses on 1 host would not be answered');
    expect(bench.cards()).toHaveLength(1);
    const [titles, ...rows] = tableShown();
    expect(titles).toEqual(['Host', 'Interface', 'Address', 'Status', 'Why']);
    expect(rows.map((row) => row.slice(0, 4).join(' '))).toEqual([
      'server-b eth1 172.16.5.4 stopped',
      'server-b eth2 172.16.6.4 stopped',
      'server-b eth3 172.16.7.4 stopped',
      expect.stringMatching(/^server-b eth0 172\.16\.4\.2 /),
    ]);
  });

  test('a group, and sees how far it is; a host that cannot be read is a row', async () => {
    await start('', ['web-1: { group: web }', 'web-2: { group: web }']);
    const scan = await askedFor('scan web');

    expect(await hostsOf(scan)).toEqual(['web-1', 'web-2']);
    await bench.happen(scan, { kind: 'hosts-scanned', results: [quiet('web-1')] });
    await bench.workspace.waitFor(() => wordsOf(bench.cards().at(-1)).includes('1 of 2 hosts read'));
    await bench.happen(scan, { kind: 'hosts-scanned', results: [unread('web-2')] }, { kind: 'scan-ended' });
    await bench.workspace.waitFor(() => tableShown().length > 1);

    expect(wordsOf(bench.cards().at(-1))).toContain('1 of 2 hosts could not be read');
    expect(tableShown()[1]?.slice(0, 4)).toEqual(['web-2', '–', '–', 'not read']);
  });

  test('in Japanese', async () => {
    await start('language: ja');
    const scan = await askedFor('scan server-b');
    await bench.happen(scan, { kind: 'hosts-scanned', results: [seed('server-b')] }, { kind: 'scan-ended' });
    await bench.workspace.waitFor(() => tableShown().length > 4);

    expect(wordsOf(bench.cards().at(-1))).toContain('応答しません');
    expect(tableShown()[1]?.[3]).toBe('応答なし');
  });
});

describe('what was found', () => {
  /** The host of the article, with that of the address that is not stopped. */
  function seedWith(host: string, status: 'unknown' | 'nothing-found'): ScannedHost {
    const result = seed(host);
    if (result.kind !== 'read') return result;
    const interfaces = result.finding.interfaces.map((one) =>
      one.status === 'stopped' ? one : { ...one, status },
    );
    return { ...result, finding: { ...result.finding, interfaces } };
  }

  async function found(scan: string, ...results: ScannedHost[]): Promise<void> {
    await bench.happen(scan, { kind: 'hosts-scanned', results }, { kind: 'scan-ended' });
    await bench.workspace.waitFor(() => tableShown().length > 1);
  }

  const table = () => bench.thread().at(-1);
  const press = (text: string) => bench.workspace.as('on-call').press('#net-ops', table()?.ts ?? '', text);

  test('has a button for every interface that is stopped or not known, and none for others', async () => {
    await start();
    const results = [seedWith('server-b', 'nothing-found'), seedWith('server-c', 'unknown')];
    await found(await askedFor('scan server-b server-c'), ...results);

    expect(buttonsOf(table())).toEqual([
      'Check server-b eth1',
      'Check server-b eth2',
      'Check server-b eth3',
      'Check server-c eth1',
      'Check server-c eth2',
      'Check server-c eth3',
      'Check server-c eth0',
    ]);
  });

  test('is checked by a press, as if it had been typed, and again by another press', async () => {
    await start();
    const scan = await askedFor('server-b');
    await found(scan, seed('server-b'));

    await press('Check server-b eth2');
    const first = await until(async () => ((await bench.newest()) === scan ? undefined : bench.newest()));
    await press('Check server-b eth2');
    const second = await until(async () => ((await bench.newest()) === first ? undefined : bench.newest()));

    for (const triage of [first, second])
      expect(await stateOf(bench, triage)).toMatchObject({
        request: { host: 'server-b', interface: 'eth2', protocol: 'icmp' },
        origin: { kind: 'slack', channel: bench.channel.id },
      });
  });

  test('of many has buttons for the worst ten, and the form for the rest', async () => {
    await start();
    await found(
      await askedFor('scan all'),
      ...['server-a', 'server-b', 'server-c'].map(seed),
      seed('server-d'),
    );

    const buttons = buttonsOf(table());
    await press('Check another …');

    expect(buttons).toHaveLength(11);
    expect(bench.workspace.as('on-call').view()).toMatchObject({ content: { callback_id: 'check-form' } });
  });

  test('in Slack has no button where it stays in the store', async () => {
    await start('access: { groups: { mine: { evidence: store } } }', ['mine-1: { group: mine }']);
    await found(await askedFor('scan mine-1'), seedWith('mine-1', 'unknown'));

    expect(buttonsOf(table())).toEqual([]);
  });
});

describe('what a team keeps to itself', () => {
  const HIDDEN = [
    'vault-1: { group: vault }',
    'mine-1: { group: mine }',
    'access: { groups: { vault: { channels: [C0VAULT] }, mine: { evidence: store } } }',
  ];
  const startTeams = () => start(HIDDEN[2], HIDDEN.slice(0, 2));

  test('is left out of a scan of all hosts, and there is no such group for others', async () => {
    await startTeams();
    const before = bench.workspace.ephemerals('on-call').length;
    await ask('scan vault');
    const told = await bench.workspace.waitFor((w) => w.ephemerals('on-call')[before]?.text);
    await ask('scan nothing-of-that-name');
    const unknown = await bench.workspace.waitFor((w) => w.ephemerals('on-call')[before + 1]?.text);

    const scan = await askedFor('scan all');

    expect(told.replaceAll('vault', 'X')).toBe(unknown.replaceAll('nothing-of-that-name', 'X'));
    expect(await hostsOf(scan)).toEqual(['server-a', 'server-b', 'server-c', 'mine-1']);
  });

  test('stays in the store: Slack gets the host and how many are stopped', async () => {
    await startTeams();
    const scan = await askedFor('scan mine-1');
    await bench.happen(scan, { kind: 'hosts-scanned', results: [seed('mine-1')] }, { kind: 'scan-ended' });
    await bench.workspace.waitFor(() => tableShown().length > 1);

    expect(tableShown()).toHaveLength(2);
    expect(tableShown()[1]?.join(' ')).toContain('3 stopped');
    const said = bench.workspace.calls.map(({ args }) => JSON.stringify(args)).join('\n');
    expect(said).not.toMatch(/172\.16\.|eth1|rp_filter/);
  });
});

test('five hundred stopped addresses with hostile names keep the limits, and the rest is counted', async () => {
  await start();
  const scan = await askedFor('scan all');
  const results = Array.from({ length: 125 }, (_, index) => {
    const result = seed('server-b');
    const host = `<!channel>*${index}*${'x'.repeat(60)}`;
    return { ...result, host, ...(result.kind === 'read' ? { finding: { ...result.finding, host } } : {}) };
  });
  await bench.happen(scan, { kind: 'hosts-scanned', results }, { kind: 'scan-ended' });
  await bench.workspace.waitFor(() => tableShown().length > 10);

  expect(tableShown().length).toBeLessThanOrEqual(100);
  expect(wordsOf(bench.thread().at(-1))).toMatch(/more rows/);
});

describe('hosts that a pattern of the inventory takes in', () => {
  const PATTERNS = ['"web-*": { group: web }', '"vault-*": { group: vault }', '"mail-*": { group: web }'];
  let ssh: string;
  beforeAll(() => {
    ssh = mkdtempSync(join(tmpdir(), 'roundtrip-scan-'));
    writeFileSync(
      join(ssh, 'config'),
      'Host web-1 web-2\nHost vault-1\nHost elsewhere-1\nHost web-*\n  User root\n',
    );
  });
  afterAll(() => rmSync(ssh, { recursive: true }));
  const startPatterns = () =>
    start(
      [
        `ssh: { config: ${join(ssh, 'config')} }`,
        'access: { groups: { vault: { askers: [S0VAULT] }, web: { askers: [S0WEB] } } }',
      ].join('\n'),
      PATTERNS,
      [
        { id: 'S0VAULT', handle: 'vault', name: 'Vault', users: ['net-admin'] },
        { id: 'S0WEB', handle: 'web', name: 'Web', users: ['on-call'] },
      ],
    );

  test('are scanned with their group, by somebody of that group, as the ssh configuration names them', async () => {
    await startPatterns();

    const scan = await askedFor('scan web');

    expect(await hostsOf(scan)).toEqual(['web-1', 'web-2']);
  });

  test('are scanned with all, as far as whoever asks may know of them', async () => {
    await startPatterns();

    const theirs = await askedFor('scan all');
    await ask('scan all', 'net-admin');
    const others = await until(async () => ((await bench.newest()) === theirs ? undefined : bench.newest()));

    expect(await hostsOf(theirs)).toEqual(['server-a', 'server-b', 'server-c', 'web-1', 'web-2']);
    expect(await hostsOf(others)).toEqual(['server-a', 'server-b', 'server-c', 'vault-1']);
  });

  test.each(['scan vault', 'scan vault-1', 'vault-1'])('are not there for others: %s', async (text) => {
    await startPatterns();
    const before = bench.workspace.ephemerals('on-call').length;

    await ask(text);
    const told = await bench.workspace.waitFor((w) => w.ephemerals('on-call')[before]?.text);

    expect(told).toMatch(/^`vault(-1)?` is not a host that you can ask about here/);
    expect(told).not.toContain('web');
  });

  test('are looked at whole by their name alone, which no other word is', async () => {
    await start('', ['"*": { group: any }']);

    expect(await hostsOf(await askedFor('build-7'))).toEqual(['build-7']);
    for (const word of ['help', 'eth1', '42', 'please'])
      expect(scanAsked(word, bench.config), word).toBeUndefined();
  });
});

describe('a scheduled scan', () => {
  test('tells a channel nothing of hosts that not everybody there may know of', async () => {
    await start('access: { groups: { vault: { channels: [C0VAULT] }, mine: { askers: [S0456DEF] } } }', [
      'vault-1: { group: vault }',
      'mine-1: { group: mine }',
    ]);
    await scheduled([seed('vault-1'), seed('mine-1'), unread('server-b')]);
    await bench.workspace.waitFor(() => tableShown().length > 1);

    expect(
      tableShown()
        .slice(1)
        .map(([host]) => host),
    ).toEqual(['server-b']);
    expect(JSON.stringify(bench.workspace.calls)).not.toMatch(/vault-1|mine-1/);
  });

  /** One scan of the schedule, done. */
  async function scheduled(results: ScannedHost[], before?: string): Promise<string> {
    const scan = newTriageId();
    await bench.happen(
      scan,
      {
        kind: 'scan-requested',
        by: 'system',
        origin: { kind: 'slack', channel: bench.channel.id },
        words: 'web',
        hosts: results.map(({ host }) => host),
        schedule: before === undefined ? {} : { before },
      },
      { kind: 'hosts-scanned', results },
      { kind: 'scan-ended' },
    );
    return scan;
  }

  test('tells only what has changed, and nothing where nothing has', async () => {
    await start();
    const first = await scheduled([quiet('server-b'), quiet('server-c')]);
    const second = await scheduled([quiet('server-b'), quiet('server-c')], first);
    const third = await scheduled([seed('server-b'), unread('server-c')], second);
    await bench.workspace.waitFor(() => tableShown().length > 1);
    const fourth = await scheduled([seed('server-b'), quiet('server-c')], third);
    await bench.workspace.waitFor(() => bench.cards().length > 1 && tableShown().length > 1);

    expect(bench.cards()).toHaveLength(2);
    expect(wordsOf(bench.cards()[0])).toContain('4 changes since the last scheduled scan');
    expect(tableShown().slice(1)).toEqual([['server-c', '–', '–', 'read again', ' ']]);
    expect(await hostsOf(fourth)).toHaveLength(2);
  });
});

test('a workspace that takes no table gets the rows as text', () => {
  const events = [
    {
      kind: 'scan-requested',
      ...{ by: 'slack:U0ASKER', origin: { kind: 'slack', channel: 'C0' }, words: 'web', hosts: ['server-b'] },
    },
    { kind: 'hosts-scanned', results: [seed('server-b')] },
    { kind: 'scan-ended' },
  ].map((event, index) => ({
    triage: 'T0123456789',
    sequence: index + 1,
    at: '2026-11-27T00:00:00Z',
    event,
  }));
  const state = foldScan(events as unknown as Parameters<typeof foldScan>[0]);
  if (!state) throw new Error('that is no scan');
  const [, table] = scanMessages(state, { language: 'en', isWithheld: () => false });

  const plain = plainerForms(table ?? { text: '', blocks: [] });

  const texts = plain.map(({ blocks }) => JSON.stringify(blocks));
  expect(texts.some((text) => !text.includes('"table"') && text.includes('172.16.5.4'))).toBe(true);
});
