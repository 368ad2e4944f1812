import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PASSED_ON } from './build/licences.js';

/**
 * Licences of packages that are installed and not bundled. Of the last two: MPL-2.0 asks for the sources of its own files where somebody
 * changes them, and nobody here does; PSF-2.0 and CC0-1.0 ask for less than the others.
 */
const ALLOWED = new Set([...PASSED_ON, 'MPL-2.0', 'PSF-2.0', 'CC0-1.0']);

/**
 * Every package of the lock, of whichever platform, by its licence; and those whose licence is not allowed, or not named.
 * @param {string} root
 * @returns {{ byLicence: Map<string, string[]>, problems: string[], packages: number }}
 */
export function readLicences(root) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const paths = Object.keys(lock.packages).filter((path) => path !== '');
  const byLicence = new Map();
  const problems = [];
  for (const path of paths) {
    const { license = installedLicence(join(root, path)), version, dev, optional } = lock.packages[path];
    // Another platform's, of which the lock says nothing.
    if (license === undefined && optional && !existsSync(join(root, path))) continue;
    const name = `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)} ${version}`;
    byLicence.set(license, [...(byLicence.get(license) ?? []), dev ? `${name} (development)` : name]);
    if (!isAllowed(license)) problems.push(`${name}: ${license}`);
  }
  return { byLicence, problems, packages: paths.length };
}

/** Where the lock names none: `licenses`, as package.json had it before npm 3. A package of another platform is not there. */
function installedLicence(directory) {
  const manifest = join(directory, 'package.json');
  if (!existsSync(manifest)) return undefined;
  return JSON.parse(readFileSync(manifest, 'utf8')).licenses?.[0]?.type;
}

/** An SPDX expression: of several licences that one may choose from, one has to be allowed. */
function isAllowed(expression) {
  if (expression === undefined) return false;
  return expression
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((licence) => ALLOWED.has(licence)));
}
