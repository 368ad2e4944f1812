import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change, Plan } from '../../src/analyzer/model/index.ts';
import { createHosts, setupScript } from '../../src/host/index.ts';
import { hostProgram } from '../../src/host/program.ts';
import { outputOf, useLab } from '../support/lab.ts';
import { ownSshConfig, pingFromServerA } from './hosts.ts';

const LOOSE: Change = { kind: 'sysctl', key: 'net.ipv4.conf.eth1.rp_filter', before: '1', after: '2' };
const PLAN: Plan = {
  hash: 'h',
  restsOn: {},
  steps: [{ id: '1', change: LOOSE, do: [], undo: [], check: [] }],
  files: [],
  blastRadius: [],
};

/** What a thief of a key would try, as the command of an ssh client. */
const COMMANDS: readonly string[] = [
  'id',
  'sh',
  'bash -i',
  'cat /etc/shadow',
  'scp -f /etc/shadow',
  'scp -t /etc/cron.d/x',
  'internal-sftp',
  'sftp-server',
  '/usr/lib/openssh/sftp-server',
  'rsync --server --sender . /etc',
  'nc -l 4444',
  'python3 -c "import os; os.system(1)"',
  'sh -c "sh -s -- id"',
  'sh -s -- id',
  'sh -s -- reboot now',
  'sh -s -- observe eth1;id',
  'sh -s -- observe $(id)',
  'sh -s -- observe `id`',
  'sh -s -- observe eth1 || id',
  'sh -s -- observe eth1 && id',
  'sh -s -- observe eth1 | id',
  'sh -s -- observe eth1 > /etc/owned',
  'sh -s -- observe eth1 < /etc/shadow',
  'sh -s -- observe ../../etc/shadow',
  'sh -s -- observe -rf',
  'sh -s -- observe * seconds 1',
  'sh -s -- observe eth1 seconds 1 seconds',
  'sh -s --  ',
  'sh -s -- status',
  'sh -s -- undo',
  'sh -s -- apply',
  'sh -s -- apply K1 60',
  'sh -s -- apply K1 60 exec reboot',
  'sh -s -- apply ../K1 60 sysctl net.ipv4.conf.eth1.rp_filter 1 2',
  'sh -s -- apply K1 999999 sysctl net.ipv4.conf.eth1.rp_filter 1 2',
  'sh -s -- apply K1 60 sysctl kernel.core_pattern 1 2',
  'sh -s -- apply K1 60 sysctl net.ipv4.ip_forward 0 1',
  'sh -s -- apply K1 60 sysctl net.ipv4.conf.all.rp_filter 1 0',
  'sh -s -- apply K1 60 sysctl net.ipv4.conf.default.rp_filter 1 0',
  'sh -s -- apply K1 60 sysctl net.ipv4.conf.eth1.forwarding 0 1',
  'sh -s -- apply K1 60 sysctl net.ipv4.conf.../../eth1.rp_filter 1 2',
  'sh -s -- apply K1 60 sysctl net.ipv4.conf.eth1.rp_filter 1 9',
  'sh -s -- apply K1 60 rule 4 0100 172.16.5.4/32 1001',
  'sh -s -- apply K1 60 rule 4 0 172.16.5.4/32 1001',
  'sh -s -- apply K1 60 rule 4 100 172.16.0.0/16 1001',
  'sh -s -- apply K1 60 rule 4 100 0.0.0.0/0 1001',
  'sh -s -- apply K1 60 rule 4 100 172.16.5.4/32 254',
  'sh -s -- apply K1 60 rule 4 100 172.16.5.4/32 main',
  'sh -s -- apply K1 60 rule 4 40000 172.16.5.4/32 1001',
  'sh -s -- apply K1 60 route 4 254 0.0.0.0/0 eth1 172.16.5.1 - -',
  'sh -s -- apply K1 60 route 4 255 10.0.0.0/8 eth1 172.16.5.1 - -',
  'sh -s -- apply K1 60 route 4 0 10.0.0.0/8 eth1 172.16.5.1 - -',
  'sh -s -- apply K1 60 route 4 1001 10.0.0.0/8 eth1 172.16.5.1 host -',
  'sh -s -- apply K1 60 route 4 1001 10.0.0.0/8 ../eth1 172.16.5.1 - -',
  'sh -s -- apply K1 60 route 4 1001 10.0.0/8 eth1 172.16.5.1 - -',
  'sh -s -- apply K1 60 route 4 1001 10.0.0.0/8 eth1 172.16.5.010 - -',
  'sh -s -- apply K1 60 route 5 1001 10.0.0.0/8 eth1 172.16.5.1 - -',
  'sh -s -- apply holder 60 sysctl net.ipv4.conf.eth1.rp_filter 1 2',
  'sh -s -- undo lock sysctl net.ipv4.conf.eth1.rp_filter 1 2',
  'sh -s -- confirm ../../etc/passwd',
  'sh -s -- undo K1 exec reboot',
  'sh -s -- apply K1 60 approved 1 h exec reboot',
  'sh -s -- apply K1 60 approved $(id) h sysctl net.ipv4.conf.eth1.rp_filter 1 2',
  'sh -s -- apply K1 60 approved 1 h signed ../../etc/shadow sysctl net.ipv4.conf.eth1.rp_filter 1 2',
  'sh -s -- status K1;reboot',
];
const OTHER_VERBS = {
  observe: ['apply K1 60 sysctl net.ipv4.conf.eth1.rp_filter 1 2', 'confirm K1', 'undo K1', 'status K1'],
  apply: [
    'recheck K1 60 main-rule 4',
    'observe eth1 seconds 1',
    'probe 172.16.5.4 seconds 1',
    'capture eth1 seconds 1',
  ],
} as const;

const ROLES = ['observe', 'apply'] as const;
type Role = (typeof ROLES)[number];

describe('keys that are bound to their verbs', () => {
  const lab = useLab({ name: `host-keys-${process.pid}` });
  let ssh: ReturnType<typeof ownSshConfig>;
  beforeAll(async () => {
    const known = execFileSync('ssh', ['-G', '-F', lab.current.sshConfigFile, 'server-b'], {
      encoding: 'utf8',
    });
    const option = (name: string) => new RegExp(`^${name} (.*)$`, 'm').exec(known)?.[1] ?? '';
    const blocks = ['observe', 'apply'].flatMap((role) => [
      `Host server-b-${role}`,
      `  HostName ${option('hostname')}`,
      '  HostKeyAlias server-b',
      `  ProxyCommand ${option('proxycommand')}`,
      `  User ${option('user')}`,
      `  IdentityFile HERE/${role}`,
      '  IdentitiesOnly yes',
    ]);
    ssh = ownSshConfig(lab.current, blocks);
    for (const role of ['observe', 'apply']) ssh.makeKey(role);
    const keys = {
      observe: readFileSync(join(ssh.directory, 'observe.pub'), 'utf8').trim(),
      apply: readFileSync(join(ssh.directory, 'apply.pub'), 'utf8').trim(),
    };
    await lab.current.exec('server-b', ['sh', '-c', 'cat >/run/setup.sh'], { input: setupScript(keys) });
    await outputOf(lab.current, 'server-b', ['sh', '/run/setup.sh']);
  }, 60_000);

  const configured = (role: Role) => ['-F', join(ssh.directory, 'config'), `server-b-${role}`];
  /** One login for all attempts with a key: each is a session of its own there, with the command that is bound to the key. */
  const shared = () => ['-o', `ControlPath=${join(ssh.directory, '%n')}`, '-o', 'ControlMaster=auto'];
  afterAll(() => {
    for (const role of ROLES)
      spawnSync('ssh', [...shared(), '-O', 'exit', ...configured(role)], { stdio: 'ignore' });
  });

  /** What the ssh client of OpenSSH is answered. */
  function attempt(role: Role, command: string): { status: number; said: string } {
    const argv = [
      ...shared(),
      '-o',
      'ControlPersist=yes',
      '-o',
      'BatchMode=yes',
      ...configured(role),
      command,
    ];
    try {
      const said = execFileSync('ssh', argv, {
        input: hostProgram(),
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      return { status: 0, said };
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
      return { status, said: `${stdout}${stderr}` };
    }
  }
  const everything = async () => {
    const text = await outputOf(lab.current, 'server-b', [
      'sh',
      '-c',
      'ip route show table all; ip rule; ip -6 rule; grep -rsH . /proc/sys/net/ipv4/conf; ls /etc/owned 2>/dev/null; true',
    ]);
    // Link-local addresses become usable by themselves, some seconds after the start.
    return text.replace(/^local fe80:.*\n/gm, '');
  };

  it.each(['observe', 'apply'] as const)(
    'refuses whatever else is tried with the key for %s',
    async (role) => {
      const before = await everything();
      const rightful = { observe: 'observe eth1 seconds 1 unattended', apply: 'status K1' }[role];

      expect(attempt(role, `sh -s -- ${rightful}`)).toMatchObject({ status: 0 });
      const attempts = [...COMMANDS, ...OTHER_VERBS[role].map((words) => `sh -s -- ${words}`)];
      const granted = attempts.filter((command) => {
        const { status, said } = attempt(role, command);
        return status === 0 || /uid=|root:.*:0:/.test(said);
      });

      expect(attempts.length).toBeGreaterThanOrEqual(60);
      expect(granted).toEqual([]);
      expect(await everything()).toBe(before);
    },
    180_000,
  );

  it.each(['node-ssh', 'openssh'] as const)(
    'observes with the one and changes with the other (%s)',
    async (transport) => {
      const hosts = createHosts({
        ssh: { config: join(ssh.directory, 'config'), transport },
        hosts: {
          'server-a': { apply: true },
          'server-b': { apply: true, via: ['server-b-observe'], applyVia: ['server-b-apply'] },
        },
      });
      const before = await everything();

      const watched = await hosts.watch(pingFromServerA());
      const observed = await everything();
      const applied = await hosts.apply('server-b', 'T00000000K1', PLAN, 60);
      const confirmed = await hosts.confirm('server-b', 'T00000000K1');
      const stands = await hosts.recheck('server-b', 'T00000000K1', PLAN, 60);
      const undone = await hosts.undo('server-b', 'T00000000K1', PLAN);
      const gone = await hosts.recheck('server-b', 'T00000000K1', PLAN, 60);

      expect(watched.observation.captures[0]?.packets.length).toBeGreaterThan(0);
      expect(observed).toBe(before);
      expect(applied.kind).toBe('applied');
      expect(confirmed).toEqual({ kind: 'confirmed' });
      expect(undone.kind).toBe('undone');
      expect(stands.steps).toEqual([{ standing: 'there', instead: [] }]);
      expect(gone).toMatchObject({
        steps: [{ standing: 'gone', instead: ['1'] }],
        undone: 'Roundtrip was asked to',
      });
    },
  );

  it('leaves the host as it was by observing: rules, routes, settings and neighbours', async () => {
    // Entries as they are; how fresh each is changes by itself.
    const neighbours = async () =>
      (await outputOf(lab.current, 'server-b', ['ip', 'neigh']))
        .replace(/ [A-Z]+$/gm, '')
        .split('\n')
        .sort();
    const before = [await everything(), await neighbours()];

    const said = attempt('observe', 'sh -s -- observe eth1 seconds 1 unattended');

    expect(said.status).toBe(0);
    expect([await everything(), await neighbours()]).toEqual(before);
  });

  it('runs no program but the one that both sides know', () => {
    const argv = ['-F', join(ssh.directory, 'config'), '-o', 'BatchMode=yes', 'server-b-observe'];
    const other = hostProgram().replace('main() {', 'main() {\n  id');

    expect(() =>
      execFileSync('ssh', [...argv, 'sh -s -- observe eth1 seconds 1 unattended'], {
        input: other,
        stdio: ['pipe', 'pipe', 'pipe'],
      }),
    ).toThrow(/is not the one of this Roundtrip/);
  });
});
