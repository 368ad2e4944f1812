import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { manifestOptions } from '../../packages/local-slack/src/index.ts';
import type { Store } from '../../src/store/index.ts';
import type { Actor } from '../../src/triage/index.ts';
import { root } from '../cli/run-roundtrip.ts';
import { until } from '../store/support.ts';
import { words } from '../support/words.ts';
import { strictRpFilter } from './sample.ts';
import { type Bench, id, sharedStore, startBench, stateOf, wordsOf } from './support.ts';

const data = sharedStore();
let store: Store;
let bench: Bench;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterEach(() => bench.stop());
afterAll(() => data.remove());

/** What is listed is of the whole store: each test has hosts of its own, and sees no others. */
let tests = 0;
const host = (letter: string) => `host-${letter}${tests}`;
/** As in the first test. */
const plain = (text: string) => text.replaceAll(new RegExp(`(host-[a-z]+)${tests}\\b`, 'g'), '$1');

type Options = NonNullable<Parameters<typeof startBench>[1]>;
const PLAN = strictRpFilter().remedies[0]?.plan?.hash ?? '';

async function open(yaml?: Options['yaml'], workspace: Options['workspace'] = {}): Promise<void> {
  tests += 1;
  const options = { ...(await manifestOptions(join(root, 'manifest.yml'))), ...workspace };
  const hosts = ['a', 'b', 'c'].map((letter) => `  ${host(letter)}: {}\n`).join('');
  const rest: Options['yaml'] = (users, channels) =>
    yaml?.(users, channels) ?? `approval: { approvers: [${id(users, 'net-admin')}] }\n`;
  const all: Options['yaml'] = (users, channels) => `${hosts}${rest(users, channels)}`;
  bench = await startBench(store, { workspace: options, yaml: all });
  await bench.startBot();
}

function actor(name: string): Actor {
  return `slack:${id(bench.workspace.users, name)}`;
}

/** A triage in the channel, asked by on-call, with its verdict where one is wanted. */
async function triageOf(
  name: string,
  device = 'eth1',
  found = true,
  sample = strictRpFilter(),
): Promise<string> {
  const origin = { kind: 'slack', channel: bench.channel.id } as const;
  const request = { host: name, interface: device, protocol: 'icmp' } as const;
  const { id: triage } = await bench.triages.request(request, actor('on-call'), origin);
  if (found) {
    const diagnosis = { ...sample, host: name };
    await bench.happen(triage, { kind: 'diagnosed', diagnosis, final: true, transcripts: [] });
  }
  return triage;
}

async function awaiting(name = host('b'), sample = strictRpFilter()): Promise<string> {
  const triage = await triageOf(name, 'eth1', true, sample);
  await bench.triages.chooseRemedy(triage, actor('on-call'), 'policy-routing', PLAN);
  return triage;
}

async function fixed(name = host('b')): Promise<string> {
  const triage = await awaiting(name);
  await bench.triages.approve(triage, actor('net-admin'), PLAN);
  await bench.happen(
    triage,
    { kind: 'apply-started', planHash: PLAN, attempt: 1 },
    { kind: 'applied', transcript: '' },
    { kind: 'committed', said: words('it is answered') },
  );
  return triage;
}

/** What a command answers, as its words. */
async function answerTo(command: string, user = 'on-call', channel = '#net-ops'): Promise<string> {
  const before = bench.workspace.ephemerals(user).length;
  await bench.workspace.as(user).slash(channel, command);
  const told = await bench.workspace.waitFor((w) => w.ephemerals(user)[before]);
  return plain(`${told.text} ${wordsOf(told)}`);
}

/** A person's Home tab, once it says that. */
async function homeOf(user: string, says: string | RegExp): Promise<string> {
  const shown = () => plain(JSON.stringify(bench.workspace.as(user).home()?.content ?? {}));
  return bench.workspace.waitFor(() => (shown().match(says) ? shown() : undefined));
}

describe('/roundtrip list', () => {
  test('lists the newest checks with their threads', async () => {
    await open();
    expect(await answerTo('/roundtrip list')).toContain('Nothing was checked here yet');
    await fixed(host('c'));
    await triageOf(host('b'));
    await bench.workspace.waitFor(() => bench.cards().length === 2);

    const list = await answerTo('/roundtrip list');

    expect(list).toMatch(/🔴 \*eth1\* of \*host-b\*: server-b drops.*✅ \*eth1\* of \*host-c\*/s);
    expect(list).toMatch(/fixed · on-call/i);
    await until(async () => (await answerTo('/roundtrip list')).includes('|Thread>') || undefined);
  });

  test('shows in a channel what may be asked about there', async () => {
    await open((users, channels) =>
      [
        `  ${host('db')}: { group: db }`,
        `access: { groups: { db: { channels: [${channels['random']?.id}] } } }`,
        `approval: { approvers: [${id(users, 'net-admin')}] }`,
        '',
      ].join('\n'),
    );
    await triageOf(host('db'));
    await triageOf(host('b'));

    expect(await answerTo('/roundtrip list')).not.toContain('host-db');
    expect(await answerTo('/roundtrip status')).not.toContain('host-db');
    // As of a host that there is not.
    expect(await answerTo(`/roundtrip status ${host('db')}`)).toMatch(
      /`host-db` is not a host that you can ask about here/,
    );
  });
});

describe('/roundtrip status', () => {
  test('tells what waits, what goes on, and which fixes stand', async () => {
    await open();
    expect(await answerTo('/roundtrip status')).toContain('nothing waits for approval');
    await fixed(host('c'));
    await awaiting(host('b'));
    await triageOf(host('a'), 'eth0', false);

    const status = await answerTo('/roundtrip status');

    expect(status).toMatch(/Waiting for approval\*.*\*host-b\*.*Under way\*.*\*host-a\*/s);
    expect(status).toMatch(
      /Fixes that stand\*.*Send eth1's replies out eth1 \(eth1 of host-c\).*Lost at reboot/s,
    );
    await bench.workspace.as('net-admin').slash('#net-ops', '/roundtrip freeze the storage is moved');
    expect(await answerTo('/roundtrip status')).toMatch(/frozen by .*: the storage is moved/);
    await bench.workspace.as('net-admin').slash('#net-ops', '/roundtrip unfreeze');
  });

  test('of a host tells of each of its interfaces once', async () => {
    await open();
    await triageOf(host('b'), 'eth1');
    await triageOf(host('b'), 'eth2');
    await triageOf(host('b'), 'eth1', false);

    const status = await answerTo(`/roundtrip status ${host('b')}`);

    expect(status.match(/\*eth1\* of \*host-b\*/g)).toHaveLength(1);
    expect(status).toContain('*eth2* of *host-b*');
    expect(await answerTo(`/roundtrip status ${host('c')}`)).toContain('host-c was not checked lately');
    expect(await answerTo(`/roundtrip status hots-b${tests}`)).toContain('Did you mean `host-b`');
  });

  test('by a mention, and in Japanese', async () => {
    await open(() => 'language: ja\n');
    await triageOf(host('b'));

    bench.workspace.as('on-call').say('#net-ops', '@roundtrip list');

    const told = await bench.workspace.waitFor((w) => w.ephemerals('on-call').at(-1));
    expect(wordsOf(told)).toMatch(/最近の確認.*host-b.*の.*eth1/s);
  });

  test('a host of such a name is asked about', async () => {
    await open(() => '  list: {}\n');
    await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip list');
    await bench.workspace.waitFor(() => wordsOf(bench.cards().at(-1)).includes('Scanning *list*'));
  });
});

describe('the Home tab', () => {
  test('shows what waits for whoever opens it, what goes on, fixes and hosts', async () => {
    await open();
    await fixed(host('c'));
    await awaiting(host('b'));
    await triageOf(host('a'), 'eth0', false);

    bench.workspace.as('net-admin').openHome();
    const home = await homeOf('net-admin', 'Hosts that you can ask about');

    expect(home).toMatch(/Waiting for you.*on-call asks to change host-b.*Approve ….*Reject …/is);
    expect(home).toMatch(
      /Under way.*host-a.*Fixes that stand.*host-c.*Undo.*Hosts.*host-a, host-b and host-c/s,
    );
    bench.workspace.as('on-call').openHome();
    expect(await homeOf('on-call', 'Hosts that you can ask about')).toMatch(
      /Nothing waits for you.*Under way.*host-b/s,
    );
  });

  test('is brought up to date when something of it changes, and not before it was opened', async () => {
    await open();
    await bench.startBot();
    bench.workspace.as('net-admin').openHome();
    await homeOf('net-admin', 'Nothing waits for you');

    const triage = await awaiting();

    await homeOf('net-admin', 'asks to change host-b');
    await bench.triages.reject(triage, actor('net-admin'), PLAN, undefined);
    await homeOf('net-admin', 'Nothing waits for you');
    expect(bench.workspace.as('visitor').home()).toBeUndefined();
  });

  test('approves in a dialog that shows the whole request, and what is to be checked', async () => {
    await open();
    const sample = strictRpFilter();
    const remedies = sample.remedies.map((remedy) => ({
      ...remedy,
      ...(remedy.gateway ? { gateway: { ...remedy.gateway, assumed: true } } : {}),
    }));
    const triage = await awaiting(host('b'), { ...sample, remedies });
    await bench.workspace.waitFor(() => bench.thread().length > 1);
    const approver = bench.workspace.as('net-admin');
    approver.openHome();
    await homeOf('net-admin', 'asks to change host-b');

    await approver.pressOnHome('home-approve:1');
    const view = await bench.workspace.waitFor(() => approver.view());
    const shown = JSON.stringify(view.content);
    await approver.submitView({});

    expect(shown).toMatch(/ip -4 rule add from 172.16.5.4.*ip -4 rule del from 172.16.5.4/s);
    expect(shown).toContain('Open the thread');
    expect(shown).toMatch(/Check this: gateway 172\.16\.5\.1/);
    expect(await until(async () => (await stateOf(bench, triage))?.status === 'approved' || undefined)).toBe(
      true,
    );
    await homeOf('net-admin', 'Nothing waits for you');
  });

  test('rejects with a reason', async () => {
    await open();
    const triage = await awaiting();
    const approver = bench.workspace.as('net-admin');
    approver.openHome();
    await homeOf('net-admin', 'asks to change host-b');

    await approver.pressOnHome('home-reject:1');
    await bench.workspace.waitFor(() => approver.view());
    await approver.submitView({ reason: 'not during the sale' });

    const refusal = await until(async () => (await stateOf(bench, triage))?.lastRefusal);
    expect(refusal).toMatchObject({ kind: 'rejected', reason: 'not during the sale' });
  });

  test('undoes a fix for whoever may, and says why not to whoever may not', async () => {
    await open();
    const triage = await fixed();
    const [visitor, approver] = [bench.workspace.as('visitor'), bench.workspace.as('net-admin')];
    visitor.openHome();
    approver.openHome();
    await homeOf('visitor', 'Fixes that stand');
    await homeOf('net-admin', 'Fixes that stand');

    await visitor.pressOnHome('home-undo:1');
    const notice = await bench.workspace.waitFor(() => visitor.view());
    expect(JSON.stringify(notice.content)).toMatch(/Nothing was done.*approver.*net-admin can\./is);
    expect((await stateOf(bench, triage))?.undo).toBeUndefined();
    await visitor.pressInView('ask-for-undo');
    await bench.workspace.waitFor(() =>
      JSON.stringify(visitor.view()?.content).includes('They are being asked'),
    );
    await bench.workspace.waitFor(() =>
      bench.directMessages('net-admin').some((each) => wordsOf(each).includes('visitor')),
    );

    await approver.pressOnHome('home-undo:1');
    const undo = await until(async () => (await stateOf(bench, triage))?.undo);
    expect(undo.wishes.map(({ by }) => by)).toEqual([actor('net-admin')]);
    await homeOf('net-admin', 'One approver has asked for its undo');
  });

  test('has a packet wait for whoever asked, and an undo for whoever may do it', async () => {
    await open();
    const triage = await fixed();
    const { id } = await bench.triages.request(
      { host: host('a'), interface: 'eth1', protocol: 'icmp' },
      actor('on-call'),
      { kind: 'cli' },
    );
    const until = new Date(Date.now() + 60_000).toISOString();
    await bench.happen(id, { kind: 'packet-awaited', until });
    const [asker, approver] = [bench.workspace.as('on-call'), bench.workspace.as('net-admin')];
    asker.openHome();
    approver.openHome();

    expect(await homeOf('on-call', 'Your packet is awaited')).toMatch(/Waiting for you.*host-a.*Under way/s);
    expect(await homeOf('net-admin', 'Fixes that stand')).toMatch(
      /Nothing waits for you.*Under way.*host-a/s,
    );

    await bench.happen(triage, { kind: 'undo-wanted', by: actor('on-call') });

    expect(await homeOf('net-admin', 'The approvers were asked to undo it')).toMatch(
      /Waiting for you.*host-b.*Under way.*Fixes that stand.*host-b.*Undo/s,
    );
    expect(await homeOf('on-call', 'The approvers were asked to undo it')).toMatch(
      /Waiting for you.*host-a/s,
    );
  });

  test('opens the form, and what comes of it stands in the direct message', async () => {
    await open();
    const asker = bench.workspace.as('on-call');
    asker.openHome();
    await homeOf('on-call', 'Check an interface');

    await asker.pressOnHome('home-check');
    await bench.workspace.waitFor(() => asker.view());
    await asker.submitView({ 'check-host': host('b'), 'check-interface': 'eth1' });

    const { origin } = (await stateOf(bench, await bench.newest())) ?? {};
    expect(origin).toEqual({ kind: 'slack', channel: asker.directMessage().id });
  });

  test("shows a team's hosts to the members of its channel, and to nobody else", async () => {
    await open((users, channels) =>
      [
        `  ${host('db')}: { group: db }`,
        `access: { groups: { db: { channels: [${channels['random']?.id}] } } }`,
        `approval: { approvers: [${id(users, 'net-admin')}] }`,
        '',
      ].join('\n'),
    );
    await fixed(host('db'));
    const channel = bench.workspace.channels['random'];
    channel?.members.splice(0, channel.members.length, id(bench.workspace.users, 'on-call'));

    for (const user of ['on-call', 'visitor']) bench.workspace.as(user).openHome();

    expect(await homeOf('on-call', 'Hosts that you')).toMatch(/host-c and host-db/);
    expect(await homeOf('on-call', 'Hosts that you')).toContain('(eth1 of host-db)');
    expect(await homeOf('visitor', 'Hosts that you')).not.toContain('host-db');
  });

  test('is none for a guest, and survives a hundred triages of long names', async () => {
    await open(undefined, { outsiders: true });
    bench.workspace.as('guest').openHome();
    expect(await homeOf('guest', 'Guests')).not.toContain('host-b');
    for (let each = 0; each < 40; each += 1)
      await triageOf(host('b'), `very-long-name${each}`.slice(0, 15), each % 2 === 0);
    for (let each = 0; each < 12; each += 1) await awaiting(host(each % 2 === 0 ? 'b' : 'c'));

    bench.workspace.as('net-admin').openHome();

    const home = await homeOf('net-admin', /and 2 more/);
    const { blocks } = JSON.parse(home);
    expect(blocks.length).toBeLessThanOrEqual(100);
  });

  test('an approval that waits and a fix that stands are there however many checks are newer', async () => {
    await open();
    await awaiting(host('b'));
    await fixed(host('c'));
    const old = await triageOf(host('a'), 'eth7');
    const request = { host: host('a'), interface: 'eth0', protocol: 'icmp' } as const;
    for (let newer = 0; newer < 101; newer += 1) {
      const triage = `TNEW${String(tests).padStart(3, '0')}${String(newer).padStart(4, '0')}`;
      const asked = { kind: 'requested', by: actor('on-call'), origin: { kind: 'cli' }, request } as const;
      await store.events.append(triage, 0, [asked]);
    }

    bench.workspace.as('net-admin').openHome();
    const home = await homeOf('net-admin', 'Hosts that you can ask about');

    expect(home).toMatch(/Waiting for you.*on-call asks to change host-b.*Under way/is);
    expect(home).toMatch(/Fixes that stand.*host-c.*Undo/s);
    expect(home).not.toContain('eth7');
    expect(await stateOf(bench, old)).toBeDefined();
  });

  test('buttons count for the one who sees them alone', async () => {
    await open();
    await awaiting();
    bench.workspace.as('net-admin').openHome();
    await homeOf('net-admin', 'asks to change host-b');
    const theirs = bench.workspace.as('net-admin').home();
    bench.workspace.as('visitor').openHome();
    await homeOf('visitor', 'Hosts that you');
    // Somebody sends the approver's button as their own.
    const own = bench.workspace.as('visitor').home();
    if (own && theirs) own.content = theirs.content;

    await bench.workspace.as('visitor').pressOnHome('home-approve:1');

    const view = await bench.workspace.waitFor(() => bench.workspace.as('visitor').view());
    expect(JSON.stringify(view.content)).toContain('Nothing was done');
    expect(JSON.stringify(view.content)).not.toContain('ip -4');
  });
});
