import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'fast-string-width';
import { afterAll, describe, expect, it, test } from 'vitest';
import { csvLine } from '../../src/cli/csv.ts';
import { hostTable } from '../../src/cli/host-table.ts';
import { runRoundtrip, unwrapped } from './run-roundtrip.ts';

const folder = mkdtempSync(join(tmpdir(), 'roundtrip-scan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the host program prints of a host with one address. */
function collected(host: string, { device = 'eth0', address = '198.51.100.7', nonce = '4711' } = {}): string {
  const listing = (command: string, lines: readonly string[]) => [
    `@@ROUNDTRIP ${nonce} command ${command}`,
    ...lines,
    `@@ROUNDTRIP ${nonce} exit 0`,
  ];
  return [
    `@@ROUNDTRIP ${nonce} host ${host} version 1`,
    ...listing('ip addr show', [
      `2: ${device}: <BROADCAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP`,
      `    inet ${address}/24 scope global ${device}`,
    ]),
    `@@ROUNDTRIP ${nonce} end`,
    '',
  ].join('\n');
}

function scan(text: string | Buffer, ...args: string[]) {
  const file = join(folder, 'hosts.txt');
  writeFileSync(file, text);
  return runRoundtrip(['scan', '--from-file', file, ...args]);
}

const hostsIn = (stdout: string): string[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).host);

test('what to do about hosts that cannot be read stands below the table', () => {
  const names = ['one', 'two', 'three', 'four'];
  const config = join(folder, 'roundtrip.yaml');
  writeFileSync(join(folder, 'ssh_config'), 'Host *\n  HostName 127.0.0.1\n  Port 9\n  User root\n');
  writeFileSync(
    config,
    `hosts: { ${names.map((name) => `${name}: {}`).join(', ')} }\nssh: { config: ./ssh_config }\n`,
  );

  const { status, stdout } = runRoundtrip(['scan', '--all', '--config', config]);

  expect(status).toBe(3);
  expect(stdout).toMatch(/^four +- +- +not read/m);
  expect(unwrapped(stdout)).toContain('four: Check that the host is up and that "ssh four" works from here.');
  expect(unwrapped(stdout)).toContain('1 more could not be read: --json says what to do for each.');
});

describe('transcripts one after the other', () => {
  it('are one host each, though their marks are the same', () => {
    expect(hostsIn(scan(collected('one') + collected('two'), '--json').stdout)).toEqual(['one', 'two']);
  });

  it('may be UTF-16, as Windows saves them', () => {
    const wide = Buffer.from(collected('one') + collected('two'), 'utf16le');

    expect(hostsIn(scan(wide, '--json').stdout)).toEqual(['one', 'two']);
  });

  it('are told apart though one was cut off', () => {
    const cut = collected('one').split('\n').slice(0, 4).join('\n');

    expect(hostsIn(scan(`${cut}\n${collected('two', { nonce: '9' })}`, '--json').stdout)).toEqual([
      'one',
      'two',
    ]);
  });

  it('are not what a host printed within its own', () => {
    const forged = collected('one').replace(
      '    inet',
      '@@ROUNDTRIP 666 host victim version 1\n@@ROUNDTRIP 666 end\n    inet',
    );

    expect(hostsIn(scan(forged, '--json').stdout)).toEqual(['one']);
  });

  it('that show no host are said, with exit status 3', () => {
    const { status, stdout } = scan('nothing to see here\n', '--json');

    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'roundtrip.error/1',
      code: 'host-not-shown',
      host: 'hosts',
    });
  });
});

describe('CSV', () => {
  it('quotes as RFC 4180 says, and lets no cell be a formula', () => {
    expect(csvLine(['a', 'b,c', 'd"e', 'f\ng'])).toBe('a,"b,c","d""e","f\ng"\r\n');
    for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])
      expect(csvLine([formula])).toMatch(/^"?'/);
  });

  it('holds for names that a host chose', () => {
    const { stdout } = scan(collected('=HYPERLINK("http://x","y")'), '--csv');

    const cells = stdout.split('\r\n').slice(1, -1);
    expect(cells).toHaveLength(1);
    expect(cells[0]).toMatch(/^(?:"'=|'=)/);
  });
});

describe('the table', () => {
  const row = {
    kind: 'address' as const,
    interface: 'eth1',
    address: '172.16.5.4',
    status: 'stopped' as const,
    cause: 'strict-rp-filter' as const,
    certainty: 'likely' as const,
    headline:
      'server-b が eth1 宛ての別ネットワークからの ping を破棄: rp_filter が strict で、戻りは eth0 から出ます',
  };

  it.each([30, 60, 80, 120, 200])('fits %i columns, with wide characters', (width) => {
    const rows = [
      { host: 'server-b', row },
      { host: 'ホスト', row: { kind: 'failed' as const, headline: '接続できません' } },
    ];

    const lines = hostTable(rows, { withHost: true, width }).split('\n');

    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
    expect(lines.join('').replace(/\s/g, '')).toContain('戻りはeth0から出ます');
  });

  it('sends nothing of a host to the terminal that could steer it', () => {
    const evil = { ...row, interface: 'eth\u001b[2J', headline: 'x\u001b]0;title\u0007' };

    expect(hostTable([{ host: 'a\u202eb', row: evil }], { withHost: true, width: 80 })).not.toMatch(
      /[\u001b\u0007\u202e]/,
    );
  });
});

describe('what was asked', () => {
  it.each([
    [[]],
    [['server-b', '--all']],
    [['--all', '--from-file', 'x']],
    [['--from-file', '/nonexistent/file']],
    [['--from-file', '/dev/null', '--json', '--csv']],
    [['--all', '--fail-on', 'maybe']],
  ])('%j is refused with exit status 2', (args) => {
    const { status, stderr } = runRoundtrip(['scan', ...args]);

    expect(status).toBe(2);
    expect(stderr.trim().split('\n').length).toBe(2);
  });

  it('is an interface, where an option is about one', () => {
    const { status, stderr } = runRoundtrip(['triage', 'server-b', '--port', '443']);

    expect(status).toBe(2);
    expect(stderr).toContain('--port');
  });
});
