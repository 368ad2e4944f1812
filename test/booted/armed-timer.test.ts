import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostProgram } from '../../src/host/program.ts';
import { type BootedHost, bootHost, canBoot } from './booted-host.ts';

const STEPS =
  'route 4 1001 172.16.5.0/24 eth1 - link 172.16.5.4 rule 4 1001 172.16.5.4/32 1001 sysctl net.ipv4.conf.eth1.rp_filter 1 2';
const NETWORK = `ip link set lo up; ip link add eth1 type veth peer name far; ip link set eth1 up; ip link set far up
ip addr add 172.16.5.4/24 dev eth1; sysctl -qw net.ipv4.conf.eth1.rp_filter=1`;
const STATE = `ip route show table 1001 2>/dev/null; ip rule; sysctl -n net.ipv4.conf.eth1.rp_filter`;

describe.skipIf(!canBoot())('the undo on a host that runs systemd', () => {
  let host: BootedHost;
  let before = '';
  beforeAll(async () => {
    host = await bootHost();
    await host.run(NETWORK);
    before = await host.run(STATE);
  }, 60_000);
  afterAll(async () => {
    await host?.stop();
  });
  const ask = async (words: string) =>
    / result (.*)/.exec(await host.run(`sh -s -- ${words}`, hostProgram()))?.[1] ?? '';
  const timers = () =>
    host.run('systemctl list-timers --all --no-legend; systemctl list-units --all --no-legend');

  it('is a timer that undoes exactly what was made', async () => {
    const applied = await ask(`apply S1 8 ${STEPS}`);
    const armed = await timers();
    await delay(10_000);

    expect(applied).toBe('applied method=systemd-run seconds=8');
    expect(armed).toContain('roundtrip-undo-S1.timer');
    expect(await ask('status S1')).toBe('undone nobody confirmed the change in time');
    expect(await host.run(STATE)).toBe(before);
  });

  it('is gone once the change is confirmed, and nothing of it fires', async () => {
    await ask(`apply S2 8 ${STEPS}`);
    const confirmed = await ask('confirm S2');
    const left = await timers();
    await delay(9000);

    expect(confirmed).toBe('confirmed');
    expect(left).not.toContain('roundtrip-undo');
    expect(await host.run(STATE)).toContain('lookup 1001');
    expect(await ask('undo S2')).toMatch(/^undone/);
    expect(await host.run(STATE)).toBe(before);
  });

  it('is armed anew by whoever looks where somebody stopped its timer', async () => {
    await ask(`apply S3 60 ${STEPS}`);
    await host.run('systemctl stop roundtrip-undo-S3.timer');
    const status = await ask('status S3');

    expect(status).toMatch(/^applied armed=yes/);
    expect(await timers()).toContain('roundtrip-undo-S3.timer');
    expect(await ask('undo S3')).toMatch(/^undone/);
    expect(await host.run(STATE)).toBe(before);
  });

  it('is started again where its service is killed while it undoes', async () => {
    const slow = `real=$(readlink -f "$(command -v ip)"); cp "$real" /tmp/ip; printf '#!/bin/sh\\ncase $* in *del*) sleep 2 ;; esac\\nexec /tmp/ip "$@"\\n' >/tmp/slow
chmod 755 /tmp/slow; mount --bind /tmp/slow "$real"`;
    await ask(`apply S4 8 ${STEPS}`);
    await host.run(slow);
    await delay(8500);
    await host.run('systemctl kill --signal=KILL roundtrip-undo-S4.service');
    await delay(11_000);
    await host.run('umount "$(readlink -f "$(command -v ip)")"');

    expect(await ask('status S4')).toMatch(/^undone/);
    expect(await host.run(STATE)).toBe(before);
  });

  it('fires with a full /run', async () => {
    await ask(`apply S5 8 ${STEPS}`);
    await host.run('dd if=/dev/zero of=/run/filler bs=1M 2>/dev/null; true');
    await delay(10_000);
    const status = await ask('status S5');
    await host.run('rm /run/filler');

    expect(status).toMatch(/^undone/);
    expect(await host.run(STATE)).toBe(before);
  });
});
