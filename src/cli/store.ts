import type { Command } from 'commander';
import { EXIT, RoundtripError } from '../errors.ts';

/** `roundtrip store`: what the owner of the database does for the bot. */
export function addStoreCommand(program: Command): void {
  const store = program.command('store').description('the database that everything is recorded in');
  store
    .command('migrate')
    .description('set the database up as its owner (DATABASE_OWNER_URL), for the role of DATABASE_URL')
    .action(setUpStore);
}

async function setUpStore(): Promise<void> {
  const { loadSecrets } = await import('../config/index.ts');
  const { databaseOwnerUrl, databaseUrl } = loadSecrets();
  if (databaseOwnerUrl === undefined)
    throw new RoundtripError(
      'store-owner-missing',
      'DATABASE_OWNER_URL is not set.',
      'Let it name the owner of the database; the embedded one is set up by whoever uses it.',
      { exitStatus: EXIT.usage },
    );
  const { setUpDatabase } = await import('../store/index.ts');
  const { owner, bot } = await setUpDatabase({ ownerUrl: databaseOwnerUrl, databaseUrl });
  const roles =
    owner === bot
      ? `${owner} owns the events and can change them: let DATABASE_URL name another role`
      : `${owner} owns the events; ${bot} adds and reads them`;
  process.stdout.write(`The database is set up: ${roles}.\n`);
}
