import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { headCopies } from '../../src/cli/head-copies.ts';

const directory = mkdtempSync(join(tmpdir(), 'roundtrip-syslog-'));
const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path;
});

const HEAD = { schema: 'roundtrip.head/2', position: 7, hash: 'ab' };

function copiesWith(copies: { log: boolean; syslog: boolean }) {
  const log = { info: vi.fn(), warn: vi.fn() };
  const audit = {
    signingKeyFile: '',
    anchorFile: '',
    formerKeyFiles: [],
    copies: { thread: false, ...copies },
  };
  return { log, copy: headCopies({ audit, directory }, log) };
}

/** A `logger` of the test's own, before the system's. */
function logger(script: string): void {
  writeFileSync(join(directory, 'logger'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(directory, 'logger'), 0o755);
  process.env['PATH'] = `${directory}:${path}`;
}

test('nothing is copied where nothing asks for it', () => {
  expect(copiesWith({ log: false, syslog: false }).copy).toBeUndefined();
});

test('a signed head stands in the log', () => {
  const { log, copy } = copiesWith({ log: true, syslog: false });
  copy?.(HEAD);
  expect(log.info.mock.calls).toEqual([[{ head: HEAD }, 'a head of the audit trail']]);
});

test('a signed head is sent to syslog, as one line that a checker can read', async () => {
  logger(`printf '%s\\n' "$@" > ${directory}/sent`);
  const { copy } = copiesWith({ log: false, syslog: true });
  copy?.(HEAD);
  await vi.waitFor(() => expect(readFileSync(join(directory, 'sent'), 'utf8')).toContain('position'));
  const sent = readFileSync(join(directory, 'sent'), 'utf8').trimEnd().split('\n');
  expect(sent.slice(0, -1)).toEqual(['-t', 'roundtrip', '-p', 'auth.notice']);
  expect(JSON.parse(sent.at(-1) ?? '')).toEqual(HEAD);
});

test('where syslog cannot be reached, the log says so', async () => {
  logger('echo "socket /dev/log: No such file or directory" >&2; exit 1');
  const { log, copy } = copiesWith({ log: false, syslog: true });
  copy?.(HEAD);
  await vi.waitFor(() => expect(log.warn).toHaveBeenCalledOnce());
  expect(JSON.stringify(log.warn.mock.calls)).toContain('No such file');
  rmSync(directory, { recursive: true });
});
