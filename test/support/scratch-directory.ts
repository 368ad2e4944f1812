import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';

const MEMORY = '/dev/shm';
/** What may stand there and has to be free beside it (bytes): a run writes up to 2 GB at a time. */
const ENOUGH = 8 * 2 ** 30;

/**
 * What tests write for a moment (databases, profiles of browsers, packed packages) stays in memory where there is enough of it: a
 * database on a disk takes half as much processor time again. Whatever is left there goes at the end.
 */
export function setup(): (() => void) | undefined {
  if (process.env['TMPDIR'] !== undefined || !isSuitable()) return undefined;
  const directory = mkdtempSync(`${MEMORY}/rt-`);
  // As /tmp is: the database's account and ordinary users write there, too.
  chmodSync(directory, 0o1777);
  process.env['TMPDIR'] = directory;
  return () => {
    delete process.env['TMPDIR'];
    rmSync(directory, { recursive: true, force: true });
  };
}

/** Large enough, and programs can be started there. */
function isSuitable(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .findLast(([, place]) => place === MEMORY);
    const options = mount?.[3]?.split(',') ?? ['noexec'];
    return (
      mount?.[2] === 'tmpfs' &&
      !options.includes('noexec') &&
      !options.includes('ro') &&
      bavail * bsize >= ENOUGH &&
      process.availableMemory() >= ENOUGH
    );
  } catch {
    // No such place: the disk has to do.
    return false;
  }
}
