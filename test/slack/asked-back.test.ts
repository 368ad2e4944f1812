import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { type Bench, buttonsOf, sharedStore, startBench, stateOf, wordsOf } from './support.ts';

const data = sharedStore();
let store: Store;
let bench: Bench;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterEach(() => bench.stop());
afterAll(() => data.remove());

const user = 'on-call';

/** The question that this person alone was asked. */
async function askedBack(ask: () => unknown) {
  const before = bench.workspace.ephemerals(user).length;
  await ask();
  return bench.workspace.waitFor((w) => w.ephemerals(user)[before]);
}

const WAYS = {
  'a slash command': (text: string) => bench.workspace.as(user).slash('#net-ops', `/roundtrip ${text}`),
  'a mention': async (text: string) => bench.workspace.as(user).say('#net-ops', `@roundtrip ${text}`),
  'a reply in a thread': async (text: string) => {
    const parent = bench.workspace.as('visitor').say('#net-ops', 'the database is away');
    bench.workspace.as(user).say('#net-ops', `@roundtrip ${text}`, { thread: parent.ts });
  },
};

describe.each(Object.entries(WAYS))('%s', (_way, ask) => {
  test('that is almost clear is asked back, and one press begins it', async () => {
    bench = await startBench(store);
    await bench.startBot();
    const asked = await askedBack(() => ask('sever-b eth1 is dead from server-a'));
    expect(buttonsOf(asked)).toEqual(['Check server-b eth1 from server-a', 'Change']);

    await bench.workspace.as(user).press('#net-ops', asked.ts, 'check-it:1');

    const triage = await bench.newest();
    expect((await stateOf(bench, triage))?.request).toEqual({
      ...{ host: 'server-b', interface: 'eth1', protocol: 'icmp' },
      from: { kind: 'host', host: 'server-a' },
    });
    await bench.workspace.waitFor((w) =>
      w.ephemerals(user).some(({ text }) => text === 'Checking server-b eth1 from server-a.'),
    );
  });

  test('that is clear begins at once', async () => {
    bench = await startBench(store);
    await bench.startBot();

    await ask("server-a can't reach server-b, eth0 is fine but eth1 is dead");

    const triage = await bench.newest();
    expect((await stateOf(bench, triage))?.request).toMatchObject({
      ...{ host: 'server-b', interface: 'eth1' },
      from: { kind: 'host', host: 'server-a' },
    });
  });
});

test('a direct message needs no mention, and is answered where it was written', async () => {
  bench = await startBench(store);
  await bench.startBot();
  const direct = bench.workspace.as(user).directMessage();
  bench.workspace.as(user).say(direct.id, 'server-b is down');
  const asked = await bench.workspace.waitFor((w) => w.ephemerals(user).at(-1));
  expect(asked.text).toBe('Which interface of `server-b`?');

  bench.workspace.as(user).say(direct.id, "server-b's eth1 is dead");

  const triage = await bench.newest();
  expect((await stateOf(bench, triage))?.origin).toMatchObject({ kind: 'slack', channel: direct.id });
  await bench.workspace.waitFor((w) =>
    w.messages(direct.id).some((each) => wordsOf(each).includes('Checking *eth1*')),
  );
});

describe('the buttons of a question', () => {
  test('the form begins with what was understood, and takes what is changed', async () => {
    bench = await startBench(store);
    await bench.startBot();
    const asked = await askedBack(() => WAYS['a slash command']('server-b is down from server-a'));
    expect(asked.text).toBe('Which interface of `server-b`?');

    await bench.workspace.as(user).press('#net-ops', asked.ts, 'change-check');
    const view = await bench.workspace.waitFor((w) => w.as(user).view());
    expect(JSON.stringify(view.content)).toMatch(
      /"initial_option":\{[^}]*\},"value":"server-b"\}.*"initial_value":"server-a"/s,
    );
    const wrong = await bench.workspace.as(user).submitView({ 'check-interface': 'eth1; reboot' });
    const unknown = await bench.workspace
      .as(user)
      .submitView({ 'check-host': 'server-z', 'check-interface': 'eth1' });
    await bench.workspace
      .as(user)
      .submitView({ 'check-host': 'server-b', 'check-interface': 'eth1', 'check-port': '53 udp' });

    expect(JSON.stringify(wrong)).toContain('cannot be a network interface name');
    expect(JSON.stringify(unknown)).toContain('server-z is not a host that you can ask about here');
    const triage = await bench.newest();
    expect((await stateOf(bench, triage))?.request).toMatchObject({
      host: 'server-b',
      interface: 'eth1',
      protocol: 'udp',
      port: 53,
    });
  });

  test('count once, and for the asker alone', async () => {
    bench = await startBench(store);
    await bench.startBot();
    const asked = await askedBack(() => WAYS['a slash command']('eth1 and eth2 of server-b are dead'));
    expect(buttonsOf(asked)).toEqual(['server-b eth1', 'server-b eth2', 'Change']);
    const value = /"action_id":"check-it:1".*?"value":"([^"]+)"/.exec(wordsOf(asked))?.[1] ?? '';

    await bench.workspace.as(user).press('#net-ops', asked.ts, 'check-it:1');
    const triage = await bench.newest();
    await bench.workspace.waitFor((w) => w.ephemerals(user).some(({ text }) => text.startsWith('Checking')));

    expect((await stateOf(bench, triage))?.request).toMatchObject({ interface: 'eth1' });
    expect(value).not.toContain('eth1');
    await expect(bench.workspace.as(user).press('#net-ops', asked.ts, 'check-it:2')).rejects.toThrow();
  });

  test('tell nothing of hosts that the asker may not know of', async () => {
    bench = await startBench(store, {
      yaml: () => '  db-1: { group: db }\naccess: { groups: { db: { channels: [C0ELSEWHERE] } } }\n',
    });
    await bench.startBot();

    const asked = await askedBack(() => WAYS['a slash command']('eth1 is dead'));
    const hidden = await askedBack(() => WAYS['a slash command']('db1 eth1 is dead'));

    expect(wordsOf(asked) + wordsOf(hidden)).not.toContain('db-1');
  });
});
