import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hostProgram } from '../../src/host/program.ts';
import { SHELLS } from './shells.ts';

const directory = mkdtempSync(join(tmpdir(), 'roundtrip-main-rule-'));
const program = join(directory, 'program.sh');
writeFileSync(program, hostProgram());
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs a script on a host of its own: `ask VERB WORD…` prints what the program answers, `rules` the rules of both families. */
function onHost(shell: readonly string[], script: string): string[] {
  const prelude = `mount -t tmpfs -o mode=755 tmpfs /run
ask() { ${shell.join(' ')} -s -- "$@" <${program} 2>/dev/null | sed -n 's/^@@ROUNDTRIP [0-9]* result //p'; }
rules() { { ip -4 rule; ip -6 rule; } | tr '\\n\\t' ', '; echo; }
`;
  const argv = ['-n', '-m', '-p', '-f', '--mount-proc', '--kill-child', 'sh', '-c', `${prelude}${script}`];
  const { stdout, stderr } = spawnSync('unshare', argv, { encoding: 'utf8', timeout: 60_000 });
  if (stdout === '') throw new Error(stderr);
  return stdout.trim().split('\n');
}

const WITHOUT = '0: from all lookup local,32767: from all lookup default,0: from all lookup local,';
const WITH = WITHOUT.replace('32767', '32766: from all lookup main,32767');

describe.each(SHELLS)('the rule that looks up main, by %s', (...shell) => {
  it('is put back, kept when it is confirmed, and taken away again by its undo', () => {
    const said = onHost(
      shell,
      `ip -4 rule del pref 32766; ip -6 rule del pref 32766
ask apply M1 60 main-rule 4; rules; ask confirm M1; ask undo M1 main-rule 4; rules`,
    );

    expect(said).toEqual([
      'applied method=detached-process seconds=60',
      WITH,
      'confirmed',
      'undone Roundtrip was asked to',
      WITHOUT,
    ]);
  });

  it('is nobody’s to take away where nothing is noted of it, and is not made twice', () => {
    const said = onHost(
      shell,
      'rules; ask undo M2 main-rule 4 main-rule 6; ask apply M3 60 main-rule 4; ask apply M4 60 main-rule 5; rules',
    );

    expect(said[1]).toBe('none');
    expect(said[2]).toMatch(/^refused preference 32766 is taken: 32766:\s+from all lookup main\s*$/);
    expect(said).toHaveLength(4);
    expect(said[3]).toBe(said[0]);
  });

  it('goes by itself where nobody confirms it, for IPv6 as well', () => {
    const said = onHost(
      shell,
      'ip -4 rule del pref 32766; ip -6 rule del pref 32766; ask apply M5 2 main-rule 6; rules; sleep 5; ask status M5; rules',
    );

    expect(said[1]).toBe(`${WITHOUT}32766: from all lookup main,`);
    expect(said[2]).toBe('undone nobody confirmed the change in time');
    expect(said[3]).toBe(WITHOUT);
  });
});
