import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/analyzer/model/index.ts';
import type { Lab } from '../../src/demo/lab/index.ts';
import { countAnswers, outputOf, useLab } from '../support/lab.ts';
import { failureOf, labHosts } from './hosts.ts';
import { LOOSE, planOf, policyRouting } from './plans.ts';

const POLICY_ROUTING = policyRouting(1001, 1001);

/** All that a change could touch, as text: routes of every table, rules, sysctls. */
async function everything(lab: Lab): Promise<string> {
  const script =
    'ip route show table all; ip -6 route show table all; ip rule; ip -6 rule; grep -rsH . /proc/sys/net/ipv4/conf';
  const text = await outputOf(lab, 'server-b', ['sh', '-c', script]);
  // Link-local addresses become usable by themselves, some seconds after the start.
  return text.replace(/^local fe80:.*\n/gm, '');
}

async function until(condition: () => Promise<boolean>, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s`);
    await delay(200);
  }
}

describe('changing a host of the lab', () => {
  const lab = useLab({ name: `host-change-${process.pid}` });

  it('applies policy routing, and the undo that nobody disarms restores the host exactly', async () => {
    const hosts = labHosts(lab.current);
    const before = await everything(lab.current);

    const applied = await hosts.apply('server-b', 'T00000000A1', planOf(POLICY_ROUTING), 3);

    expect(applied).toMatchObject({
      kind: 'applied',
      undoMethod: 'detached-process',
      transcript: expect.stringContaining('# ip rule add pref 1001 from 172.16.5.4/32 lookup 1001'),
    });
    expect(await hosts.status('server-b', 'T00000000A1')).toMatchObject({ kind: 'applied', armed: true });
    expect(await countAnswers(lab.current, 'server-a', '172.16.5.4', 1)).toBe(1);
    await until(async () => (await hosts.status('server-b', 'T00000000A1')).kind === 'undone', 8);
    expect(await everything(lab.current)).toBe(before);
    expect(await countAnswers(lab.current, 'server-a', '172.16.5.4', 1)).toBe(0);
  });

  it('keeps a confirmed change beyond the deadline, and still undoes it on demand', async () => {
    const hosts = labHosts(lab.current);
    const before = await everything(lab.current);
    const plan = planOf([LOOSE]);

    await hosts.apply('server-b', 'T00000000A2', plan, 2);
    const confirmed = await hosts.confirm('server-b', 'T00000000A2');
    await delay(3500);

    expect(confirmed).toEqual({ kind: 'confirmed' });
    expect(await hosts.status('server-b', 'T00000000A2')).toEqual({ kind: 'confirmed' });
    const value = await outputOf(lab.current, 'server-b', ['cat', '/proc/sys/net/ipv4/conf/eth1/rp_filter']);
    expect(value.trim()).toBe('2');
    expect(await hosts.undo('server-b', 'T00000000A2', plan)).toMatchObject({ kind: 'undone' });
    expect(await everything(lab.current)).toBe(before);
  });

  it('forgets what was undone over a day ago, and keeps what was confirmed', async () => {
    const hosts = labHosts(lab.current);
    const plan = planOf([LOOSE]);
    await hosts.apply('server-b', 'T00000000B1', plan, 60);
    await hosts.undo('server-b', 'T00000000B1', plan);
    await hosts.apply('server-b', 'T00000000B2', plan, 60);
    await hosts.confirm('server-b', 'T00000000B2');
    const age = 'for record in /run/roundtrip/T00000000B*; do touch -h -d "2 days ago" "$record"/*; done';
    await outputOf(lab.current, 'server-b', ['sh', '-c', age]);

    await hosts.undo('server-b', 'T00000000B2', plan);
    await hosts.apply('server-b', 'T00000000B3', plan, 60);
    await hosts.undo('server-b', 'T00000000B3', plan);

    const records = await outputOf(lab.current, 'server-b', ['ls', '/run/roundtrip']);
    expect(records).not.toContain('T00000000B1');
    expect(records).toContain('T00000000B2');
  });

  it('undoes at once where nothing was confirmed', async () => {
    const hosts = labHosts(lab.current);
    const before = await everything(lab.current);
    const plan = planOf([...POLICY_ROUTING, LOOSE]);

    await hosts.apply('server-b', 'T00000000A3', plan, 600);
    const undone = await hosts.undo('server-b', 'T00000000A3', plan);

    expect(undone.kind).toBe('undone');
    expect(await everything(lab.current)).toBe(before);
    const processes = await outputOf(lab.current, 'server-b', ['ps', 'axo', 'args']);
    expect(processes).not.toContain('roundtrip-undo');
  });

  it('undoes a change whose record is gone, by the plan', async () => {
    const hosts = labHosts(lab.current);
    const before = await everything(lab.current);
    const plan = planOf([...POLICY_ROUTING, LOOSE]);
    await hosts.apply('server-b', 'T00000000A4', plan, 600);
    await hosts.confirm('server-b', 'T00000000A4');
    await outputOf(lab.current, 'server-b', ['rm', '-r', '/run/roundtrip/T00000000A4']);

    const undone = await hosts.undo('server-b', 'T00000000A4', plan);

    expect(undone.kind).toBe('undone');
    expect(await everything(lab.current)).toBe(before);
  });

  it.each([
    [
      'the table has such a route',
      ['ip', 'route', 'add', 'default', 'via', '172.16.5.1', 'table', '1001'],
      /table 1001 already has a route/,
    ],
    [
      'the preference is taken',
      ['ip', 'rule', 'add', 'pref', '1001', 'from', '9.9.9.9', 'lookup', 'main'],
      /preference 1001 is taken/,
    ],
    [
      'a sysctl has another value',
      ['sysctl', '-qw', 'net.ipv4.conf.eth1.rp_filter=0'],
      /rp_filter is 0, not 1/,
    ],
  ])('changes nothing where %s', async (_, obstacle, reason) => {
    const hosts = labHosts(lab.current);
    const original = await everything(lab.current);
    await outputOf(lab.current, 'server-b', obstacle);
    const before = await everything(lab.current);

    const refused = await hosts.apply('server-b', 'T00000000A5', planOf([...POLICY_ROUTING, LOOSE]), 60);
    const after = await everything(lab.current);
    const inverse = obstacle.map((word) => (word === 'add' ? 'del' : word.replace('=0', '=1')));
    await outputOf(lab.current, 'server-b', inverse);

    expect(refused).toMatchObject({ kind: 'refused', reason: expect.stringMatching(reason) });
    expect(after).toBe(before);
    expect(await everything(lab.current)).toBe(original);
    expect(await hosts.status('server-b', 'T00000000A5')).toEqual({ kind: 'none' });
  });

  it('takes back the steps before the one that the kernel refuses', async () => {
    const hosts = labHosts(lab.current);
    const before = await everything(lab.current);
    const wrong: Change = {
      kind: 'route',
      family: 4,
      table: 1001,
      destination: '10.9.0.0/16',
      dev: 'eth1',
      gateway: '9.9.9.9',
    };

    const refused = await hosts.apply(
      'server-b',
      'T00000000A6',
      planOf([LOOSE, ...POLICY_ROUTING, wrong]),
      60,
    );

    expect(refused).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('9.9.9.9'),
      transcript: expect.stringContaining('invalid gateway'),
    });
    expect(await everything(lab.current)).toBe(before);
  });

  it('does not take away what somebody else set since', async () => {
    const hosts = labHosts(lab.current);
    await hosts.apply('server-b', 'T00000000A7', planOf([LOOSE]), 600);
    await outputOf(lab.current, 'server-b', ['sysctl', '-qw', 'net.ipv4.conf.eth1.rp_filter=0']);

    await hosts.undo('server-b', 'T00000000A7', planOf([LOOSE]));

    const value = await outputOf(lab.current, 'server-b', ['cat', '/proc/sys/net/ipv4/conf/eth1/rp_filter']);
    await outputOf(lab.current, 'server-b', ['sysctl', '-qw', 'net.ipv4.conf.eth1.rp_filter=1']);
    expect(value.trim()).toBe('0');
  });

  it('leaves the undo armed, or nothing changed, whenever it is killed', async () => {
    const hosts = labHosts(lab.current);
    const before = await everything(lab.current);
    const plan = planOf([...POLICY_ROUTING, LOOSE]);

    for (const after of [0, 30, 60, 90, 150]) {
      const id = `T00000000K${after}`;
      const applying = hosts.apply('server-b', id, plan, 2).catch(() => undefined);
      await until(async () => (await programs(lab.current)).length > 0, 5).catch(() => undefined);
      await delay(after);
      for (const pid of await programs(lab.current)) await lab.current.exec('server-b', ['kill', '-9', pid]);
      await applying;

      await until(async () => (await everything(lab.current)) === before, 12);
      // As long as a step that was under way can still take effect, the host is held.
      const over = async () => ['none', 'undone'].includes((await hosts.status('server-b', id)).kind);
      await until(over, 25);
    }
  }, 120_000);

  it('leaves nothing of a change that takes longer than its undo waits, killed meanwhile or not', async () => {
    const hosts = labHosts(lab.current);
    const before = await everything(lab.current);
    const plan = planOf([...POLICY_ROUTING, LOOSE]);
    // A machine on which adding takes long; the undo's own commands do not.
    const slow = `real=$(readlink -f "$(command -v ip)"); cp "$real" /run/ip.real
printf '#!/bin/sh\ncase $* in *" add "*) sleep 0.8 ;; esac\nexec /run/ip.real "$@"\n' >/run/ip.sh
chmod 755 /run/ip.sh; mount --bind /run/ip.sh "$real"`;
    await outputOf(lab.current, 'server-b', ['sh', '-c', slow]);

    const failure = await failureOf(hosts.apply('server-b', 'T00000000C1', plan, 1));
    await until(async () => (await hosts.status('server-b', 'T00000000C1')).kind === 'undone', 15);
    const killed = hosts.apply('server-b', 'T00000000C2', plan, 1).catch(() => undefined);
    // In the middle of a step that was begun before the undo's deadline and ends after it.
    await until(async () => (await hosts.status('server-b', 'T00000000C2')).kind !== 'none', 15);
    await delay(1300);
    for (const pid of await programs(lab.current)) await lab.current.exec('server-b', ['kill', '-9', pid]);
    await killed;
    await until(async () => (await hosts.status('server-b', 'T00000000C2')).kind === 'undone', 20);
    await outputOf(lab.current, 'server-b', ['sh', '-c', 'umount "$(readlink -f "$(command -v ip)")"']);

    expect(failure).toMatchObject({ code: 'undo-was-due' });
    expect(await everything(lab.current)).toBe(before);
  });

  it('arms a detached process where systemd is there and does not answer', async () => {
    const hosts = labHosts(lab.current);
    await outputOf(lab.current, 'server-b', ['mkdir', '-p', '/run/systemd/system']);

    const applied = await hosts.apply('server-b', 'T0000000B1', planOf([LOOSE]), 600);
    const status = await hosts.status('server-b', 'T0000000B1');
    await hosts.undo('server-b', 'T0000000B1', planOf([LOOSE]));
    await outputOf(lab.current, 'server-b', ['rm', '-r', '/run/systemd']);

    expect(applied).toMatchObject({ kind: 'applied', undoMethod: 'detached-process' });
    expect(status).toMatchObject({ kind: 'applied', armed: true });
  });

  it('confirms nothing that is not applied', async () => {
    const hosts = labHosts(lab.current);

    expect(await hosts.confirm('server-b', 'T00000000A8')).toEqual({ kind: 'none' });
    expect(await hosts.status('server-b', 'T00000000A8')).toEqual({ kind: 'none' });
  });

  it('writes no file that a plan names: only what its own steps make of their words', async () => {
    const hosts = labHosts(lab.current);
    const plan = { ...planOf([LOOSE]), files: [{ path: '/etc/x', before: null, after: 'y' }] };

    const applied = await hosts.apply('server-b', 'T00000000A9', plan, 60);
    const { exitCode } = await lab.current.exec('server-b', ['test', '-e', '/etc/x']);
    const undone = await hosts.undo('server-b', 'T00000000A9', plan);

    expect(applied.kind).toBe('applied');
    expect(exitCode).toBe(1);
    expect(undone.kind).toBe('undone');
  });
});

/** Process ids of the host's program while it applies. */
async function programs(lab: Lab): Promise<string[]> {
  const { stdout } = await lab.exec('server-b', ['ps', 'axo', 'pid,args']);
  return stdout
    .split('\n')
    .filter((line) => / sh -s -- apply /.test(line) && !line.includes('sh -c'))
    .map((line) => line.trim().split(' ')[0] ?? '');
}
