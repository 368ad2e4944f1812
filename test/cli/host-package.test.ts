import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { installedFiles, setupScript } from '../../src/host/index.ts';
import { runRoundtrip } from './run-roundtrip.ts';

const directory = mkdtempSync(join(tmpdir(), 'roundtrip-package-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const has = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** A root of its own over this machine's: what is installed there is gone with it. */
function inRoot(script: string): string {
  const prelude = `set -e
mount -t tmpfs tmpfs ${directory}/over; mkdir ${directory}/over/upper ${directory}/over/work ${directory}/over/root
mount -t overlay overlay -o lowerdir=/,upperdir=${directory}/over/upper,workdir=${directory}/over/work ${directory}/over/root
mount --bind ${directory} ${directory}/over/root/mnt; mount -t proc proc ${directory}/over/root/proc; mount --rbind /dev ${directory}/over/root/dev
exec chroot ${directory}/over/root sh -ec '${script}'`;
  mkdirSync(join(directory, 'over'), { recursive: true });
  return execFileSync('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', prelude], {
    encoding: 'utf8',
  });
}

const STATE = 'find /usr/local -printf "%p %m %u %g\\n" | sort';
const [program] = installedFiles();

describe.each([
  {
    kind: 'deb',
    needs: 'dpkg-deb',
    install: 'dpkg -i',
    remove: 'dpkg -P roundtrip-host',
    parent: '/usr/local',
  },
  {
    kind: 'rpm',
    needs: 'rpmbuild',
    install: 'rpm -i --nodeps --dbpath /var/lib/rpm-test',
    remove: 'rpm -e --dbpath /var/lib/rpm-test roundtrip-host',
    // RHEL has it from the start.
    parent: '/usr/local/libexec',
  },
])('host-setup --$kind', ({ kind, needs, install, remove, parent }) => {
  test.skipIf(!has(needs))(
    'makes a package that brings the program, and whose removal leaves nothing',
    () => {
      const file = join(directory, `program.${kind}`);
      const made = runRoundtrip(['host-setup', `--${kind}`, file]);
      const first = readFileSync(file);
      runRoundtrip(['host-setup', `--${kind}`, file]);

      const said = inRoot(
        `mkdir -p ${parent}; ${STATE} >/tmp/before; ${install} /mnt/program.${kind} >/dev/null 2>&1; ${STATE} >/tmp/with
sha256sum /usr/local/libexec/roundtrip/*; stat -c "%a %U %n" /usr/local/libexec/roundtrip/*
${remove} >/dev/null 2>&1; ${STATE} >/tmp/after; cmp /tmp/before /tmp/after && echo nothing left`,
      );

      expect(made).toMatchObject({ status: 0, stderr: expect.stringContaining('is written') });
      // The same files make the same package.
      expect(readFileSync(file).equals(first)).toBe(true);
      const digest = createHash('sha256')
        .update(program?.text ?? '')
        .digest('hex');
      expect(said).toContain(`${digest}  /usr/local/libexec/roundtrip/roundtrip-host`);
      expect(said).toContain('644 root /usr/local/libexec/roundtrip/roundtrip-host');
      expect(said).toContain('755 root /usr/local/libexec/roundtrip/apply');
      expect(said).toMatch(/nothing left\s*$/);
    },
  );
});

test.skipIf(!has('dpkg-deb'))(
  'the script writes no program where the package has brought it, and refuses another',
  () => {
    runRoundtrip(['host-setup', '--deb', join(directory, 'program.deb')]);
    execFileSync('sh', ['-c', `cat >${directory}/setup.sh`], { input: setupScript({}) });

    const said = inRoot(
      `dpkg -i /mnt/program.deb >/dev/null 2>&1; stat -c %Y%i /usr/local/libexec/roundtrip/roundtrip-host >/tmp/before
sh /mnt/setup.sh; stat -c %Y%i /usr/local/libexec/roundtrip/roundtrip-host | cmp - /tmp/before && echo untouched
echo >>/usr/local/libexec/roundtrip/roundtrip-host; sh /mnt/setup.sh 2>&1 || echo refused`,
    );

    expect(said).toContain('Roundtrip is installed.\nuntouched');
    expect(said).toMatch(/is of another version.*\nrefused\s*$/);
  },
);

test('no host and no package is bad usage', () => {
  expect(runRoundtrip(['host-setup'])).toMatchObject({ status: 2 });
});
