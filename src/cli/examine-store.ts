import type { Config, Secrets } from '../config/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import type { Store } from '../store/index.ts';

type StoreCheck = { name: string; look: () => Promise<string> };

/** The database answers, and how its clock goes. */
export function storeCheck(config: Config, secrets: Secrets): StoreCheck {
  return {
    name: 'store',
    look: () =>
      withStore(config, secrets, async (store) => {
        const before = Date.now();
        const ahead = (await store.events.now()).getTime() - (before + Date.now()) / 2;
        const where =
          secrets.databaseUrl === undefined
            ? `embedded PostgreSQL in ${config.dataDirectory}`
            : 'PostgreSQL of DATABASE_URL';
        return `${where}${clockSkew(ahead)}`;
      }),
  };
}

/** Nobody but the database's owner can change what was recorded, and nobody else can sign in the bot's place. */
export function trailCheck(config: Config, secrets: Secrets): StoreCheck {
  return {
    name: 'audit trail',
    look: async () => {
      const { openSigningKey } = await import('../store/index.ts');
      const { signingKeyFile } = config.audit;
      await openSigningKey(signingKeyFile);
      const { role, problems } = await withStore(config, secrets, (store) => store.guard());
      if (problems.length === 0) return `${role} adds and reads events only; signed with ${signingKeyFile}`;
      throw new RoundtripError(
        'trail-not-guarded',
        `The bot itself could change what was recorded: ${problems.join('; ')}.`,
        'Let DATABASE_OWNER_URL name the owner of the database and DATABASE_URL another role, and run "roundtrip store migrate".',
        { exitStatus: EXIT.failed },
      );
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
function clockSkew(ahead: number): string {
  if (Math.abs(ahead) < SKEW) return '';
  return `; its clock is ${Math.round(Math.abs(ahead) / 1000)} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine's`;
}
