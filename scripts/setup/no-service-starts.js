import { chmodSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

const MARK = '# written by the setup of roundtrip, removed when it ends';
const REFUSE_ALL = `#!/bin/sh\n${MARK}\nexit 101\n`;

/** @param {string} path */
function present(path) {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** @param {string} path */
function isOurs(path) {
  return existsSync(path) && readFileSync(path, 'utf8').includes(MARK);
}

/**
 * While `work` runs, packages that are installed start no service: Debian's maintainer scripts ask policy-rc.d,
 * and 101 means "action forbidden". What stood there before comes back, whether the work ends, throws or is
 * interrupted; one that an earlier setup left behind (it was killed) is cleared first.
 * @template T
 * @param {() => Promise<T>} work
 * @param {string} policy path of policy-rc.d
 * @returns {Promise<T>}
 */
export async function withoutServiceStarts(work, policy = '/usr/sbin/policy-rc.d') {
  const kept = `${policy}.before-roundtrip`;
  const restore = () => {
    if (isOurs(policy)) rmSync(policy);
    if (present(kept) && !present(policy)) renameSync(kept, policy);
  };
  const interrupted = () => {
    restore();
    process.exit(1);
  };
  restore();
  process.once('exit', restore);
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  try {
    if (present(policy)) renameSync(policy, kept);
    writeFileSync(policy, REFUSE_ALL);
    chmodSync(policy, 0o755);
    return await work();
  } finally {
    restore();
    process.off('exit', restore);
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
  }
}
