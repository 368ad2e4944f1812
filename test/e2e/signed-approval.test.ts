import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkplace } from '../../src/cli/workplace.ts';
import { setupScript } from '../../src/host/index.ts';
import { stopEmbedded } from '../../src/store/index.ts';
import { runRoundtrip } from '../cli/run-roundtrip.ts';
import { until } from '../store/support.ts';
import { countAnswers, outputOf, useLab } from '../support/lab.ts';

describe('a host that verifies by itself who approved its changes', () => {
  const lab = useLab({ store: true, config: { approval: { hostVerified: true, selfApproval: true } } });
  const key = (name: string) => join(lab.current.directory, name);
  beforeAll(async () => {
    for (const name of ['alice', 'mallory'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key(name)]);
    const allowedSigners = `alice@example.com ${readFileSync(`${key('alice')}.pub`, 'utf8')}`;
    const input = setupScript({}, { host: 'server-b', minimum: 1, allowedSigners });
    await lab.current.exec('server-b', ['sh', '-c', 'cat >/run/setup.sh'], { input });
    await outputOf(lab.current, 'server-b', ['sh', '/run/setup.sh']);
  }, 60_000);
  afterAll(async () => {
    await stopEmbedded(join(lab.current.directory, 'data'), { remove: true });
  });
  const roundtrip = (...args: string[]) => runRoundtrip([...args, '--config', lab.current.configFile]);

  test('makes the change that somebody asked for in Slack once an approver has signed it', async () => {
    const workplace = await openWorkplace({ configFile: lab.current.configFile, level: 'warn' });
    const { triages } = workplace;
    const asked = await triages.request(
      { host: 'server-b', interface: 'eth1', protocol: 'icmp', from: { kind: 'host', host: 'server-a' } },
      'slack:U0ASKER',
      { kind: 'cli' },
    );
    await workplace.startWorking({ triage: asked.id, begins: [] });
    const plan = await until(async () => {
      const state = await triages.read(asked.id);
      return state?.status === 'diagnosed' ? state.diagnosis?.remedies[0]?.plan : undefined;
    }, 30);
    const chosen = await triages.chooseRemedy(asked.id, 'slack:U0ASKER', 'policy-routing', plan.hash);
    const pressed = await triages.approve(asked.id, 'slack:U0ADMIN', plan.hash);
    await workplace.close();

    const approved = roundtrip('approve', asked.id, '--key', key('alice'), '--yes');

    expect(chosen).toMatchObject({ done: true });
    expect(pressed).toMatchObject({ done: false, because: 'signature-missing' });
    expect(approved.stderr).toContain('ip rule add pref 32765 from 172.16.5.4/32 lookup 101');
    expect(approved).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Fixed: /) });
    expect(await countAnswers(lab.current, 'server-a', '172.16.5.4')).toBe(2);
    expect(roundtrip('approve', asked.id, '--key', key('alice'), '--yes')).toMatchObject({ status: 1 });
  });

  test('refuses what somebody else has signed, and nothing is changed', async () => {
    const fixed = roundtrip(
      ...['fix', 'server-b', 'eth2', '--from', 'server-a', '--key', key('mallory'), '--yes', '--json'],
    );

    expect(JSON.parse(fixed.stdout)).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('it needs the signatures of 1 who may approve here, and has 0'),
    });
    expect(await outputOf(lab.current, 'server-b', ['ip', 'rule'])).not.toContain('172.16.6.4');
  });

  test('the same fix with a key that is listed there', async () => {
    const fixed = roundtrip(
      ...['fix', 'server-b', 'eth2', '--from', 'server-a', '--key', key('alice'), '--yes', '--json'],
    );

    expect(JSON.parse(fixed.stdout)).toMatchObject({ outcome: 'committed' });
    expect(await countAnswers(lab.current, 'server-a', '172.16.6.4')).toBe(2);
  });
});

/** What an ssh-keygen before OpenSSH 8.1 says of `-Y`, and one that is not there. */
const KEYGENS = {
  'is older than 8.1': `#!/bin/sh
echo 'unknown option -- Y' >&2
echo 'usage: ssh-keygen [-q] [-b bits]' >&2
exit 1
`,
  'is not there': undefined,
} as const;

describe.each(Object.entries(KEYGENS))('a host whose ssh-keygen %s', (_what, keygen) => {
  const directory = mkdtempSync(join(tmpdir(), 'roundtrip-signers-'));
  const signers = join(directory, 'signers');
  const key = (name: string) => join(directory, name);
  for (const name of ['alice', 'mallory'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key(name)]);
  writeFileSync(signers, `alice@example.com ${readFileSync(`${key('alice')}.pub`, 'utf8')}`);
  const lab = useLab({
    store: true,
    config: { approval: { hostVerified: true, selfApproval: true, allowedSigners: signers } },
  });
  let said = '';
  beforeAll(async () => {
    const replace =
      keygen === undefined
        ? 'printf "" >/run/keygen; chmod 644 /run/keygen'
        : `printf '%s' "$0" >/run/keygen; chmod 755 /run/keygen`;
    const hide = `${replace}; mount --bind /run/keygen "$(command -v ssh-keygen)"`;
    await outputOf(lab.current, 'server-b', ['sh', '-c', hide, keygen ?? '']);
    const allowedSigners = readFileSync(signers, 'utf8');
    const input = setupScript({}, { host: 'server-b', minimum: 1, allowedSigners });
    const { stderr } = await lab.current.exec('server-b', ['sh', '-s'], { input });
    said = stderr;
  }, 60_000);
  afterAll(async () => {
    await stopEmbedded(join(lab.current.directory, 'data'), { remove: true });
    rmSync(directory, { recursive: true, force: true });
  });
  const fix = (device: string, signer: string, ...more: string[]) => {
    const { configFile } = lab.current;
    const words = ['fix', 'server-b', device, '--from', 'server-a', '--key', key(signer), '--yes', '--json'];
    return JSON.parse(runRoundtrip([...words, ...more, '--config', configFile]).stdout);
  };

  test('is told so by host-setup; the bot checks the signature, and the trail says that it alone did', async () => {
    const fixed = fix('eth1', 'alice');
    const report = runRoundtrip(['audit', 'report', fixed.triage, '--config', lab.current.configFile]);

    expect(said).toContain('ssh-keygen here cannot verify signatures');
    expect(fixed).toMatchObject({ outcome: 'committed' });
    expect(report.stdout).toContain('the host cannot verify signatures: they were checked by the bot alone');
    expect(await countAnswers(lab.current, 'server-a', '172.16.5.4')).toBe(2);
  });

  test('is not changed by what another key has signed', async () => {
    const fixed = fix('eth2', 'mallory');

    expect(fixed).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('nobody here can verify who signed it, and Roundtrip has not'),
    });
    expect(await outputOf(lab.current, 'server-b', ['ip', 'rule'])).not.toContain('172.16.6.4');
  });
});
