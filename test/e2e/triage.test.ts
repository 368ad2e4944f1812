import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { Diagnosis, STAGES } from '../../src/analyzer/model/index.ts';
import { openStore, stopEmbedded } from '../../src/store/index.ts';
import { launcher, runRoundtrip, unwrapped } from '../cli/run-roundtrip.ts';
import { requested } from '../store/support.ts';
import { outputOf, useLab } from '../support/lab.ts';

const lab = useLab();

function triage(...args: string[]) {
  return runRoundtrip(['triage', '--config', lab.current.configFile, ...args], { cwd: tmpdir() });
}

test('eth1 is diagnosed from another directory, with the whole walk and both remedies', () => {
  const { status, stdout } = triage('server-b', 'eth1', '--from', 'server-a', '--json');

  const diagnosis = Diagnosis.parse(JSON.parse(stdout));
  expect(status).toBe(0);
  expect(diagnosis).toMatchObject({
    cause: 'strict-rp-filter',
    stage: 'source-validation',
    certainty: 'proven',
    scope: 'round-trip',
    flow: { from: '172.16.0.4', to: '172.16.5.4', interface: 'eth1', protocol: 'icmp' },
    next: ['reply-leaves-other-interface'],
  });
  expect(diagnosis.stages.map(({ stage }) => stage)).toEqual([...STAGES]);
  expect(Object.values(diagnosis.witnesses).map(({ says }) => says)).toEqual(Array(4).fill('refuses'));
  expect(diagnosis.remedies.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['policy-routing', 'repairs'],
    ['loose-rp-filter', 'depends'],
  ]);
});

test('eth0 answers, and is said to be healthy', () => {
  const { status, stdout } = triage('server-b', 'eth0', '--from', 'server-a', '--json');

  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ cause: 'healthy', certainty: 'proven', remedies: [] });
});

test('without a sender the state alone makes it likely, and says what would prove it', () => {
  const { status, stdout, stderr } = triage('server-b', 'eth2', '--wait', '2');

  expect(status).toBe(0);
  expect(stderr).toContain('Likely: server-b drops pings to eth2');
  expect(stdout).toContain('Likely: ');
  expect(stdout).toContain('ping -c 5 172.16.6.4');
});

test('looking changes nothing on the host', async () => {
  const state = async () =>
    Promise.all([
      outputOf(lab.current, 'server-b', ['ip', 'rule']),
      outputOf(lab.current, 'server-b', ['ip', '-4', 'route', 'show', 'table', 'all']),
      outputOf(lab.current, 'server-b', ['sh', '-c', 'grep -rs . /proc/sys/net/ipv4/conf']),
      outputOf(lab.current, 'server-b', ['sh', '-c', 'ls -A /run/roundtrip /tmp 2>/dev/null || true']),
    ]);
  const before = await state();

  triage('server-b', 'eth3', '--from', 'server-a', '--json');

  expect(await state()).toEqual(before);
});

const REFUSED: readonly [what: string, args: string[], status: number, says: RegExp][] = [
  [
    'a host that is not in the inventory',
    ['server-x', 'eth1'],
    2,
    /server-x is not in the inventory[\s\S]*server-b/,
  ],
  ['an interface that does not exist', ['server-b', 'eth88'], 2, /eth88[\s\S]*eth0, eth1, eth2, eth3/],
  ['a shell in the interface', ['server-b', 'eth1; reboot'], 2, /cannot be the name of a network interface/],
  [
    'an ssh option as the host',
    ['--json', '--', '-oProxyCommand=reboot', 'eth1'],
    2,
    /cannot be the name of a host/,
  ],
  ['five thousand characters', ['x'.repeat(5000), 'eth1'], 2, /5000 characters/],
  ['a right-to-left mark', ['server-b', 'eth1\u202e'], 2, /\\u\{202e\}/],
  ['a sender that is neither host nor address', ['server-b', 'eth1', '--from', '172.16.0'], 2, /--from/],
  ['an octal address', ['server-b', 'eth1', '--to', '010.0.0.1'], 2, /not an IP address/],
];

test.each(REFUSED)('%s is refused in two lines', (_what, args, expected, says) => {
  const { status, stderr } = triage(...args);

  expect(status).toBe(expected);
  expect(stderr).toMatch(says);
  // The two lines come after those that say what is being done.
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(5);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('Ctrl-C ends a look with one line that says that nothing was changed', async () => {
  const words = ['triage', 'server-b', 'eth1', '--wait', '60', '--config', lab.current.configFile];
  const child = spawn(process.execPath, [launcher, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes('Waiting for a packet')) child.kill('SIGINT');
  });

  const [status] = await once(child, 'exit');

  expect(status).toBe(1);
  expect(said.trimEnd().split('\n').at(-1)).toBe('Interrupted: nothing was changed on server-b.');
  expect(said).not.toMatch(/\n\s+at /);
});

test('a verdict that cannot be recorded is shown, and last that it was not, why, and what to do', async () => {
  const directory = dirname(lab.current.configFile);
  const [key, dataDirectory] = [join(directory, 'audit.key'), join(directory, 'data')];
  const store = await openStore({
    dataDirectory,
    audit: { signingKeyFile: key, anchorFile: join(directory, 'audit.anchor') },
  });
  await store.events.append('T0000000001', 0, [requested]);
  await store.close();
  rmSync(key);

  const asked = triage('server-b', 'eth0', '--from', 'server-a');
  const document = JSON.parse(triage('server-b', 'eth0', '--from', 'server-a', '--json').stdout);
  await stopEmbedded(dataDirectory, { remove: true });

  expect(asked).toMatchObject({ status: 0, stdout: expect.stringContaining('Proven') });
  expect(unwrapped(asked.stderr)).toMatch(
    /This verdict was not recorded: The signing key \S+ is not there, .*roundtrip audit new-key\. $/,
  );
  expect(document).toMatchObject({
    cause: 'healthy',
    notRecorded: { code: 'audit-key-missing', nextStep: expect.stringContaining('Put it back') },
  });
  expect(document).not.toHaveProperty('triage');
});
