import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { manifestOptions } from '../../packages/local-slack/src/index.ts';
import type { Store } from '../../src/store/index.ts';
import { root } from '../cli/run-roundtrip.ts';
import { strictRpFilter } from './sample.ts';
import { type Bench, sharedStore, startBench, stateOf } from './support.ts';

const data = sharedStore();
let store: Store;
let bench: Bench;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterEach(() => bench.stop());
afterAll(() => data.remove());

const user = 'on-call';
/** What the host said when it was looked at last. */
const SEEN = `$ ip -br addr
lo               UNKNOWN        127.0.0.1/8
eth0             UP             172.16.4.4/24
eth1             UP             172.16.5.4/24
bond0.100        UP             10.9.0.4/24
`;

async function open(options: Parameters<typeof startBench>[1] = {}): Promise<void> {
  bench = await startBench(store, options);
  await bench.startBot();
}

/** What a look showed is known a moment later. */
const soon = <T>(look: () => T) => expect.poll(look, { timeout: 3000 });

/** A look at server-b that showed its interfaces. */
async function lookedAt(host = 'server-b'): Promise<void> {
  const { id } = await bench.triages.request({ host, interface: 'eth0', protocol: 'icmp' }, 'cli:root@test', {
    kind: 'cli',
  });
  const transcripts = [{ host, text: SEEN }];
  await bench.happen(id, { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts });
}

/** What the menu of that block offers for what is typed. */
async function offered(block: string, typed: string): Promise<string[]> {
  const view = bench.workspace.as(user).view();
  const found = await bench.workspace.as(user).suggest('typed', typed, undefined, block);
  expect(view).toBeDefined();
  return found.outcome === 'options' ? found.options.map((option) => String(option['value'])) : [];
}

async function openForm(): Promise<void> {
  await bench.workspace.as(user).slash('#net-ops', '/roundtrip');
  await bench.workspace.waitFor(() => bench.workspace.as(user).view());
}

async function choose(host: string): Promise<void> {
  const hash = () => bench.workspace.as(user).view()?.hash;
  const before = hash();
  const option = { text: { type: 'plain_text', text: host }, value: host };
  await bench.workspace
    .as(user)
    .pressInView('typed', { blockId: 'check-host', chosen: { selected_option: option } });
  await bench.workspace.waitFor(() => hash() !== before);
}

describe('the form', () => {
  test('finds hosts by a part of their name, by an address and by a near miss', async () => {
    await open();
    await lookedAt();
    await openForm();

    expect(await offered('check-host', '')).toEqual(['server-a', 'server-b', 'server-c']);
    expect(await offered('check-host', '-B')).toEqual(['server-b']);
    await soon(() => offered('check-host', '172.16.5')).toEqual(['server-b']);
    expect(await offered('check-host', 'sevrer-b')).toContain('server-b');
    expect(await offered('check-host', 'nothing-like-it')).toEqual([]);
  });

  test('knows a moment later what a host showed in the meantime', async () => {
    await open();
    await openForm();
    await choose('server-c');
    expect(await offered('check-interface', 'eth')).toEqual(['eth']);

    await lookedAt('server-c');

    await soon(() => offered('check-interface', 'eth')).toContain('eth0');
  });

  test('offers the interfaces of the chosen host as they were seen last, and takes a typed name', async () => {
    await open();
    await lookedAt();
    await openForm();
    expect(await offered('check-interface', '')).toEqual([]);

    await choose('server-b');

    await soon(() => offered('check-interface', '')).toEqual(['eth0', 'eth1', 'bond0.100']);
    expect(await offered('check-interface', '10.9')).toEqual(['bond0.100', '10.9']);
    expect(await offered('check-interface', 'wan7')).toEqual(['wan7']);
    expect(await offered('check-interface', 'eth1; reboot')).toEqual([]);
    await choose('server-a');
    expect(await offered('check-interface', '')).toEqual([]);
    await bench.workspace.as(user).submitView({ 'check-interface': 'eth1' });
    expect((await stateOf(bench, await bench.newest()))?.request).toMatchObject({
      ...{ host: 'server-a', interface: 'eth1' },
    });
  });

  test('tells nothing of hosts that its reader may not know of, nor of what was withheld', async () => {
    const yaml = () =>
      [
        '  db-1: { group: db }',
        '  "web-*": { group: web }',
        'access: { groups: { db: { channels: [C0ELSEWHERE] }, web: { evidence: store } } }',
        '',
      ].join('\n');
    await open({ yaml });
    await lookedAt('web-7');
    await lookedAt('db-1');
    await openForm();

    expect(await offered('check-host', 'db')).toEqual([]);
    expect(await offered('check-host', 'db-1')).toEqual([]);
    expect(await offered('check-host', 'web')).toEqual([]);
    expect(await offered('check-host', 'web-7')).toEqual(['web-7']);
    await choose('web-7');
    expect(await offered('check-interface', '')).toEqual([]);
    await choose('db-1');
    expect(await offered('check-interface', '')).toEqual([]);
  });
});

test('over HTTP the app of its manifest opens the form, which finds hosts all the same', async () => {
  const port = 20_000 + ((process.pid + 11) % 20_000);
  const manifest = await manifestOptions(join(root, 'manifest-http.yml'));
  const requestUrl = `http://127.0.0.1:${port}/slack/events`;
  bench = await startBench(store, { workspace: { ...manifest, requestUrl } });
  await bench.startBot({ http: { port, host: '127.0.0.1' } });
  await openForm();

  expect(await bench.workspace.verifyUrl()).toBe(true);
  expect(await offered('check-host', 'server-b')).toEqual(['server-b']);
  await choose('server-b');
  await bench.workspace.as(user).submitView({ 'check-interface': 'eth1' });

  expect((await stateOf(bench, await bench.newest()))?.request).toMatchObject({
    ...{ host: 'server-b', interface: 'eth1' },
  });
});

describe('"Check this"', () => {
  test.each([
    ["server-a can't reach server-b, eth0 is fine but eth1 is dead", ['server-b', 'eth1', 'server-a']],
    ['sever-b eth1 is dead', ['server-b', 'eth1', '']],
    ['server-b is down again', ['server-b', '', '']],
    ['what a day', ['', '', '']],
  ])('fills the form from "%s"', async (words, [host, device, sender]) => {
    await open({ workspace: await manifestOptions(join(root, 'manifest.yml')) });
    const message = bench.workspace.as('visitor').say('#net-ops', words);

    await bench.workspace.as(user).shortcut('check-this', { channel: '#net-ops', ts: message.ts });

    const view = await bench.workspace.waitFor(() => bench.workspace.as(user).view());
    const shown = JSON.stringify(view.content);
    const initial = [...shown.matchAll(/"initial_option":\{[^}]*\},"value":"([^"]*)"/g)].map(
      ([, name]) => name,
    );
    expect(initial).toEqual([host, device].filter((name) => name !== ''));
    expect(/"initial_value":"([^"]*)"/.exec(shown)?.[1] ?? '').toBe(sender);
  });

  test('is answered in the thread of the message, and an alert of a bot is read too', async () => {
    await open({ workspace: await manifestOptions(join(root, 'manifest.yml')) });
    const message = bench.workspace.as('visitor').say('#net-ops', 'see below');
    // `message` is the workspace's own record.
    message.attachments = [
      { title: 'InterfaceDown', text: 'eth1 of server-b does not answer', color: '#f00' },
    ];
    await bench.workspace.as(user).shortcut('check-this', { channel: '#net-ops', ts: message.ts });
    await bench.workspace.waitFor(() => bench.workspace.as(user).view());

    await bench.workspace.as(user).submitView({});

    const { origin, request } = (await stateOf(bench, await bench.newest())) ?? {};
    expect(request).toMatchObject({ host: 'server-b', interface: 'eth1' });
    expect(origin).toEqual({ kind: 'slack', channel: bench.channel.id, threadTs: message.ts });
  });

  test('opens nothing for a guest', async () => {
    await open({ workspace: { ...(await manifestOptions(join(root, 'manifest.yml'))), outsiders: true } });
    const message = bench.workspace.as(user).say('#net-ops', 'server-b eth1 is dead');

    await bench.workspace.as('guest').shortcut('check-this', { channel: '#net-ops', ts: message.ts });

    await bench.workspace.waitFor((w) => w.ephemerals('guest').some(({ text }) => text.includes('Guests')));
    expect(bench.workspace.as('guest').view()).toBeUndefined();
  });
});
