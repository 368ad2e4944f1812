import { randomUUID } from 'node:crypto';
import { link, rm, writeFile } from 'node:fs/promises';

/**
 * Makes a file: whole or not at all, also where the process is killed meanwhile, and never in place of another.
 * @param mode of the file, less what the umask takes
 * @throws what open(2), write(2) and link(2) say: `EEXIST`, `ENOSPC`, `EACCES` …
 */
export async function makeFile(file: string, text: string, mode: number): Promise<void> {
  const beside = `${file}.${randomUUID().slice(0, 8)}.new`;
  try {
    await writeFile(beside, text, { mode, flag: 'wx', flush: true });
    await link(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}
