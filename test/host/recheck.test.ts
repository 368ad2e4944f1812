import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hostProgram } from '../../src/host/program.ts';
import { readParts } from '../../src/host/recheck.ts';
import { SHELLS } from './shells.ts';

const directory = mkdtempSync(join(tmpdir(), 'roundtrip-recheck-'));
const program = join(directory, 'program.sh');
writeFileSync(program, hostProgram());
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const STEPS =
  'route 4 1001 172.16.5.0/24 eth1 - link 172.16.5.4 rule 4 100 172.16.5.4/32 1001 sysctl net.ipv4.conf.eth1.rp_filter 1 2';

/** Runs a script on a host of its own, and the program's `recheck` once after it. */
function recheckAfter(shell: readonly string[], script: string) {
  const prelude = `mount -t tmpfs -o mode=755 tmpfs /run
ip link add eth1 type veth peer name far; ip link set eth1 up; ip link set far up
ip addr add 172.16.5.4/24 dev eth1; sysctl -qw net.ipv4.conf.eth1.rp_filter=1
ask() { ${shell.join(' ')} -s -- "$@" <${program} 2>/dev/null; }
{ ask apply R1 60 ${STEPS}; ask confirm R1; } >/dev/null
state() { ip rule; ip -4 route show table all; sysctl net.ipv4.conf.eth1; ls -R /run; }
`;
  const look = `${script}\nstate >/run/before 2>/dev/null; ask recheck R1 3600 ${STEPS}
state 2>/dev/null | cmp -s - /run/before && echo UNCHANGED`;
  const argv = [
    ...['-n', '-m', '-p', '-f', '--mount-proc', '--kill-child'],
    ...['sh', '-c', `${prelude}${look}`],
  ];
  const { stdout, stderr } = spawnSync('unshare', argv, { encoding: 'utf8', timeout: 60_000 });
  if (!stdout.includes('UNCHANGED')) throw new Error(`it changed something: ${stdout}${stderr}`);
  return readParts(stdout);
}

describe.each(SHELLS)('a look at a kept change, by %s', (...shell) => {
  const standing = (script: string) =>
    recheckAfter(shell, script).steps.map(({ standing: outcome }) => outcome);

  it('finds all of it there', () => {
    expect(recheckAfter(shell, 'true')).toMatchObject({
      steps: [{ standing: 'there' }, { standing: 'there' }, { standing: 'there' }],
      uptime: expect.any(Number),
    });
  });

  it('finds each part that is gone', () => {
    expect(standing('ip rule del pref 100')).toEqual(['there', 'gone', 'there']);
    expect(standing('ip route flush table 1001; sysctl -qw net.ipv4.conf.eth1.rp_filter=1')).toEqual([
      'gone',
      'there',
      'gone',
    ]);
    expect(standing('ip link del eth1')).toEqual(['gone', 'there', 'gone']);
  });

  it('shows what stands in its place', () => {
    const { steps } = recheckAfter(
      shell,
      `ip rule del pref 100; ip rule add pref 100 from 172.16.5.4 lookup 77 protocol dhcp
ip route replace 172.16.5.0/24 dev eth1 table 1001 proto static; sysctl -qw net.ipv4.conf.eth1.rp_filter=0`,
    );

    expect(steps.map(({ standing: outcome }) => outcome)).toEqual(['gone', 'gone', 'gone']);
    // BusyBox knows of no protocol.
    expect(steps[0]?.instead[0]).toMatch(/^172\.16\.5\.0\/24 dev eth1 (proto static )?scope link/);
    expect(steps[1]?.instead[0]).toMatch(/^100: from 172\.16\.5\.4 lookup 77( proto dhcp)?/);
    expect(steps[2]?.instead).toEqual(['0']);
  });

  it('knows that our own undo took it back', () => {
    const parts = recheckAfter(shell, `ask undo R1 >/dev/null`);

    expect(parts.undone).toBe('Roundtrip was asked to');
    expect(parts.steps.map(({ standing: outcome }) => outcome)).toEqual(['gone', 'gone', 'gone']);
  });

  it('takes no word that is not of its grammar', () => {
    const { stderr } = spawnSync('unshare', [
      '-n',
      ...shell,
      program,
      ...['recheck', 'R1', '3600', 'rule', '4', '0100', '172.16.5.4/32', '1001'],
    ]);

    expect(String(stderr)).toContain('rule: preference must be 1 to 32765');
  });
});
