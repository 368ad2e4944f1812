import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Step } from '../../src/analyzer/model/index.ts';
import { stepFor } from '../../src/analyzer/model/index.ts';
import { hostProgram } from '../../src/host/program.ts';
import { readParts } from '../../src/host/recheck.ts';
import { removersOf } from '../../src/triage/removers.ts';
import { type BootedHost, bootHost, canBoot } from './booted-host.ts';

const STEPS: Step[] = [
  stepFor('1', {
    kind: 'route',
    family: 4,
    table: 1001,
    destination: '172.16.5.0/24',
    dev: 'eth1',
    scope: 'link',
  }),
  stepFor('2', { kind: 'rule', family: 4, preference: 1001, from: '172.16.5.4/32', table: 1001 }),
];
const WORDS = 'route 4 1001 172.16.5.0/24 eth1 - link - rule 4 1001 172.16.5.4/32 1001';
const NETWORK = `ip link set lo up; ip link add eth1 type veth peer name far; ip link set eth1 up; ip link set far up
ip addr add 172.16.5.4/24 dev eth1`;

describe.skipIf(!canBoot())('who took a kept change away, by the journal of the host', () => {
  let host: BootedHost;
  beforeAll(async () => {
    host = await bootHost();
    await host.run(NETWORK);
    await host.run(`sh -s -- apply S1 60 ${WORDS}`, hostProgram());
    await host.run('sh -s -- confirm S1', hostProgram());
  }, 60_000);
  afterAll(async () => {
    await host?.stop();
  });

  /** Seconds ago, the fix stood. */
  async function removers(stoodAgo: number) {
    await host.run('journalctl --sync 2>/dev/null; true');
    const parts = readParts(await host.run(`sh -s -- recheck S1 ${stoodAgo} ${WORDS}`, hostProgram()));
    const missing = STEPS.filter((_step, index) => parts.steps[index]?.standing === 'gone');
    const now = new Date();
    const found = removersOf(parts, missing, { now, stoodAt: new Date(now.getTime() - stoodAgo * 1000) });
    return { parts, found };
  }

  it('is nobody while it stands', async () => {
    const { parts } = await removers(60);

    expect(parts.steps.map(({ standing }) => standing)).toEqual(['there', 'there']);
    expect(parts.journal).toBe('read');
  });

  it('is unknown where the journal says nothing of it', async () => {
    await host.run('ip rule del pref 1001');
    const { parts, found } = await removers(60);

    expect(parts.steps.map(({ standing }) => standing)).toEqual(['there', 'gone']);
    expect(found).toEqual([]);
  });

  it('may be who configured the interface meanwhile', async () => {
    await host.run(
      'logger -t systemd-networkd "eth1: Reconfiguring with /etc/systemd/network/10-eth1.network."',
    );
    await host.run('logger -t systemd-networkd "eth10: Gained carrier"');
    const { found } = await removers(60);

    // What no unit of systemd logged is not taken for a manager's line.
    expect(found).toEqual([]);
  });

  it('is who ran the command that takes exactly that away', async () => {
    await host.run(
      'logger -t sudo "   alice : TTY=pts/1 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/sbin/ip rule del pref 1001"',
    );
    await host.run(
      'logger -t sudo "   bob : TTY=pts/2 ; PWD=/home/bob ; USER=root ; COMMAND=/usr/sbin/ip route show table 1001"',
    );
    const { found } = await removers(60);

    expect(found).toMatchObject([
      { kind: 'command', by: 'alice (sudo)', command: 'ip rule del pref 1001', exact: true },
    ]);
  });

  it('is a start of the host since it stood', async () => {
    const { parts } = await removers(60);

    expect(
      removersOf({ ...parts, uptime: 10, traces: [] }, STEPS, {
        now: new Date(),
        stoodAt: new Date(Date.now() - 60_000),
      }),
    ).toMatchObject([{ kind: 'restart' }]);
  });
});
