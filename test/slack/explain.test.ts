import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { manifestOptions } from '../../packages/local-slack/src/index.ts';
import type { Store } from '../../src/store/index.ts';
import { writeReport } from '../../src/triage/index.ts';
import { root } from '../cli/run-roundtrip.ts';
import { pasted } from '../explain/fixtures.ts';
import { type Bench, buttonsOf, sharedStore, startBench, stateOf, wordsOf } from './support.ts';

const data = sharedStore();
let store: Store;
let bench: Bench;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterEach(() => bench.stop());
afterAll(() => data.remove());

const ARTICLE = readFileSync(join(root, 'test', 'transcript', 'fixtures', 'article.txt'), 'utf8');

/** The workspace with the very manifest installed. */
async function startManifestBench(): Promise<void> {
  bench = await startBench(store, { workspace: await manifestOptions(join(root, 'manifest.yml')) });
  await bench.startBot();
}

function answersUnder(ts: string) {
  return bench.workspace
    .thread(bench.channel.id, ts)
    .filter((each) => each.botId !== undefined && !each.onlyFor);
}

async function answerUnder(ts: string) {
  return bench.workspace.waitFor(() => answersUnder(ts)[0]);
}

function told(user: string): Promise<string> {
  return bench.workspace.waitFor((w) => w.ephemerals(user).at(-1)?.text);
}

describe('"Explain this" on a message', () => {
  test('the case it began with: the answer stands in the thread under it, and is a triage of its own', async () => {
    await startManifestBench();
    const asker = bench.workspace.as('on-call');
    const message = asker.say('#net-ops', `\`\`\`\n${ARTICLE.replaceAll('```', '')}\n\`\`\``);

    await asker.shortcut('explain-snippet', { channel: bench.channel.id, ts: message.ts });

    const answer = await answerUnder(message.ts);
    expect(answer.text).toContain('server-b drops pings to eth1: strict rp_filter');
    expect(wordsOf(answer)).toContain('no host was reached, nothing was changed');
    expect(buttonsOf(answer)).toEqual([]);
    const triage = await bench.newest();
    const events = await store.events.read(triage);
    expect(events.map(({ event }) => event.kind)).toEqual(['requested', 'diagnosed']);
    expect(writeReport(events)).toContain('pasted console of');
    const state = await stateOf(bench, triage);
    expect(state).toMatchObject({
      status: 'diagnosed',
      paste: { bytes: expect.any(Number) },
      request: { host: 'server-b', interface: 'eth1', to: '172.16.5.4' },
      diagnosis: { cause: 'strict-rp-filter', stage: 'source-validation' },
    });
  });

  test('where the interface cannot be told a dialog asks for it', async () => {
    await startManifestBench();
    const asker = bench.workspace.as('on-call');
    const message = asker.say('#net-ops', `\`\`\`\n${pasted('grep-rp').text}\n\`\`\``);

    await asker.shortcut('explain-snippet', { channel: bench.channel.id, ts: message.ts });
    await bench.workspace.waitFor(() => asker.view());
    expect(JSON.stringify(asker.view())).toContain('br1');
    const wrong = await asker.submitView({ 'snippet-interface': '-x', 'snippet-from': '300.1.1.1' });
    expect(JSON.stringify(wrong)).toMatch(
      /cannot be a network interface.*IP address|IP address.*cannot be a network interface/s,
    );
    await asker.submitView({
      'snippet-interface': 'br1',
      'snippet-from': '10.77.1.1',
      'snippet-gateway': '10.3.9.1',
    });

    const answer = await answerUnder(message.ts);
    expect(answer.text).toContain('kvm12 drops pings to br1');
    expect(wordsOf(answer)).toContain('default via 10.3.9.1');
    expect(wordsOf(answer)).toContain('To undo it');
  });

  test('in a thread the answer stands in that thread', async () => {
    await startManifestBench();
    const asker = bench.workspace.as('on-call');
    const parent = asker.say('#net-ops', 'the database is away');
    const reply = asker.say('#net-ops', `\`\`\`\n${pasted('almalinux-loose').text}\n\`\`\``, {
      thread: parent.ts,
    });

    await asker.shortcut('explain-snippet', { channel: bench.channel.id, ts: reply.ts });

    expect((await answerUnder(parent.ts)).text).toContain(
      "alma9-app's replies for pings to eno2 leave by eno1",
    );
  });

  test('a message without any console is told to the asker alone', async () => {
    await startManifestBench();
    const asker = bench.workspace.as('on-call');
    const message = asker.say('#net-ops', '```\n```');

    await asker.shortcut('explain-snippet', { channel: bench.channel.id, ts: message.ts });

    expect(await told(asker.user.id)).toContain('no console text');
    expect(answersUnder(message.ts)).toEqual([]);
  });
});

describe('a mention with a console', () => {
  test.each([
    ['strict-every-witness', 'explain backnet gateway 10.177.3.1', /relay9 drops pings to backnet/],
    ['wg-quick', 'explain enp3s0', /sends replies into its VPN/],
    ['fish-healthy', 'does eth1 of this one answer?', /answers correctly on eth1/],
  ])('%s, asked by %j', async (name, words, headline) => {
    await startManifestBench();

    const message = bench.workspace
      .as('on-call')
      .say('#net-ops', `@roundtrip ${words}\n\`\`\`\n${pasted(name).text}\`\`\``);

    expect((await answerUnder(message.ts)).text).toMatch(headline);
    expect(bench.cards()).toEqual([]);
  });

  test('needs no interface and no address where the paste tells them, and says what it took', async () => {
    await startManifestBench();

    const message = bench.workspace
      .as('on-call')
      .say('#net-ops', `@roundtrip explain\n\`\`\`\n${ARTICLE.replaceAll('```', '')}\n\`\`\``);

    const answer = await answerUnder(message.ts);
    expect(answer.text).toContain('server-b drops pings to eth1: strict rp_filter');
    expect(wordsOf(answer)).toContain('taken as the question: pings from 172.16.0.4 to 172.16.5.4');
  });

  test.each([
    ['explain eth1:443', { interface: 'eth1', protocol: 'tcp', port: 443, to: '172.16.5.4' }],
    ['explain eth3', { interface: 'eth3', protocol: 'icmp', to: '172.16.7.4' }],
    ['explain to 172.16.6.4', { interface: 'eth2', protocol: 'icmp', to: '172.16.6.4' }],
  ])('%j narrows it', async (words, request) => {
    await startManifestBench();

    bench.workspace
      .as('on-call')
      .say('#net-ops', `@roundtrip ${words}\n\`\`\`\n${ARTICLE.replaceAll('```', '')}\n\`\`\``);

    expect((await stateOf(bench, await bench.newest()))?.request).toMatchObject({
      host: 'server-b',
      from: { kind: 'address', address: '172.16.0.4' },
      ...request,
    });
  });

  test('of two hosts that fit alike is asked for the host, and takes its name', async () => {
    await startManifestBench();
    const asker = bench.workspace.as('on-call');
    const capture = (host: string) =>
      `[root@${host} ~]# tcpdump -ni any icmp\n10:00:01.000001 eth1  In  IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 4, seq 1, length 64\n`;
    const text = `\`\`\`\n${capture('node-a')}${capture('node-b')}\`\`\``;

    asker.say('#net-ops', `@roundtrip explain\n${text}`);
    expect(await told(asker.user.id)).toContain('which host has 10.1.0.5: node-a or node-b');
    asker.say('#net-ops', `@roundtrip explain --host node-b\n${text}`);

    expect((await stateOf(bench, await bench.newest()))?.request).toMatchObject({
      host: 'node-b',
      interface: 'eth1',
      to: '10.1.0.5',
    });
  });

  test('that holds no console is told to the asker alone', async () => {
    await startManifestBench();
    const asker = bench.workspace.as('on-call');

    asker.say('#net-ops', '@roundtrip explain\n```\nit just does not answer\n```');

    expect(await told(asker.user.id)).toContain('This text has no console output.');
  });

  test('and nothing pasted is told how', async () => {
    await startManifestBench();
    const asker = bench.workspace.as('on-call');

    asker.say('#net-ops', '@roundtrip explain eth1');

    expect(await told(asker.user.id)).toContain('in a code block or a text file');
  });

  test('of somebody who may not ask is refused', async () => {
    const options = await manifestOptions(join(root, 'manifest.yml'));
    bench = await startBench(store, { workspace: { ...options, outsiders: true } });
    await bench.startBot();
    const { text } = pasted('almalinux-loose');

    const message = bench.workspace
      .as('guest')
      .say('#net-ops', `@roundtrip explain eno2 \`\`\`${text}\`\`\``);

    expect(await told('guest')).toContain('Guests cannot use Roundtrip');
    expect(answersUnder(message.ts)).toEqual([]);
  });

  test('that asks for a host of the inventory is looked at there', async () => {
    await startManifestBench();

    bench.workspace.as('on-call').say('#net-ops', "@roundtrip can't ping eth1 on server-b ```no answer```");

    await bench.newest();
    expect(wordsOf(bench.cards()[0])).toContain('Checking *eth1* of *server-b*');
  });

  test('whose interface cannot be told gets a button that opens the dialog', async () => {
    await startManifestBench();
    const asker = bench.workspace.as('on-call');
    const message = asker.say('#net-ops', `@roundtrip explain this\n\`\`\`\n${pasted('grep-rp').text}\`\`\``);

    const ask = await bench.workspace.waitFor((w) => w.ephemerals(asker.user.id).at(-1));
    await asker.press(bench.channel.id, ask.ts, 'Name the interface');
    await bench.workspace.waitFor(() => asker.view());
    await asker.submitView({ 'snippet-interface': 'br1' });

    expect((await answerUnder(message.ts)).text).toContain('kvm12 drops pings to br1');
  });

  test('in an attached text file', async () => {
    await startManifestBench();
    const files = [{ name: 'console.txt', content: pasted('azure-rule-missing').text }];

    const message = bench.workspace.as('on-call').say('#net-ops', '@roundtrip explain eth2', { files });

    expect((await answerUnder(message.ts)).text).toContain('vm-multi');
    expect((await stateOf(bench, await bench.newest()))?.diagnosis?.cause).toBe('policy-rule-missing');
  });

  test('in a file that is too large, or that the app may not read, is told to the asker alone', async () => {
    const options = await manifestOptions(join(root, 'manifest.yml'));
    const scopes = options.scopes?.filter((scope) => scope !== 'files:read') ?? [];
    bench = await startBench(store, { workspace: { ...options, scopes } });
    await bench.startBot();
    const asker = bench.workspace.as('on-call');

    asker.say('#net-ops', '@roundtrip explain eth2', { files: [{ name: 'a.txt', content: 'ip r\n' }] });
    expect(await told(asker.user.id)).toContain('the app lacks files:read');
    asker.say('#net-ops', '@roundtrip explain eth2', {
      files: [{ name: 'b.txt', content: 'x'.repeat(1024 * 1024 + 1) }],
    });

    await bench.workspace.waitFor(
      (w) => w.ephemerals(asker.user.id).some(({ text }) => text.includes('larger than 1 MB')) || undefined,
    );
  });

  test('that is hostile shows nothing but text', async () => {
    await startManifestBench();
    const hostile = pasted('almalinux-loose')
      .text.replaceAll('alma9-app', '<!channel>')
      .replaceAll('echo reply', 'echo reply <https://evil.example|click> \u0000\u202e');

    const message = bench.workspace
      .as('on-call')
      .say('#net-ops', `@roundtrip explain eno2\n\`\`\`\n${hostile}\`\`\``);

    const answer = await answerUnder(message.ts);
    expect(answer.text).toContain('replies for pings to eno2 leave by eno1');
    expect(`${answer.text}${wordsOf(answer)}`).not.toMatch(/<!channel>|<https:\/\/evil|\u202e/);
  });

  test('that shows nothing of the interface is told to the asker alone', async () => {
    await startManifestBench();
    const asker = bench.workspace.as('on-call');

    asker.say('#net-ops', `@roundtrip explain eth7\n\`\`\`\n${pasted('fish-healthy').text}\`\`\``);

    expect(await told(asker.user.id)).toContain(
      'The transcript shows no interface eth7. Name one of lo, eth0, eth1.',
    );
  });

  test('nothing can be applied, probed or undone for it', async () => {
    await startManifestBench();
    const text = pasted('aws-two-eni').text;
    bench.workspace.as('on-call').say('#net-ops', `@roundtrip explain ens6\n\`\`\`\n${text}\`\`\``);
    const triage = await bench.newest();
    const { triages } = bench;
    const by = `slack:${bench.workspace.as('net-admin').user.id}`;
    const plan = (await stateOf(bench, triage))?.diagnosis?.remedies[0]?.plan?.hash ?? '';

    const answers = await Promise.all([
      triages.chooseRemedy(triage, by, 'policy-routing', plan),
      triages.probeFrom(triage, by, 'server-a'),
      triages.nameGateway(triage, by, '10.0.2.1'),
      triages.undo(triage, by),
      triages.includeOthers(triage, by),
    ]);

    expect(answers.map((answer) => answer.done || answer.because)).toEqual(Array(5).fill('not-offered'));
    expect(await store.events.read(triage)).toHaveLength(2);
  });
});
