import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Diagnosis } from '../../src/analyzer/model/index.ts';
import { runRoundtrip } from '../cli/run-roundtrip.ts';
import { named, useLab } from '../support/lab.ts';

const lab = useLab({ name: named('explain-collected') });
const folder = mkdtempSync(join(tmpdir(), 'explain-collected-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the script of `roundtrip collect` prints on server-b, with somebody pinging meanwhile or nobody. */
async function collected(iface: string, pinged?: string): Promise<string> {
  const { stdout: script } = runRoundtrip(['collect', '-', iface, '--from', '172.16.0.4']);
  const pinging =
    pinged === undefined
      ? undefined
      : lab.current.exec('server-a', ['ping', '-n', '-c', '20', '-i', '0.5', '-W', '1', pinged]);
  const { stdout, exitCode } = await lab.current.exec('server-b', ['sh'], { input: script });
  await pinging;
  expect(exitCode).toBe(0);
  const file = join(folder, `${iface}.txt`);
  writeFileSync(file, stdout);
  return file;
}

function diagnosed(args: readonly string[]): Diagnosis {
  const { status, stdout } = runRoundtrip([...args, '--json'], { cwd: tmpdir() });
  expect(status, stdout).toBe(0);
  return Diagnosis.parse(JSON.parse(stdout));
}

test.each([
  ['eth1', '172.16.5.4'],
  ['eth0', '172.16.4.2'],
])(
  '%s: what the script gathers gives the same cause as a triage over SSH',
  async (iface, address) => {
    const file = await collected(iface, address);

    const explained = diagnosed(['explain', file, '--iface', iface, '--from', '172.16.0.4']);
    const triaged = diagnosed([
      'triage',
      'server-b',
      iface,
      '--from',
      'server-a',
      '--config',
      lab.current.configFile,
    ]);

    const { cause, stage, flow } = triaged;
    // The script looks at the host alone: whether the answers get back only the sender shows.
    const certainty = cause === 'healthy' ? 'likely' : triaged.certainty;
    expect(explained).toMatchObject({ cause, stage, certainty, flow });
    expect(explained.remedies.map(({ id, outcome }) => [id, outcome])).toEqual(
      triaged.remedies.map(({ id, outcome }) => [id, outcome]),
    );
  },
  60_000,
);

test('while nobody pings it is less certain, and the same cause', async () => {
  const file = await collected('eth2');

  expect(diagnosed(['explain', file, '--iface', 'eth2', '--from', '172.16.0.4'])).toMatchObject({
    cause: 'strict-rp-filter',
    certainty: 'likely',
    settles: 'ping -c 5 172.16.6.4',
  });
}, 60_000);
