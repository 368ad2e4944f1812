import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { notInstalled } from './apt.js';
import { isDebianLike } from './system-packages.js';

/** Where root's programs are, which others may not have on their search path. */
const ROOT_DIRECTORIES = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** @param {string} program */
function hasProgram(program) {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), ...ROOT_DIRECTORIES];
  return directories.some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** How system packages get onto this machine. */
export function packageSystem() {
  const osRelease = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (!isDebianLike(osRelease)) return 'other';
  return hasProgram('apt-get') ? 'apt' : 'debian-without-apt';
}

/** Whether this process can install system packages. */
export function canInstall() {
  return process.getuid?.() === 0 && packageSystem() === 'apt';
}

/**
 * The packages that are not here. Who can install them goes by what dpkg says; for anybody else it is enough that a
 * program of each is there, wherever it came from.
 * @param {Readonly<Record<string, string>>} programs package → a program of it
 * @returns {string[]}
 */
export function lacking(programs) {
  const names = Object.keys(programs);
  return canInstall() ? notInstalled(names) : names.filter((name) => !hasProgram(programs[name] ?? ''));
}
