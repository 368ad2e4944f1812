import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stopEmbedded } from '../../src/store/index.ts';
import { runRoundtrip } from '../cli/run-roundtrip.ts';
import { countAnswers, named, outputOf, useLab } from '../support/lab.ts';

const lab = useLab({ store: true, name: named('openssh') });
let config = '';
/** Where the program makes its private directories. */
const place = mkdtempSync(join(tmpdir(), 'place-'));
beforeAll(() => {
  const { configFile } = lab.current;
  config = join(lab.current.directory, 'openssh.yaml');
  writeFileSync(config, readFileSync(configFile, 'utf8').replace(/^ssh:\n/m, 'ssh:\n  transport: openssh\n'));
});
afterAll(async () => {
  rmSync(place, { recursive: true });
  await stopEmbedded(join(lab.current.directory, 'data'), { remove: true });
});

const run = (...args: string[]) =>
  runRoundtrip([...args, '--config', config], { environment: { TMPDIR: place } });

function roundtrip(...args: string[]) {
  const { status, stdout } = run(...args, '--json');
  return { status, document: JSON.parse(stdout) };
}

test('the system client diagnoses, fixes and undoes, and leaves nothing behind', async () => {
  const rules = () => outputOf(lab.current, 'server-b', ['ip', 'rule']);
  const before = await rules();

  const triage = roundtrip('triage', 'server-b', 'eth1', '--from', 'server-a');
  const fix = roundtrip('fix', 'server-b', 'eth1', '--from', 'server-a', '--yes');
  const answers = await countAnswers(lab.current, 'server-a', '172.16.5.4');
  const undo = run('undo', fix.document.triage, '--yes');

  expect(triage).toMatchObject({ status: 0, document: { cause: 'strict-rp-filter', certainty: 'proven' } });
  expect(fix).toMatchObject({ status: 0, document: { outcome: 'committed' } });
  expect({ answers, undo: undo.status }).toEqual({ answers: 2, undo: 0 });
  expect(await rules()).toBe(before);
  expect(readdirSync(place).filter((name) => name.startsWith('roundtrip-ssh-'))).toEqual([]);
  const processes = await outputOf(lab.current, 'server-b', ['ps', 'axo', 'args']);
  expect(processes.split('\n').filter((line) => line.startsWith('sshd: root'))).toEqual([]);
}, 120_000);

test('doctor reaches every host by it, and says which transport that was', () => {
  const { document } = roundtrip('doctor');

  const checks: { name: string; ok: boolean; message: string }[] = document.checks;
  expect(checks.find(({ name }) => name === 'ssh configuration')?.message).toContain(
    'ssh.transport: openssh',
  );
  const hosts = checks.filter(({ name }) => name.startsWith('server-')).map(({ name, ok }) => [name, ok]);
  expect(Object.fromEntries(hosts)).toEqual({ 'server-a': true, 'server-b': true });
}, 60_000);
