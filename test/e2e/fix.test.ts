import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { seedTopology, twoRouters } from '../../src/demo/lab/index.ts';
import { stopEmbedded } from '../../src/store/index.ts';
import { launcher, runRoundtrip, unwrapped } from '../cli/run-roundtrip.ts';
import { countAnswers, outputOf, useLab } from '../support/lab.ts';

function useFix(lab: ReturnType<typeof useLab>) {
  afterAll(async () => {
    await stopEmbedded(join(lab.current.directory, 'data'), { remove: true });
  });
  return (...args: string[]) => {
    const { status, stdout } = runRoundtrip(['fix', ...args, '--json', '--config', lab.current.configFile]);
    return { status, fixed: JSON.parse(stdout) };
  };
}

describe("in the seed's network", () => {
  const lab = useLab({ store: true });
  const fix = useFix(lab);

  test('policy routing repairs the ping; undo says where it cannot reach the host, and then restores it exactly', async () => {
    const state = () =>
      Promise.all([
        outputOf(lab.current, 'server-b', ['ip', 'rule']),
        outputOf(lab.current, 'server-b', ['ip', '-4', 'route', 'show', 'table', 'all']),
      ]);
    const before = await state();
    const broken = await countAnswers(lab.current, 'server-a', '172.16.5.4');

    const { status, fixed } = fix(
      'server-b',
      'eth1',
      '--remedy',
      'policy-routing',
      '--from',
      'server-a',
      '--yes',
    );

    expect({ broken, status, outcome: fixed.outcome }).toEqual({
      broken: 0,
      status: 0,
      outcome: 'committed',
    });
    expect(await countAnswers(lab.current, 'server-a', '172.16.5.4')).toBe(2);
    const undo = () => runRoundtrip(['undo', fixed.triage, '--yes', '--config', lab.current.configFile]);
    const sshd = (await outputOf(lab.current, 'server-b', ['pgrep', '-o', 'sshd'])).trim();
    await outputOf(lab.current, 'server-b', ['kill', '-STOP', sshd]);
    const unreached = undo();
    await outputOf(lab.current, 'server-b', ['kill', '-CONT', sshd]);
    const undone = undo();

    expect(unreached.status).toBe(1);
    expect(unwrapped(unreached.stderr)).toContain('Undoing the change of server-b …');
    expect(unwrapped(unreached.stdout)).toMatch(
      /^The fix for server-b eth1 was not undone: .* could not be reached: no answer within 5 s\./,
    );
    expect(undone.status).toBe(0);
    expect(await state()).toEqual(before);
  });

  test('loose rp_filter repairs the ping where the network lets the answers pass, and is not kept where that is not safe', async () => {
    const { status, fixed } = fix(
      'server-b',
      'eth2',
      '--remedy',
      'loose-rp-filter',
      '--from',
      'server-a',
      '--persist',
      '--yes',
    );

    expect({ status, outcome: fixed.outcome }).toEqual({ status: 0, outcome: 'committed' });
    expect(await countAnswers(lab.current, 'server-a', '172.16.6.4')).toBe(2);
    // Nothing there would remove an unconfirmed file at the next start: no systemd runs in the lab's hosts.
    expect(fixed.permanent).toBe(false);
    expect(fixed.plan.files.map(({ path }: { path: string }) => path)).toEqual([
      '/etc/sysctl.d/zz-roundtrip-eth2.conf',
    ]);
    expect(await outputOf(lab.current, 'server-b', ['find', '/etc', '-name', '*roundtrip*'])).toBe('');
    expect(await outputOf(lab.current, 'server-b', ['sysctl', '-n', 'net.ipv4.conf.eth2.rp_filter'])).toBe(
      '2\n',
    );
  });

  test('a dry run shows the plan, and why nothing would keep it, and changes nothing', async () => {
    const { status, fixed } = fix(
      'server-b',
      'eth3',
      '--remedy',
      'policy-routing',
      '--from',
      'server-a',
      '--persist',
      '--dry-run',
    );

    expect({ status, outcome: fixed.outcome }).toEqual({ status: 0, outcome: 'planned' });
    expect(fixed.plan.files).toEqual([]);
    expect(fixed.plan.permanent.withheld).toMatchObject([{ interface: 'eth3', because: 'owner-unknown' }]);
    expect(fixed.plan.steps.length).toBeGreaterThan(0);
    expect(await outputOf(lab.current, 'server-b', ['ip', 'rule'])).not.toContain('172.16.7.4');
  });

  test('without --json a dry run prints the plan, and last how much it would change', async () => {
    const words = ['fix', 'server-b', 'eth3', '--from', 'server-a', '--dry-run'];
    const { status, stdout, stderr } = runRoundtrip([...words, '--config', lab.current.configFile]);

    expect(status).toBe(0);
    expect(stderr).toContain('No --remedy was given: taking policy-routing, the recommended one.');
    expect(stdout).toContain('    ip rule add pref 32765 from 172.16.7.4/32 lookup ');
    expect(stdout).toContain('    ip rule del pref 32765 from 172.16.7.4/32 lookup ');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('Plan: 2 routes, 1 rule on server-b; nothing changed');
    expect(await outputOf(lab.current, 'server-b', ['ip', 'rule'])).not.toContain('172.16.7.4');
  });

  test('the list has each look, and with --hosts what is known of each host', () => {
    const list = (...more: string[]) =>
      runRoundtrip(['list', ...more, '--json', '--config', lab.current.configFile]);
    const { triages } = JSON.parse(list('--all').stdout);
    const { hosts } = JSON.parse(list('--hosts').stdout);

    expect(triages.length).toBeGreaterThan(1);
    expect(hosts).toContainEqual(
      expect.objectContaining({
        host: 'server-b',
        interfaces: expect.arrayContaining(['eth0', 'eth1', 'eth2', 'eth3']),
        last: expect.objectContaining({ cause: 'strict-rp-filter', interface: 'eth3' }),
      }),
    );
    expect(hosts).toContainEqual(expect.objectContaining({ host: 'server-a', apply: false, last: null }));
  });

  test('a triage that nobody knows is refused in the same words by each command', () => {
    const commands = [
      ['undo'],
      ['persist'],
      ['recheck'],
      ['approve'],
      ['audit', 'report'],
      ['audit', 'export', '--triage'],
    ];
    const said = commands.map((words) =>
      runRoundtrip([
        ...words,
        'T0000000000',
        ...(words.length === 1 && words[0] !== 'recheck' ? ['--yes'] : []),
        '--config',
        lab.current.configFile,
      ]),
    );

    for (const { status, stderr } of said)
      expect([status, stderr]).toEqual([
        2,
        'There is no triage T0000000000.\n"roundtrip list --all" shows the ID of each; it is in the thread, too.\n',
      ]);
  });

  test('Ctrl-C while it is being changed says what stands there, and undo ends it', async () => {
    const words = ['fix', 'server-b', 'eth1', '--from', 'server-a', '--yes'];
    const child = spawn(process.execPath, [launcher, ...words, '--config', lab.current.configFile], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Arming the undo')) child.kill('SIGINT');
    });

    const [status] = await once(child, 'exit');
    const last = said.trimEnd().split('\n').at(-1) ?? '';
    const [, triage = ''] = /roundtrip undo (T[0-9A-Z]{10})$/.exec(last) ?? [];
    const undone = runRoundtrip(['undo', triage, '--yes', '--config', lab.current.configFile]);

    expect([status, last]).toEqual([
      1,
      expect.stringMatching(
        /^Interrupted: (a change of server-b was begun|a change stands on server-b|the verified fix)/,
      ),
    ]);
    expect(said).not.toMatch(/\n\s+at /);
    // The host may have decided by itself meanwhile: in any case the triage is known, and nothing of it is left.
    expect(undone.status).not.toBe(2);
    expect(await outputOf(lab.current, 'server-b', ['ip', 'rule'])).not.toContain('172.16.5.4');
  });

  test('a healthy interface gets no remedy', () => {
    const { status, fixed } = fix(
      'server-b',
      'eth0',
      '--remedy',
      'policy-routing',
      '--from',
      'server-a',
      '--yes',
    );

    expect({ status, outcome: fixed.outcome }).toEqual({ status: 1, outcome: 'refused' });
  });

  test('a host that is only observed is left alone', () => {
    const { status, fixed } = fix(
      'server-a',
      'eth0',
      '--remedy',
      'policy-routing',
      '--from',
      'server-b',
      '--yes',
    );

    expect({ status, outcome: fixed.outcome }).toEqual({ status: 1, outcome: 'refused' });
  });
});

describe('where the loose remedy does not help', () => {
  // The router drops what does not belong on the interface that it comes in on, as clouds do.
  const seed = seedTopology();
  const router = seed.nodes.router;
  const lab = useLab({
    store: true,
    topology: {
      ...seed,
      nodes: {
        ...seed.nodes,
        ...(router
          ? { router: { ...router, sysctls: { ...router.sysctls, 'net.ipv4.conf.all.rp_filter': 1 } } }
          : {}),
      },
    },
  });
  const fix = useFix(lab);

  test('it is rolled back, and the host is as before', async () => {
    const { status, fixed } = fix(
      'server-b',
      'eth1',
      '--remedy',
      'loose-rp-filter',
      '--from',
      'server-a',
      '--yes',
    );

    expect({ status, outcome: fixed.outcome }).toEqual({ status: 1, outcome: 'rolled-back' });
    expect(await outputOf(lab.current, 'server-b', ['sysctl', '-n', 'net.ipv4.conf.eth1.rp_filter'])).toBe(
      '1\n',
    );
  });
});

describe.each([
  ['gateways that are not the first address', seedTopology({ gateways: 'last' }), '172.16.5.254'],
  ["two routers on eth1's network", twoRouters(), '172.16.5.254'],
] as const)('with %s', (_name, topology, gateway) => {
  const lab = useLab({ store: true, topology });
  const fix = useFix(lab);

  test('the plan uses the right gateway', async () => {
    const { fixed } = fix('server-b', 'eth1', '--remedy', 'policy-routing', '--from', 'server-a', '--yes');

    expect(fixed.outcome).toBe('committed');
    expect(fixed.plan.steps.map(({ do: argv }: { do: string[] }) => argv.join(' '))).toContain(
      `ip route add default via ${gateway} dev eth1 table 101 proto 176`,
    );
    expect(await countAnswers(lab.current, 'server-a', '172.16.5.4')).toBe(2);
  });
});

describe('where nobody tells the gateway', () => {
  const lab = useLab({ store: true });
  const fix = useFix(lab);

  test('it is asked for, and taken from the person', () => {
    const asked = fix('server-b', 'eth3', '--remedy', 'policy-routing', '--wait', '1', '--dry-run');
    const named = fix(
      'server-b',
      'eth3',
      '--remedy',
      'policy-routing',
      '--wait',
      '1',
      '--gateway',
      '172.16.7.1',
      '--dry-run',
    );

    expect(asked.fixed).toMatchObject({ outcome: 'refused', plan: null });
    expect(asked.fixed.reason).toContain('--gateway');
    expect(named.fixed.outcome).toBe('planned');
  });
});
