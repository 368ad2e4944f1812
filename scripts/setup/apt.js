import { spawnSync } from 'node:child_process';
import { runQuietly } from './run-quietly.js';
import { installablePackages, missingPackages, readCost } from './system-packages.js';

const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
const INSTALL = ['install', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];

/**
 * The packages that dpkg does not call installed, in the order asked for.
 * @param {readonly string[]} wanted
 * @returns {string[]}
 */
export function notInstalled(wanted) {
  if (wanted.length === 0) return [];
  const format = '$' + '{Package} $' + '{db:Status-Abbrev}\\n';
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', format, ...wanted], {
    encoding: 'utf8',
    env,
  });
  return missingPackages(wanted, stdout ?? '');
}

/** Brings apt's lists up to date; where that fails, those that are there have to do. */
export function updateLists() {
  return runQuietly(['apt-get', 'update', '-q'], { env });
}

/**
 * The packages that apt could install.
 * @param {readonly string[]} wanted
 */
export function known(wanted) {
  const { stdout } = spawnSync('apt-cache', ['policy', ...wanted], { encoding: 'utf8', env });
  return installablePackages(wanted, stdout ?? '');
}

/**
 * What apt says that installing these costs.
 * @param {readonly string[]} packages
 */
export function costOf(packages) {
  const { stdout } = spawnSync('apt-get', [...INSTALL, '--assume-no', ...packages], {
    encoding: 'utf8',
    env,
  });
  return readCost(stdout ?? '');
}

/**
 * Installs these and what they depend on, without what is merely recommended.
 * @param {readonly string[]} packages
 */
export function install(packages) {
  return runQuietly(['apt-get', ...INSTALL, '-y', ...packages], { env });
}
