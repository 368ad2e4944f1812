import { env } from 'node:process';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { type Play, withScenario } from '../lab/scenarios/play.ts';

const seed = SCENARIOS.find(({ name }) => name === 'strict-seed');
if (!seed) throw new RangeError('there is no such scenario');

/** Every command of a node begins so many seconds late: /usr/sbin, which comes first in the program's PATH, holds wrappers. */
async function makeSlow({ lab }: Play, node: string, seconds: number): Promise<void> {
  const lines = [
    'mkdir -p /run/real /run/slow',
    'mount --bind /usr/sbin /run/real',
    'for program in /usr/bin/* /usr/sbin/*; do',
    '  case $program in */sshd | */dash | */sleep | */setsid) continue ;; esac',
    '  name=$(basename "$program")',
    '  case $program in /usr/sbin/*) real=/run/real/$name ;; *) real=$program ;; esac',
    `  printf '#!/usr/bin/dash\\n/usr/bin/sleep ${seconds}\\nexec %s "$@"\\n' "$real" >"/run/slow/$name"`,
    'done',
    'chmod 755 /run/slow/*',
    'cp -P /usr/sbin/sshd /run/slow/',
    'mount --bind /run/slow /usr/sbin',
  ];
  const { exitCode, stderr } = await lab.exec(node, ['sh', '-ec', lines.join('\n')]);
  if (exitCode !== 0) throw new Error(stderr);
}

describe('a host that is too slow to be read in time', () => {
  it('is said to be overloaded, with what was read of it', { timeout: 300_000 }, async ({ skip }) => {
    skip(env['ROUNDTRIP_SCENARIOS'] !== 'all', 'it waits three minutes: "npm run test:scenarios" runs it');
    await withScenario(seed, async (play) => {
      await makeSlow(play, 'server-b', 10);

      const { diagnosis } = await play.look();

      expect(diagnosis.certainty).not.toBe('proven');
      expect(diagnosis.remarks.join('\n')).toMatch(/server-b is overloaded: .*\d+ outputs were read/);
      expect(diagnosis.remedies.filter(({ outcome }) => outcome === 'repairs')).toEqual([]);
    });
  });

  it('is diagnosed all the same where it is only somewhat late', { timeout: 120_000 }, async () => {
    await withScenario(seed, async (play) => {
      await makeSlow(play, 'server-b', 1);

      const { diagnosis } = await play.look();

      expect(diagnosis.cause).toBe('strict-rp-filter');
    });
  });
});
