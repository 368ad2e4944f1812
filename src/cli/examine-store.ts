import type { Config, Secrets } from '../config/index.ts';
import { EXIT } from '../errors.ts';
import type { Store } from '../store/index.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

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
      const { openSigningKey } = await import('../store/index.ts');
      const { signingKeyFile } = config.audit;
      await openSigningKey(signingKeyFile);
      const { role, problems } = await withStore(config, secrets, (store) => store.guard());
      if (problems.length === 0) return say().doctor.guarded({ role, file: signingKeyFile });
      const told = say().doctorProblems.trailNotGuarded({ problems });
      throw problem('trail-not-guarded', told, { exitStatus: EXIT.failed });
    },
  };
}

async function withStore<T>(
  config: Config,
  { databaseUrl }: Secrets,
  look: (store: Store) => Promise<T>,
): Promise<T> {
  const { openStore } = await import('../store/index.ts');
  const store = await openStore({ databaseUrl, dataDirectory: config.dataDirectory });
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

/** Less than this is no skew (ms). */
const SKEW = 2000;

/** Approvals and waiting go by the database's clock, so that a skew decides nothing; logs of both are harder to read together. */
function withClock(where: string, ahead: number): string {
  if (Math.abs(ahead) < SKEW) return where;
  const { doctor } = say();
  const told = { where, seconds: Math.round(Math.abs(ahead) / 1000) };
  return ahead > 0 ? doctor.clockAhead(told) : doctor.clockBehind(told);
}
