import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runRoundtrip } from '../cli/run-roundtrip.ts';
import { requested, testData } from './support.ts';

const data = testData();
const directory = dirname(data.directory);
const config = join(directory, 'roundtrip.yaml');
const files = { signingKeyFile: join(directory, 'audit.key'), anchorFile: join(directory, 'audit.anchor') };
const CHECKER = fileURLToPath(new URL('../../scripts/check-audit-export.mjs', import.meta.url));
const audit = (...args: string[]) => runRoundtrip(['--config', config, 'audit', ...args]);

async function record(...triages: string[]): Promise<void> {
  const store = await data.open({ audit: files });
  for (const triage of triages) await store.events.append(triage, 0, [requested]);
  await store.close();
}

function configure(formerKeyFiles: readonly string[]): void {
  writeFileSync(config, JSON.stringify({ hosts: { 'server-b': {} }, audit: { formerKeyFiles } }));
}

beforeAll(async () => {
  configure([]);
  await record('T0000000001', 'T0000000002');
});
afterAll(() => data.remove());

test('a key that is exposed is replaced, and what it signed still verifies, by the checker of exports too', async () => {
  const asked = audit('new-key');
  const changed = audit('new-key', '--yes');
  const [, former = ''] = /formerKeyFiles: \["([^"]*)"\]/.exec(changed.stdout) ?? [];
  await record('T0000000003');
  const forgotten = audit('verify');
  configure([former]);
  const known = audit('verify', '--strict');

  expect(asked).toMatchObject({ status: 2, stdout: '' });
  expect(changed).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('record nothing from then on'),
  });
  expect(forgotten).toMatchObject({ status: 1, stderr: expect.stringContaining('at position 1 ') });
  expect(known).toMatchObject({ status: 0, stderr: '' });

  const [exported, key] = [join(directory, 'trail.jsonl'), join(directory, 'audit.pub')];
  writeFileSync(exported, audit('export').stdout);
  const newer = createPublicKey(readFileSync(files.signingKeyFile));
  writeFileSync(key, newer.export({ type: 'spki', format: 'pem' }));
  const check = (...args: string[]) =>
    spawnSync(process.execPath, [CHECKER, exported, ...args], { encoding: 'utf8' });
  const both = check('--key', former, '--key', key, '--anchor', files.anchorFile);
  const otherOrder = check('--key', key, '--key', former);

  expect(both).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('4 signatures checked; anchored'),
  });
  expect(check('--key', key)).toMatchObject({ status: 1, stderr: expect.stringContaining('position 1:') });
  expect(otherOrder).toMatchObject({ status: 1, stderr: expect.stringContaining('position 3:') });
});

test('a key that is lost is asked for, and replaced only where that is asked for', () => {
  renameSync(files.signingKeyFile, `${files.signingKeyFile}.lost`);

  const checked = runRoundtrip(['--config', config, 'doctor', '--json']);
  const changed = audit('new-key', '--yes');

  expect(checked.stdout).toContain('is not there, and what was recorded so far is signed');
  expect(changed).toMatchObject({ status: 0, stdout: expect.stringContaining('The old key was not there') });
  expect(audit('verify').status).toBe(1);
});
