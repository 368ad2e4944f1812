import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, test } from 'vitest';
import { type Change, selfUndoing, stepFor } from '../../src/analyzer/model/index.ts';
import { SHELLS } from './shells.ts';

const CHANGES: readonly Change[] = [
  {
    ...{ kind: 'route', family: 4, table: 101, destination: '0.0.0.0/0' },
    ...{ dev: 'eth1', gateway: '172.16.5.1' },
  },
  { kind: 'rule', family: 4, preference: 100, from: '172.16.5.4/32', table: 101 },
  { kind: 'sysctl', key: 'net.ipv4.conf.eth1.rp_filter', before: '1', after: '2' },
];
const NETWORK = `ip link add eth1 type veth peer name far; ip link set eth1 up; ip link set far up
ip addr add 172.16.5.4/24 dev eth1; sysctl -qw net.ipv4.conf.eth1.rp_filter=1`;
const STATE = `{ ip rule; ip route show table 101; sysctl net.ipv4.conf.eth1.rp_filter; } 2>/dev/null`;

describe.each(SHELLS)('commands for somebody’s own hands, typed into %s', (...shell) => {
  const directory = mkdtempSync(join(tmpdir(), 'roundtrip-by-hand-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** What stands before, what the commands print, what stands right behind them and some seconds later, in a host's own network. */
  function typed(changes: readonly Change[], keeps: boolean): Promise<string[]> {
    const place = mkdtempSync(join(directory, 'run-'));
    const lines = selfUndoing(
      { hash: 'a3f1c9d2e4', steps: changes.map((change) => stepFor('1', change)) },
      { seconds: 2, place },
    );
    const text = keeps ? lines : lines.slice(0, -1);
    const script = [
      NETWORK,
      STATE,
      'echo ---',
      ...text,
      'echo ---',
      STATE,
      'echo ---',
      'sleep 4',
      STATE,
    ].join('\n');
    // No systemd of the machine runs what belongs to that network.
    const hidden = 'mount --bind /bin/false "$(command -v systemd-run)" 2>/dev/null';
    const argv = ['-n', '-m', 'sh', '-c', `${hidden}; exec "$@"`, 'sh', ...shell];
    return new Promise((resolve) => {
      // The status is the last command's.
      const child = execFile('unshare', argv, { encoding: 'utf8' }, (_error, stdout) =>
        resolve(stdout.split('---\n')),
      );
      child.stdin?.end(script);
    });
  }

  test.concurrent('are undone after their time', async ({ expect }) => {
    const [before, , behind, later] = await typed(CHANGES, false);

    expect(behind).toContain('lookup 101');
    expect(behind).toContain('rp_filter = 2');
    expect(later).toBe(before);
  });

  test.concurrent('stay where somebody keeps them', async ({ expect }) => {
    const [, , behind, later] = await typed(CHANGES, true);

    expect(behind).toContain('lookup 101');
    expect(later).toBe(behind);
  });

  test.concurrent('end at the first that fails, and what was made before it is undone', async ({
    expect,
  }) => {
    const [refused, ...others] = [{ ...CHANGES[0], dev: 'eth7' } as Change, ...CHANGES.slice(1)];
    const [before, , behind, later] = await typed(
      [CHANGES[0] as Change, refused as Change, ...others],
      false,
    );

    expect(behind).not.toContain('rp_filter = 2');
    expect(behind).toContain('default via 172.16.5.1');
    expect(later).toBe(before);
  });
});
