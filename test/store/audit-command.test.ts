import { spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TriageEvent } from '../../src/triage/index.ts';
import { runRoundtrip } from '../cli/run-roundtrip.ts';
import { testData } from './support.ts';

const data = testData();
const directory = dirname(data.directory);
const config = join(directory, 'roundtrip.yaml');
const TRIAGE = 'T0000000001';
const events: TriageEvent[] = [
  {
    kind: 'requested',
    by: 'cli:root@test',
    origin: { kind: 'cli' },
    request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
  },
  {
    ...{ kind: 'failed', code: 'of-another-version' },
    facts: { message: '<b>`no *route*`</b>\u001b[2J', nextStep: 'Look.' },
  },
];

beforeAll(async () => {
  writeFileSync(config, 'hosts: { server-b: {} }\n');
  const store = await data.open({
    audit: { signingKeyFile: join(directory, 'audit.key'), anchorFile: join(directory, 'audit.anchor') },
  });
  await store.events.append(TRIAGE, 0, events);
  await store.events.append('T0000000002', 0, events);
  await store.close();
});
afterAll(() => data.remove());

const audit = (...args: string[]) => runRoundtrip(['--config', config, 'audit', ...args]);

test('an export has one document a line, of one triage where named', () => {
  const all = audit('export');
  const one = audit('export', '--triage', TRIAGE);
  const none = audit('export', '--triage', 'T0000000009');

  const lines = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  expect(lines(all.stdout).map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  expect(lines(one.stdout).map(({ triage, sequence }) => [triage, sequence])).toEqual([
    [TRIAGE, 1],
    [TRIAGE, 2],
  ]);
  expect(none).toMatchObject({ status: 2, stdout: '' });
});

test('a list has the newest first, as a table and as JSON', () => {
  const table = runRoundtrip(['--config', config, 'list']);
  const json = runRoundtrip(['--config', config, 'list', '--json']);

  const [head = '', ...lines] = table.stdout.trimEnd().split('\n');
  expect(head).toMatch(/^TRIAGE +HOST +INTERFACE +CAUSE +STATUS +BY +AT/);
  expect(lines.map((line) => line.split(/ {2,}/).slice(0, 6))).toEqual([
    ['T0000000002', 'server-b', 'eth1', '-', 'failed', 'cli:root@test'],
    [TRIAGE, 'server-b', 'eth1', '-', 'failed', 'cli:root@test'],
  ]);
  expect(JSON.parse(json.stdout)).toMatchObject({
    schema: 'roundtrip.list/1',
    triages: [{ triage: 'T0000000002', cause: null }, { triage: TRIAGE }],
  });
});

test('a check from a position on says where it began', () => {
  const [whole, part, none] = [
    audit('verify'),
    audit('verify', '--from', '4'),
    audit('verify', '--from', '0'),
  ];

  expect([whole.status, whole.stdout]).toEqual([0, expect.stringContaining('The chain verifies: 4 events')]);
  expect([part.status, part.stdout]).toEqual([
    0,
    'The chain verifies from position 4 on: 1 events, 1 of them signed; 1 signed heads agree.\n',
  ]);
  expect(none).toMatchObject({ status: 2, stdout: '' });
});

test('a position that the log does not reach is refused, and a key that others can read is no proof', () => {
  const beyond = audit('verify', '--from', '5');
  chmodSync(join(directory, 'audit.key'), 0o644);
  const [plain, strict] = [audit('verify'), audit('verify', '--strict')];
  chmodSync(join(directory, 'audit.key'), 0o600);

  expect(beyond).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('it ends at 4') });
  expect(plain).toMatchObject({ status: 0, stderr: expect.stringContaining('Others can read or write') });
  expect(strict).toMatchObject({ status: 1, stderr: expect.stringContaining('Others can read or write') });
});

test('a report is a page on which nothing from outside is markup', () => {
  const { status, stdout } = audit('report', TRIAGE);

  expect(status).toBe(0);
  expect(stdout).toContain(`# Triage ${TRIAGE}`);
  expect(stdout).toContain('\\<b\\>\\`no \\*route\\*\\`');
  expect(stdout).not.toContain('\u001b');
});

describe('an export is checked by a program of its own', () => {
  const exported = join(directory, 'trail.jsonl');
  const publicKey = join(directory, 'audit.pub');
  const CHECKER = fileURLToPath(new URL('../../scripts/check-audit-export.mjs', import.meta.url));
  const check = (...args: string[]) =>
    spawnSync(process.execPath, [CHECKER, exported, ...args], { encoding: 'utf8' });
  const all = ['--key', publicKey, '--anchor', join(directory, 'audit.anchor')];
  let trail: string;
  beforeAll(() => {
    trail = audit('export').stdout;
    const key = createPublicKey(readFileSync(join(directory, 'audit.key')));
    writeFileSync(publicKey, key.export({ type: 'spki', format: 'pem' }));
  });
  beforeEach(() => writeFileSync(exported, trail));

  test('of less than 100 lines, which needs nothing but Node', () => {
    const source = readFileSync(CHECKER, 'utf8');
    expect(source.split('\n').length).toBeLessThan(100);
    const imported = [...source.matchAll(/ from '([^']*)'/g)].map(([, name]) => name);
    expect(imported.filter((name) => !name?.startsWith('node:'))).toEqual([]);
  });

  test('which says how it is used, and which key is none', () => {
    const help = spawnSync(process.execPath, [CHECKER, '--help'], { encoding: 'utf8' });

    expect(help).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringMatching(/^node check-audit-export.mjs EXPORT/),
    });
    expect(check('--key', exported)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/trail\.jsonl: not a key in PEM/),
    });
  });

  test('which says how much it could check', () => {
    const [alone, signed, anchored] = [check(), check(...all.slice(0, 2)), check(...all)];

    expect([alone, signed, anchored].map(({ status, stderr }) => [status, stderr])).toEqual(
      Array.from({ length: 3 }, () => [0, '']),
    );
    expect(alone.stdout).toContain('4 events');
    expect(alone.stdout).toContain('signatures not checked; consistent, unanchored.');
    expect(signed.stdout).toContain('4 signatures checked; consistent, unanchored.');
    expect(anchored.stdout).toContain('4 signatures checked; anchored.');
  });

  const edit = (line: number, change: (text: string) => string) => () => {
    const lines = trail.split('\n');
    lines[line] = change(lines[line] ?? '');
    return lines.filter((text, index) => text !== '' || index !== line).join('\n');
  };
  test('which finds an anchor that was emptied, cut, or signs two logs', () => {
    const anchor = readFileSync(join(directory, 'audit.anchor'), 'utf8');
    const [first = '', ...more] = anchor.trimEnd().split('\n');
    const other = join(directory, 'other.anchor');
    const inAnHour = ['--import', 'data:text/javascript,const now=Date.now;Date.now=()=>now()+3600000'];
    const told = (text: string) => {
      writeFileSync(other, text);
      const args = [...inAnHour, CHECKER, exported, ...all.slice(0, 2), '--anchor', other];
      return spawnSync(process.execPath, args, { encoding: 'utf8' });
    };

    expect(told(anchor).status).toBe(0);
    expect(told('').stderr).toContain('it reaches to event 0, and the export to 4');
    if (more.length > 0) expect(told(`${first}\n`).stderr).toContain('it reaches to event ');
    const fork = signedHead({ ...JSON.parse(first), hash: 'a'.repeat(64) });
    expect(told(`${fork}\n${anchor}`).stderr).toContain('line 2: not what an earlier line signs');
    writeFileSync(exported, '');
    expect(check(...all.slice(0, 2)).stdout).toContain('0 events');
    writeFileSync(other, '');
    expect(check(...all.slice(0, 2), '--anchor', other).stdout).toContain('consistent, unanchored.');
  });

  /** The same head with another content, signed by the log's own key. */
  function signedHead({ signature: _old, key, ...head }: Record<string, unknown>): string {
    const { schema, position, hash, at, signedFrom } = head;
    const lines = [schema, position, hash, at, ...(signedFrom === undefined ? [] : [signedFrom])].join('\n');
    const own = createPrivateKey(readFileSync(join(directory, 'audit.key')));
    return JSON.stringify({
      ...head,
      key,
      signature: sign(null, Buffer.from(lines), own).toString('base64'),
    });
  }

  test.each([
    ['an event', edit(2, (text) => text.replaceAll('server-b', 'server-c')), 'position 3: its content'],
    ['what is shown of it', edit(2, (text) => text.replace('server-b', 'server-c')), 'position 3: its event'],
    ['a missing line', edit(1, () => ''), 'position 2: an event is missing'],
    ['a cut end', () => `${trail.split('\n').slice(0, 3).join('\n')}\n`, 'position 4: the export ends'],
    [
      'a signature',
      edit(1, (text) => text.replace(/"signature":"..../, '"signature":"AAAA')),
      'position 2: it is',
    ],
    [
      'no signature',
      edit(0, (text) => text.replace(/,"signature":"[^"]*"/, '')),
      'position 1: it is not signed',
    ],
    [
      'another order',
      edit(1, (text) => text.replace('"sequence":2', '"sequence":3')),
      'position 2: its content',
    ],
  ])('which finds %s', (_what, changed, said) => {
    writeFileSync(exported, changed());

    expect(check(...all)).toMatchObject({ status: 1, stderr: expect.stringContaining(said) });
  });
});

test('without an anchor no more is said than that it is consistent', () => {
  renameSync(join(directory, 'audit.anchor'), join(directory, 'kept.anchor'));
  const { status, stdout } = audit('verify');
  renameSync(join(directory, 'kept.anchor'), join(directory, 'audit.anchor'));

  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: 'Consistent, unanchored: 4 events, 4 signatures checked.\n',
  });
});

test('what is missing of the proof is said, and --strict fails for it', () => {
  const anchor = join(directory, 'audit.anchor');
  const whole = audit('verify', '--strict');
  renameSync(anchor, `${anchor}.kept`);
  const [bare, strict] = [audit('verify'), audit('verify', '--strict', '--json')];
  renameSync(`${anchor}.kept`, anchor);

  expect(whole).toMatchObject({ status: 0, stderr: '' });
  expect(bare.status).toBe(0);
  expect(bare.stderr).toContain(`There is no anchor (${anchor})`);
  expect(strict.status).toBe(1);
  expect(JSON.parse(strict.stdout)).toMatchObject({ ok: false, anchored: false, keyed: true, unsigned: 0 });
});

test('a log that was made anew without signatures is not taken for a signed one', async () => {
  const rows = await data.query('select position, signature from events');
  const anchor = join(directory, 'audit.anchor');
  renameSync(anchor, `${anchor}.kept`);
  const alter = (statement: string) => data.query(`set session_replication_role = replica; ${statement}`);
  await alter('update events set signature = null');
  const [bare, strict] = [audit('verify'), audit('verify', '--strict')];
  for (const { position, signature } of rows)
    await alter(`update events set signature = '${signature}' where position = ${position}`);
  renameSync(`${anchor}.kept`, anchor);

  expect(bare).toMatchObject({
    status: 0,
    stdout: 'Consistent, unanchored: 4 events, 0 signatures checked.\n',
    stderr: expect.stringContaining('4 events without a signature'),
  });
  expect(strict.status).toBe(1);
});

test('a chain that verifies is 0, one that was changed is 1 and says where', async () => {
  const before = audit('verify');
  await data.query(
    "set session_replication_role = replica; update events set at = '2020' where position = 3",
  );
  const after = audit('verify');
  const document = audit('verify', '--json');

  expect(before).toMatchObject({
    status: 0,
    stdout: 'The chain verifies: 4 events, 4 of them signed; 2 signed heads agree.\n',
  });
  expect(after).toMatchObject({ status: 1, stdout: '' });
  expect(after.stderr).toContain('at position 3 (T0000000002)');
  expect(document.status).toBe(1);
  expect(JSON.parse(document.stdout)).toMatchObject({ schema: 'roundtrip.audit/1', ok: false, position: 3 });
});

test('a key that is missing and a log that was changed are both said, in the language that is asked for', () => {
  const key = join(directory, 'audit.key');
  renameSync(key, `${key}.away`);
  const [english, japanese] = [audit('verify'), audit('--language', 'ja', 'verify')];
  renameSync(`${key}.away`, key);

  expect(english).toMatchObject({ status: 1, stdout: '' });
  expect(english.stderr).toMatch(
    /at position 3 .*does not match its hash\.\n.*keep both.*\nPut the signing key/s,
  );
  expect(japanese.stderr).toMatch(/内容がハッシュと一致しません。\n.*\n署名鍵/s);
  expect(japanese.stderr).not.toMatch(/hash|anchor|changed/);
});

test('an anchor that is not there is a usage error', () => {
  expect(audit('verify', '--anchor', '/nonexistent')).toMatchObject({ status: 2 });
});
