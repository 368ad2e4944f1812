import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Change } from '../../src/analyzer/model/index.ts';
import { outputOf, useLab } from '../support/lab.ts';
import { labHosts } from './hosts.ts';
import { LOOSE, planOf, policyRouting } from './plans.ts';

/*
 * What an administrator does by hand while a change of ours stands: it is told apart from the change, left, and told.
 */

const WHOLE = policyRouting(101, 32765);

describe('beside what others do on the host', () => {
  const lab = useLab({ name: `host-others-${process.pid}` });
  const on = async (...commands: string[]) => {
    for (const command of commands) await outputOf(lab.current, 'server-b', ['sh', '-c', command]);
  };
  const seen = (command: string) => outputOf(lab.current, 'server-b', ['sh', '-c', command]);
  const ours = () =>
    seen('ip rule; ip route show table 101 2>/dev/null; cat /proc/sys/net/ipv4/conf/*/rp_filter');

  async function made(triage: string, changes: readonly Change[]) {
    const hosts = labHosts(lab.current);
    const plan = planOf(changes);
    await hosts.apply('server-b', triage, plan, 600);
    expect(await hosts.confirm('server-b', triage)).toEqual({ kind: 'confirmed' });
    return { hosts, undo: () => hosts.undo('server-b', triage, plan) };
  }

  afterEach(async () => {
    await on(
      'ip link show eth1 >/dev/null 2>&1 || { ip link set moved1 down; ip link set moved1 name eth1; ip link set eth1 up; }',
      'ip route flush table 101 2>/dev/null; ip route flush table 77 2>/dev/null; true',
      'while ip rule del pref 32765 2>/dev/null; do :; done; while ip rule del pref 100 2>/dev/null; do :; done',
      'ip -6 route flush table 101 2>/dev/null; while ip -6 rule del pref 32765 2>/dev/null; do :; done',
      'umount "$(readlink -f /usr/sbin/ip)" 2>/dev/null; rm -f /etc/iproute2/rt_tables.d/own.conf /etc/iproute2/rt_protos.d/own.conf; sysctl -qw net.ipv4.conf.eth1.rp_filter=1',
    );
  });

  it('a route that somebody typed anew is left, told, and in nobody’s way', async () => {
    const before = await ours();
    const { undo } = await made('T0000000B01', WHOLE);
    await on('ip route del default table 101', 'ip route add default via 172.16.5.1 dev eth1 table 101');

    const undone = await undo();

    expect(undone).toEqual({ kind: 'undone', left: ['default via 172.16.5.1 dev eth1'] });
    expect(await seen('ip route show table 101')).toBe('default via 172.16.5.1 dev eth1 \n');
    await on('ip route del default table 101');
    expect(await ours()).toBe(before);
  });

  it('what nothing tells was ours is not taken away by an undo that names it', async () => {
    const hosts = labHosts(lab.current);
    await on(
      'ip route add default via 172.16.5.1 dev eth1 table 77',
      'ip rule add pref 100 from 172.16.5.4 lookup 77',
    );
    const before = await seen('ip rule; ip route show table 77');

    const undone = await hosts.undo(
      'server-b',
      'T0000000B02',
      planOf([
        { kind: 'route', family: 4, table: 77, destination: '0.0.0.0/0', dev: 'eth1', gateway: '172.16.5.1' },
        { kind: 'rule', family: 4, preference: 100, from: '172.16.5.4/32', table: 77 },
      ]),
    );

    expect(undone).toMatchObject({ kind: 'undone' });
    expect(await seen('ip rule; ip route show table 77')).toBe(before);
    expect(await seen('pgrep -fa roundtrip-und[o] || true')).toBe('');
  });

  it('a rule of somebody else’s that the kernel would take first is left; once it is gone, so is ours', async () => {
    const before = await ours();
    const { undo, hosts } = await made('T0000000B03', WHOLE);
    await on(
      'ip rule add pref 32765 from 172.16.5.4 fwmark 7 lookup 101',
      'ip rule del pref 32765 from 172.16.5.4 lookup 101',
      'ip rule del pref 32765 from 172.16.5.4 lookup 101; ip rule add pref 32765 from 172.16.5.4 fwmark 7 lookup 101',
      'ip rule add pref 32765 from 172.16.5.4 lookup 101',
    );

    const failed = await undo();
    const rules = await seen('ip rule show pref 32765');
    // Meanwhile it holds the host: whatever another change made could look as if it were of this one.
    const other = await hosts.apply('server-b', 'T0000000B04', planOf([LOOSE]), 60);
    await on('ip rule del pref 32765 from 172.16.5.4 fwmark 7 lookup 101');
    await delay(6000);
    const after = await hosts.apply('server-b', 'T0000000B05', planOf([LOOSE]), 60);
    await hosts.undo('server-b', 'T0000000B05', planOf([LOOSE]));

    expect(failed).toEqual({
      kind: 'failed',
      said: expect.stringMatching(
        /rule 4 32765 .*, in its way: 32765: from 172\.16\.5\.4 fwmark 0x7 lookup 101/,
      ),
    });
    expect(rules.match(/lookup 101/g)).toHaveLength(2);
    expect(other).toEqual({ kind: 'held', by: 'T0000000B03' });
    expect(await hosts.status('server-b', 'T0000000B03')).toEqual({
      kind: 'undone',
      because: 'Roundtrip was asked to',
    });
    expect(after).toMatchObject({ kind: 'applied' });
    expect(await ours()).toBe(before);
  }, 60_000);

  it.each([
    ['when a person asks for it', true],
    ['by itself', false],
  ])(
    'an interface that got another name is undone under that, %s',
    async (_when, asked) => {
      const hosts = labHosts(lab.current);
      const before = await ours();
      const triage = asked ? 'T0000000B06' : 'T0000000B07';
      const plan = planOf([LOOSE, ...WHOLE]);
      await hosts.apply('server-b', triage, plan, asked ? 600 : 4);
      if (asked) await hosts.confirm('server-b', triage);
      await on('ip link set eth1 name moved1 2>/dev/null');
      const stood = await seen('ip route show table 101; cat /proc/sys/net/ipv4/conf/moved1/rp_filter');

      if (asked) expect(await hosts.undo('server-b', triage, plan)).toEqual({ kind: 'undone' });
      else await delay(6000);
      const left = await seen(
        'ip rule; ip route show table 101; cat /proc/sys/net/ipv4/conf/moved1/rp_filter',
      );
      await on('ip link set moved1 down; ip link set moved1 name eth1; ip link set eth1 up');

      expect(stood).toContain('dev moved1');
      expect(stood).toMatch(/^2$/m);
      expect(left).not.toMatch(/101|moved1/);
      expect(left).toMatch(/^1$/m);
      expect(await hosts.status('server-b', triage)).toMatchObject({ kind: 'undone' });
      expect(await ours()).toBe(before);
    },
    30_000,
  );

  it('a rule of another protocol is somebody else’s', async () => {
    const { undo } = await made('T0000000B09', WHOLE);
    await on('ip rule add pref 32765 from 172.16.5.4 lookup 101 protocol static');

    const undone = await undo();

    expect(undone).toMatchObject({
      kind: 'undone',
      left: [expect.stringMatching(/^32765: from 172\.16\.5\.4 lookup 101 proto static$/)],
    });
    expect(await seen('ip rule show pref 32765')).toContain('proto static');
  });

  it('a setting that somebody has set since is left, and told', async () => {
    const { undo } = await made('T0000000B10', [LOOSE]);
    await on('sysctl -qw net.ipv4.conf.eth1.rp_filter=0');

    expect(await undo()).toEqual({ kind: 'undone', left: ['net.ipv4.conf.eth1.rp_filter = 0'] });
  });

  it('an interface with another name that cannot be seen is not taken for gone', async () => {
    const before = await ours();
    const { undo } = await made('T0000000B11', [LOOSE, ...WHOLE]);
    await on(
      'ip link set eth1 name moved1 2>/dev/null',
      'cp /usr/sbin/ip /run/real-ip; printf \'#!/bin/sh\\ncase $1$2 in linkshow) echo nonsense; exit 0 ;; esac; exec /run/real-ip "$@"\\n\' >/run/ip; chmod 755 /run/ip',
      'mount --bind /run/ip "$(readlink -f /usr/sbin/ip)"',
    );

    const failed = await undo();
    await on('umount "$(readlink -f /usr/sbin/ip)"');
    await delay(8000);
    const left = await seen('ip rule; ip route show table 101; cat /proc/sys/net/ipv4/conf/moved1/rp_filter');
    await on('ip link set moved1 down; ip link set moved1 name eth1; ip link set eth1 up');

    expect(failed).toEqual({
      kind: 'failed',
      said: expect.stringContaining('whose interface cannot be seen'),
    });
    expect(left).not.toMatch(/101|moved1/);
    expect(await ours()).toBe(before);
  }, 60_000);

  it('a look at a fix finds it under the name that its interface has now', async () => {
    const { hosts, undo } = await made('T0000000B12', [LOOSE, ...WHOLE]);
    await on('ip link set eth1 name moved1 2>/dev/null');

    const found = await hosts.recheck('server-b', 'T0000000B12', planOf([LOOSE, ...WHOLE]), 3600);

    expect(found.steps.map(({ standing }) => standing)).toEqual(['there', 'there', 'there', 'there']);
    expect(await undo()).toEqual({ kind: 'undone' });
  });

  it('a table that got a name meanwhile is known by it', async () => {
    const before = await ours();
    const { undo } = await made('T0000000B08', WHOLE);
    await on('mkdir -p /etc/iproute2/rt_tables.d; echo "101 second" >/etc/iproute2/rt_tables.d/own.conf');
    const named = await seen('ip rule show pref 32765');

    const undone = await undo();

    expect(named).toContain('lookup second');
    expect(undone).toEqual({ kind: 'undone' });
    await on('rm /etc/iproute2/rt_tables.d/own.conf');
    expect(await ours()).toBe(before);
  });

  /** An "ip" of before 4.20, which shows names alone; `changed`: what it shows otherwise. */
  const OLDER = (changed = '') =>
    [
      'cp /usr/sbin/ip /run/real-ip; printf \'#!/bin/sh\\ncase "$*" in *-N*) exit 255 ;; esac\\n',
      changed,
      'exec /run/real-ip "$@"\\n\' >/run/ip; chmod 755 /run/ip; mount --bind /run/ip "$(readlink -f /usr/sbin/ip)"',
    ].join('');

  it.each([
    ['B13', 'the protocol of its routes', 'rt_protos', '176 roundtrip', 'proto roundtrip', ''],
    ['B14', 'that protocol, in hexadecimal', 'rt_protos', '0xb0 roundtrip', 'proto roundtrip', ''],
    ['B15', 'its table', 'rt_tables', '101 lan5', 'lookup lan5', ''],
    ['B16', 'that protocol, for an older ip', 'rt_protos', '176 roundtrip', 'proto roundtrip', OLDER()],
    ['B17', 'in hexadecimal, for an older ip', 'rt_protos', '0xb0 roundtrip', 'proto roundtrip', OLDER()],
    ['B18', 'its table, for an older ip', 'rt_tables', '101 lan5', 'lookup lan5', OLDER()],
  ])('%s: a name without an end of its line hides nothing: %s', async (id, _what, file, line, named, ip) => {
    const before = await ours();
    const { undo } = await made(`T0000000${id}`, WHOLE);
    await on(
      `mkdir -p /etc/iproute2/${file}.d; printf '%s' '${line}' >/etc/iproute2/${file}.d/own.conf`,
      ip || 'true',
    );
    const shown = await ours();

    const undone = await undo();
    await on(`rm /etc/iproute2/${file}.d/own.conf`);

    expect(shown).toContain(named);
    expect(undone).toEqual({ kind: 'undone' });
    expect(await ours()).toBe(before);
  });

  it('a rule whose table cannot be told is no success: it is tried again, and goes as soon as it can be', async () => {
    const before = await ours();
    const { undo, hosts } = await made('T0000000B19', WHOLE);
    await on(OLDER('case "$*" in *"rule show"*) /run/real-ip "$@" | sed s/101/mystery/; exit ;; esac\\n'));

    const failed = await undo();
    await on('umount "$(readlink -f /usr/sbin/ip)"');
    await delay(9000);

    expect(failed).toEqual({ kind: 'failed', said: expect.stringContaining('rule 4 32765') });
    expect(await hosts.status('server-b', 'T0000000B19')).toMatchObject({ kind: 'undone' });
    expect(await ours()).toBe(before);
  }, 60_000);

  it('an IPv6 route that the kernel merged with somebody else’s: ours goes, theirs stays', async () => {
    const shown = () => seen('ip -6 rule show pref 32765; ip -6 route show table 101');
    await on('ip -6 address show dev eth1 | grep -q fd00:5::4 || ip address add fd00:5::4/64 dev eth1 nodad');
    const { undo } = await made('T0000000B20', [
      { kind: 'route', family: 6, table: 101, destination: '::/0', dev: 'eth1', gateway: 'fd00:5::1' },
      { kind: 'rule', family: 6, preference: 32765, from: 'fd00:5::4/128', table: 101 },
    ]);
    await on('ip -6 route append default via fd00:5::99 dev eth1 table 101');
    const merged = await shown();

    const undone = await undo();

    expect(merged).toMatch(/nexthop via fd00:5::1 .*\n.*nexthop via fd00:5::99 /);
    expect(undone).toMatchObject({ kind: 'undone', left: [expect.stringContaining('via fd00:5::99')] });
    expect(await shown()).toMatch(/^default via fd00:5::99 dev eth1 metric 1024 pref medium\s*$/);
  });

  it('a rule whose routes and record are gone is left, and told', async () => {
    const { undo } = await made('T0000000B21', WHOLE);
    await on('ip route flush table 101; rm -rf /run/roundtrip');

    const undone = await undo();

    expect(undone).toEqual({
      kind: 'undone',
      left: ['32765: from 172.16.5.4 lookup 101: whether it is ours cannot be told'],
    });
    expect(await seen('ip rule show pref 32765')).toContain('from 172.16.5.4 lookup 101');
  });
});
