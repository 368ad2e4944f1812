import { installCommand } from './system-packages.js';

/**
 * What was found on this machine.
 * @typedef {{
 *   isRoot: boolean,
 *   system: 'apt' | 'debian-without-apt' | 'other',
 *   missing: readonly string[],
 *   npmPackagesMissing: boolean,
 *   runningNode: string,
 *   hasNode: boolean,
 * }} Machine
 * `missing`: Debian's names of what is needed and not there. `hasNode`: a Node that runs the program is there, or comes
 * with the packages.
 */

/**
 * Why nothing can come of this setup, and what to do, or undefined where it can go on. It is asked before anything is
 * downloaded.
 * @param {{ command: string, asRoot: boolean, needed: Readonly<Record<string, string>> }} purpose
 * @param {Machine} machine
 * @returns {string | undefined}
 */
export function whyStop({ command, asRoot, needed }, machine) {
  if (!machine.hasNode) {
    return `There is no pinned Node for this machine, and Node ${machine.runningNode} is too old to run the program: install Node 24.`;
  }
  const missing = machine.missing.length > 0;
  if (asRoot && !machine.isRoot && (missing || machine.npmPackagesMissing)) {
    return `Only root can run "${command}": run it again as root, for example with sudo.`;
  }
  if (!missing) return undefined;
  if (machine.system === 'other') {
    const programs = machine.missing.map((name) => needed[name]);
    return `This is neither Debian nor Ubuntu: install what provides the programs ${programs.join(', ')}, then run "${command}" again.`;
  }
  if (machine.system === 'debian-without-apt') {
    return `There is no apt-get here: install the packages ${machine.missing.join(', ')} some other way, then run "${command}" again.`;
  }
  if (!machine.isRoot) {
    return `System packages are missing, and only root can install them. Run this once, then "${command}" again:\n  ${installCommand(machine.missing)}`;
  }
  return undefined;
}
