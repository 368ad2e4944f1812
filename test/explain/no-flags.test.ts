import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Diagnosis } from '../../src/analyzer/model/index.ts';
import { explain, findQuestion, readTranscript } from '../../src/library.ts';
import { root, runRoundtrip, unwrapped } from '../cli/run-roundtrip.ts';
import { pastedTranscripts } from './fixtures.ts';

const ARTICLE = join(root, 'test', 'transcript', 'fixtures', 'article.txt');
const folder = mkdtempSync(join(tmpdir(), 'explain-no-flags-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function pasted(text: string): string {
  const file = join(folder, 'paste.txt');
  writeFileSync(file, text);
  return file;
}

describe('roundtrip explain FILE', () => {
  test('the case it began with: the diagnosis says what it was asked', () => {
    const { status, stdout } = runRoundtrip(['explain', ARTICLE, '--json']);

    expect(status).toBe(0);
    expect(Diagnosis.parse(JSON.parse(stdout))).toMatchObject({
      cause: 'strict-rp-filter',
      host: 'server-b',
      flow: { from: '172.16.0.4', to: '172.16.5.4', interface: 'eth1', protocol: 'icmp' },
      alsoAffected: ['eth2', 'eth3'],
    });
  });

  test('names the other interfaces with the same fault, and each assumption once', () => {
    const stdout = unwrapped(runRoundtrip(['explain', ARTICLE, '--verbose']).stdout);

    expect(stdout).toContain('Note: eth2 and eth3 have the same fault');
    expect(stdout.match(/Note: [^:]*: no further IPv4 address on (?:eth\d(?:, )?)+/g)).toEqual([
      'Note: assumed, not shown: no further IPv4 address on eth0, eth1, eth2, eth3',
    ]);
  });

  test('says in the short answer which rules it took for granted', () => {
    const { stdout } = runRoundtrip(['explain', ARTICLE]);

    expect(unwrapped(stdout)).toMatch(
      /Likely: [^:]*: strict rp_filter.*Assumed, not shown: the kernel's default policy rules/,
    );
  });

  test('says in its first line what was taken as the question', () => {
    const [first = ''] = runRoundtrip(['explain', ARTICLE]).stdout.split('\n  ');

    expect(unwrapped(first)).toBe(
      'Taken as the question: pings from 172.16.0.4 to 172.16.5.4 (eth1 of server-b), because the capture on server-b shows requests and no reply',
    );
  });

  test('says nothing of it where everything was named', () => {
    const { stdout } = runRoundtrip(['explain', ARTICLE, '--iface', 'eth2', '--to', '172.16.6.4']);

    expect(stdout).not.toContain('Taken as the question');
  });

  test.each([
    ['', [], 'transcript-empty', 'Paste commands with their output'],
    ['eth1 of our server does not answer', [], 'transcript-empty', 'Paste commands with their output'],
    [
      '$ ip r\ndefault via 10.0.0.1 dev eth0\n',
      ['--iface', 'eth1:443'],
      'option-invalid',
      'Write it as --iface eth1 --port 443.',
    ],
    ['$ ip r\n', ['--from', '0.0.0.0'], 'option-invalid', 'Name the address of the host'],
    ['$ ip r\n', ['--from', '224.0.0.1'], 'option-invalid', 'Name the address of the host'],
    ['$ ip r\n', ['--from', 'fe80::1', '--to', '10.0.0.5'], 'option-invalid', 'Name the address of the host'],
    ['\0\u0001'.repeat(3000), [], 'transcript-unreadable', 'Name a text file'],
    ['[root@a ~]# ip r\ndefault via 10.0.0.1 dev eth0\n', ['--host', 'b'], 'host-unknown', 'Name one of a.'],
    [
      '[root@a ~]# tcpdump -ni any\n10:00:01.0 eth1 In IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 4, seq 1, length 64\n' +
        '[root@b ~]# tcpdump -ni any\n10:00:01.0 eth1 In IP 10.9.9.9 > 10.1.0.5: ICMP echo request, id 4, seq 1, length 64\n',
      [],
      'host-ambiguous',
      'Name it: --host a',
    ],
  ])('%j %j is refused: %s', (text, flags, code, nextStep) => {
    const { status, stdout } = runRoundtrip(['explain', pasted(text), ...flags, '--json']);

    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'roundtrip.error/1',
      code,
      nextStep: expect.stringContaining(nextStep),
    });
  });

  test('a file of UTF-16, as PowerShell writes it, is read, and NULs are passed over', () => {
    const article = readFileSync(ARTICLE, 'utf8');
    const file = join(folder, 'utf16.txt');
    writeFileSync(file, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(article, 'utf16le')]));

    for (const written of [file, pasted(article.replaceAll('172.16.0.4', '172.16.0.4\0'))]) {
      const { stdout } = runRoundtrip(['explain', written, '--json']);
      expect(JSON.parse(stdout)).toMatchObject({ cause: 'strict-rp-filter', flow: { from: '172.16.0.4' } });
    }
  });

  test('a folder is no file', () => {
    const { status, stderr } = runRoundtrip(['explain', folder]);

    expect(status).toBe(2);
    expect(stderr).toContain('This is a folder');
  });

  test('an alias of old is its interface and its address', () => {
    const { stdout } = runRoundtrip([
      'explain',
      pasted(
        '$ ip addr\n2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP\n    inet 10.0.0.5/24 scope global eth0\n    inet 10.0.0.6/24 scope global secondary eth0:1\n',
      ),
      ...['--iface', 'eth0:1', '--json'],
    ]);

    expect(JSON.parse(stdout).flow).toMatchObject({ interface: 'eth0', to: '10.0.0.6' });
  });

  test('never asks for an address that was named', () => {
    const { stdout, stderr } = runRoundtrip([
      'explain',
      pasted('$ ip rule\n0:\tfrom all lookup local\n'),
      ...['--iface', 'eth1', '--to', '10.1.0.5'],
    ]);

    expect(`${stdout}${stderr}`).not.toContain('--to');
  });
});

describe('the library', () => {
  test('is explain, and its steps', () => {
    const text = pastedTranscripts().find(({ name }) => name === 'two-hosts-strict')?.text ?? '';
    const read = readTranscript(text);

    const explained = explain(text);

    expect(explained).toMatchObject({
      kind: 'explained',
      diagnosis: { schema: 'roundtrip.diagnosis/1', cause: 'strict-rp-filter', host: 'cache2' },
      question: read.kind === 'read' ? findQuestion(read.observations) : undefined,
    });
  });

  test('says by values why it has no answer', () => {
    expect(explain('nothing of a console')).toEqual({
      kind: 'refused',
      refused: { kind: 'refused', reason: 'no-console' },
    });
    expect(explain('x'.repeat(10 * 1024 * 1024 + 1))).toMatchObject({ kind: 'too-large' });
  });

  /** What the paste masks, or holds the sender's side of alone, and which of three interfaces is meant, nothing tells. */
  const NOT_TOLD: Record<string, string> = {
    'masked-everything': '',
    'masked-own-address': '',
    'pinging-host-only': '',
    'truncated-more': 'eth1',
  };

  test.each(pastedTranscripts())('finds the interface that a person would name in $name', (paste) => {
    const { name, text, expected } = paste;
    const named = expected.arguments[expected.arguments.indexOf('--iface') + 1];

    const explained = explain(text);

    expect(explained).toMatchObject({
      kind: 'explained',
      question: { flow: { interface: NOT_TOLD[name] ?? named } },
    });
  });
});
