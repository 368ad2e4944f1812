/**
 * @typedef {{ version?: string, integrity?: string, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 * @typedef {{ os: string, cpu: string, libc: string }} Platform
 */

/**
 * Whether a locked package must be there on this platform. An optional one must where it names exactly this
 * system (the pinned Node, the embedded PostgreSQL, native parts of vitest); others npm may have left out for good
 * reasons.
 * @param {LockedPackage} entry
 * @param {Platform} platform
 */
function isRequired(entry, platform) {
  if (!entry.optional) return true;
  const names = entry.os?.includes(platform.os) === true && entry.cpu?.includes(platform.cpu) === true;
  return names && (entry.libc?.includes(platform.libc) ?? true);
}

/**
 * What makes `npm ci` necessary, in one sentence, or undefined where node_modules is what the lock says.
 * @param {Lock} lock package-lock.json
 * @param {Lock | undefined} installed node_modules/.package-lock.json, npm's own record; undefined where missing
 * @param {Platform} platform
 * @param {(path: string) => boolean} exists whether a path below the package's root is there
 * @returns {string | undefined}
 */
export function whyInstall(lock, installed, platform, exists) {
  if (installed === undefined) return 'node_modules is missing';
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const found = installed.packages[path];
    if (found === undefined) {
      if (isRequired(entry, platform)) return `${path} is missing`;
      continue;
    }
    if (found.version !== entry.version || found.integrity !== entry.integrity)
      return `${path} is another version`;
    if (!exists(path)) return `${path} is missing`;
  }
  return undefined;
}

/**
 * What `npm ci` downloads and leaves on an x64 machine, in megabytes; the tests compare the second with what is there.
 * Without development tools, most is the pinned Node and PostgreSQL.
 */
export const MEGABYTES = Object.freeze({
  runtime: { download: 89, disk: 248 },
  all: { download: 145, disk: 429 },
});

/**
 * The lock without what only the tests and checks need.
 * @param {Lock} lock
 * @returns {Lock}
 */
export function withoutDevelopment(lock) {
  return { packages: Object.fromEntries(Object.entries(lock.packages).filter(([, entry]) => !entry.dev)) };
}
