import { constants, existsSync } from 'node:fs';
import { access, open, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config, Secrets } from '../config/index.ts';
import { EXIT } from '../errors.ts';
import type { Store } from '../store/index.ts';
import { failed, gapIn } from '../texts/failures/index.ts';
import { withClock } from './clock-skew.ts';
import { problem } from './problem.ts';
import { language, say } from './speech.ts';

type StoreCheck = { name: string; look: () => Promise<string> };

/** The database answers, and how its clock goes. */
export function storeCheck(config: Config, secrets: Secrets): StoreCheck {
  return {
    name: say().doctor.names.store,
    look: () =>
      withStore(config, secrets, async (store) => {
        const before = Date.now();
        const ahead = (await store.events.now()).getTime() - (before + Date.now()) / 2;
        const where =
          secrets.databaseUrl === undefined
            ? say().doctor.embedded({ directory: config.dataDirectory })
            : say().doctor.server;
        return withClock(where, ahead);
      }),
  };
}

/** Nobody but the database's owner can change what was recorded, and nobody else can sign in the bot's place. */
export function trailCheck(config: Config, secrets: Secrets): StoreCheck {
  return {
    name: say().doctor.names.trail,
    look: async () => {
      const { signingKeyFile, anchorFile } = config.audit;
      const { role, gaps, lag } = await withStore(
        config,
        secrets,
        async (store) => ({ ...(await store.guard()), lag: await store.anchorLag(anchorFile) }),
        config.audit,
      );
      if (gaps.length > 0) {
        const embedded = secrets.databaseUrl === undefined;
        const problems = gaps.map((gap) => gapIn(language(), gap));
        const told = say().doctorProblems.trailNotGuarded({ problems, embedded });
        throw problem('trail-not-guarded', told, { exitStatus: EXIT.failed });
      }
      const code = await whyNotWritable(anchorFile);
      if (code !== undefined) throw failed('anchor-not-written', { file: anchorFile, code });
      if (lag === undefined) return say().doctor.guarded({ role, file: signingKeyFile });
      const told = say().doctorProblems.anchorBehind({ file: anchorFile, ...lag });
      throw problem('anchor-behind', told, { exitStatus: EXIT.failed });
    },
  };
}

/** The error code where no line could be added to that file; a file that is not there yet is not made. */
async function whyNotWritable(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file, constants.O_WRONLY | constants.O_APPEND);
    await handle.close();
    const { bavail } = await statfs(file);
    return bavail === 0 ? 'ENOSPC' : undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code !== 'ENOENT') return code;
    return access(nearest(dirname(file)), constants.W_OK).then(
      () => undefined,
      () => 'EACCES',
    );
  }
}

/** The directory, or the nearest one above it that there is. */
function nearest(directory: string): string {
  return existsSync(directory) ? directory : nearest(dirname(directory));
}

/** A database that runs for this look alone is stopped after it: answers how. */
export async function leaveStoreAsFound(
  config: Config,
  { databaseUrl }: Secrets,
): Promise<() => Promise<void>> {
  const { stopEmbedded, storeIsRunning } = await import('../store/index.ts');
  const isMine = databaseUrl === undefined && !(await storeIsRunning(config.dataDirectory));
  return async () => {
    // A bot that has begun meanwhile starts it again.
    if (isMine) await stopEmbedded(config.dataDirectory);
  };
}

async function withStore<T>(
  config: Config,
  { databaseUrl }: Secrets,
  look: (store: Store) => Promise<T>,
  audit?: Config['audit'],
): Promise<T> {
  const { openStore } = await import('../store/index.ts');
  const store = await openStore({ databaseUrl, dataDirectory: config.dataDirectory, audit });
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}
