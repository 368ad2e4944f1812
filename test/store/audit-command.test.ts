import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
  { kind: 'failed', code: 'host-unreachable', message: '<b>`no *route*`</b>\u001b[2J', nextStep: 'Look.' },
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

test('a report is a page on which nothing from outside is markup', () => {
  const { status, stdout } = audit('report', TRIAGE);

  expect(status).toBe(0);
  expect(stdout).toContain(`# Triage ${TRIAGE}`);
  expect(stdout).toContain('\\<b\\>\\`no \\*route\\*\\`');
  expect(stdout).not.toContain('\u001b');
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
    stdout: 'The chain verifies: 4 events; 2 signed heads agree.\n',
  });
  expect(after).toMatchObject({ status: 1, stdout: '' });
  expect(after.stderr).toContain('at position 3 (T0000000002)');
  expect(document.status).toBe(1);
  expect(JSON.parse(document.stdout)).toMatchObject({ schema: 'roundtrip.audit/1', ok: false, position: 3 });
});

test('an anchor that is not there is a usage error', () => {
  expect(audit('verify', '--anchor', '/nonexistent')).toMatchObject({ status: 2 });
});
