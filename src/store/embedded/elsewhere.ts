import { lstat, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failed } from '../../texts/failures/index.ts';

/**
 * Where root keeps what the server's user cannot get to in its own place: clusters, and a copy of PostgreSQL's programs.
 * Another directory than /var/lib/roundtrip, which is the bot's own where it runs as a service.
 */
export const ELSEWHERE = '/var/lib/roundtrip-store';

const WRITABLE_BY_OTHERS = 0o022;

/**
 * Makes that directory. Throws where it or one above it is not root's alone: whoever can write there could have root
 * start other programs, or give away other files than those it means.
 */
export async function makeElsewhere(): Promise<void> {
  await mkdir(ELSEWHERE, { recursive: true, mode: 0o755 });
  for (let at = ELSEWHERE; ; at = dirname(at)) {
    const { uid, mode } = await lstat(at);
    // A link's mode allows everything: it is no directory that root made.
    if (uid !== 0 || (mode & WRITABLE_BY_OTHERS) !== 0)
      throw failed('store-place-not-roots', { directory: at });
    if (at === dirname(at)) return;
  }
}
