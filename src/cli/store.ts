import type { Command } from 'commander';
import { EXIT, RoundtripError } from '../errors.ts';
import type { BackupSummary, OwnedStore, StoreStatus } from '../store/index.ts';
import { printJson } from './output.ts';
import { ownedStoreOf } from './owned-store.ts';

/** `roundtrip store`: what the owner of the database does for the bot. */
export function addStoreCommand(program: Command): void {
  const store = program.command('store').description('the database that everything is recorded in');
  store
    .command('status')
    .description('where it is, whether it runs, how large it is, and who is connected')
    .option('--json', 'print the result as JSON')
    .action(printStatus);
  store
    .command('stop')
    .description('stop the embedded database; the next command that needs it starts it again')
    .option('--force', 'also while a bot or another command is connected')
    .action(stopStore);
  store
    .command('backup <file>')
    .description('write everything that is recorded to a new file, also while bots run')
    .action(backUpStore);
  store
    .command('restore <file>')
    .description('fill an empty embedded database from a backup')
    .action(restoreStore);
  store
    .command('migrate')
    .description('set the database up as its owner (DATABASE_OWNER_URL), for the role of DATABASE_URL')
    .action(setUpStore);
}

async function printStatus(options: { json?: boolean }, command: Command): Promise<void> {
  const { storeStatus } = await import('../store/index.ts');
  const status = await storeStatus(await ownedStoreOf(command));
  if (options.json) return printJson({ schema: 'roundtrip.store/1', ...status });
  process.stdout.write(`${linesOf(status).join('\n')}\n`);
}

async function stopStore(options: { force?: boolean }, command: Command): Promise<void> {
  const { storeStatus, stopEmbedded } = await import('../store/index.ts');
  const { dataDirectory } = embedded(await ownedStoreOf(command), 'stop it with the tools of its own server');
  const { running, connected = [] } = await storeStatus({ ...EMBEDDED_ALONE, dataDirectory });
  if (!running) {
    process.stdout.write(`The database in ${dataDirectory} does not run.\n`);
    return;
  }
  if (connected.length > 0 && !options.force)
    throw new RoundtripError(
      'store-in-use',
      `The database is in use: ${connected.map(({ program, connections }) => `${program} (${connections})`).join(', ')}.`,
      'End the bot and the commands that use it first, or add --force: what they are doing is taken up at their next start.',
    );
  await stopEmbedded(dataDirectory);
  process.stdout.write(`The database in ${dataDirectory} was stopped.\n`);
}

async function backUpStore(file: string, _options: object, command: Command): Promise<void> {
  const { backUp } = await import('../store/index.ts');
  const store = embedded(await ownedStoreOf(command), 'use pg_dump');
  process.stderr.write(`writing ${file} …\n`);
  const summary = await backUp(store, file);
  process.stdout.write(`${file} holds ${contents(summary)}.\n`);
  process.stderr.write(
    'The signing key and the anchor file are not in it: keep copies of both elsewhere (docs/audit.md).\n',
  );
}

async function restoreStore(file: string, _options: object, command: Command): Promise<void> {
  const { restore } = await import('../store/index.ts');
  const store = embedded(await ownedStoreOf(command), 'use pg_restore');
  process.stderr.write(`reading ${file} …\n`);
  const summary = await restore(store, file);
  process.stdout.write(`Restored ${contents(summary)}. The chain fits.\n`);
  process.stderr.write('Put the signing key and the anchor file back, then run "roundtrip audit verify".\n');
}

const EMBEDDED_ALONE = { databaseUrl: undefined, databaseOwnerUrl: undefined };

/** The embedded store; a server of somebody else's has its own tools. */
function embedded(store: OwnedStore, instead: string): OwnedStore {
  if (store.databaseUrl === undefined) return { ...EMBEDDED_ALONE, dataDirectory: store.dataDirectory };
  throw new RoundtripError(
    'store-not-embedded',
    'DATABASE_URL names a PostgreSQL server that roundtrip does not run.',
    `Unset DATABASE_URL for the embedded database in ${store.dataDirectory}; of that server, ${instead}.`,
    { exitStatus: EXIT.usage },
  );
}

function contents({ events, head }: BackupSummary): string {
  return head === undefined
    ? 'no event'
    : `${events} events, the last of ${head.at} (${head.hash.slice(0, 12)}…)`;
}

function linesOf(status: StoreStatus): string[] {
  const {
    kind,
    dataDirectory,
    running,
    pid,
    startedAt,
    version,
    bytes = 0,
    events = 0,
    lastEventAt,
  } = status;
  const where =
    kind === 'embedded' ? `embedded PostgreSQL in ${dataDirectory}` : 'PostgreSQL of DATABASE_URL';
  if (!running) return [where, 'does not run: the next command that needs it starts it'];
  const process = pid === undefined ? '' : `process ${pid}, `;
  return [
    `${where}, version ${version}`,
    `runs since ${startedAt} (${process}${(bytes / 1_000_000).toFixed(1)} MB)`,
    `${events} events${lastEventAt === undefined ? '' : `, the last of ${lastEventAt}`}`,
    ...(status.connected?.length
      ? status.connected.map(
          ({ program, connections, since }) => `connected: ${program}, ${connections} times, since ${since}`,
        )
      : ['nobody is connected']),
  ];
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
