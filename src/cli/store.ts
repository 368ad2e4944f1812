import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import type { BackupSummary, OwnedStore, StoreStatus } from '../store/index.ts';
import { findingIn } from '../texts/failures/index.ts';
import { addExamples } from './help.ts';
import { standsNow } from './interrupt.ts';
import { printJson } from './output.ts';
import { ownedStoreOf } from './owned-store.ts';
import { problem } from './problem.ts';
import { language, say } from './speech.ts';

/** `roundtrip store`: what the owner of the database does for the bot. */
export function addStoreCommand(program: Command): void {
  const { store: told, frame } = say().help;
  const store = program.command('store').summary(told.summary).description(told.description);
  const status = store
    .command('status')
    .description(told.status.description)
    .option('--json', frame.json)
    .action(printStatus);
  addExamples(status, { 'roundtrip store status': told.status.examples.plain });
  const stop = store
    .command('stop')
    .description(told.stop.description)
    .option('--force', told.stop.force)
    .action(stopStore);
  addExamples(stop, { 'roundtrip store stop': told.stop.examples.plain });
  const backup = store.command('backup <file>').description(told.backup.description).action(backUpStore);
  addExamples(backup, { 'roundtrip store backup backup-1.dump': told.backup.examples.plain });
  const restored = store.command('restore <file>').description(told.restore.description).action(restoreStore);
  addExamples(restored, { 'roundtrip store restore backup-1.dump': told.restore.examples.plain });
  const migrate = store.command('migrate').description(told.migrate.description).action(setUpStore);
  addExamples(migrate, { 'roundtrip store migrate': told.migrate.examples.plain });
}

async function printStatus(options: { json?: boolean }, command: Command): Promise<void> {
  const { storeStatus } = await import('../store/index.ts');
  const status = await storeStatus(await ownedStoreOf(command));
  if (options.json) return printJson({ schema: 'roundtrip.store/1', ...status });
  process.stdout.write(`${linesOf(status).join('\n')}\n`);
}

async function stopStore(options: { force?: boolean }, command: Command): Promise<void> {
  const { storeStatus, stopEmbedded } = await import('../store/index.ts');
  const { dataDirectory } = embedded(await ownedStoreOf(command), 'stop');
  const { running, connected = [] } = await storeStatus({ ...EMBEDDED_ALONE, dataDirectory });
  const { store, problems } = say();
  if (!running) {
    process.stdout.write(`${store.doesNotRun({ directory: dataDirectory })}\n`);
    return;
  }
  if (connected.length > 0 && !options.force)
    throw problem('store-in-use', problems.storeInUse({ users: connected.map(named) }), {
      exitStatus: EXIT.failed,
    });
  await stopEmbedded(dataDirectory);
  process.stdout.write(`${store.stopped({ directory: dataDirectory })}\n`);
}

async function backUpStore(file: string, _options: object, command: Command): Promise<void> {
  const { backUp } = await import('../store/index.ts');
  const owned = embedded(await ownedStoreOf(command), 'backup');
  const { store } = say();
  const summary = await backUp(owned, file, () => process.stderr.write(`${store.writing({ file })}\n`));
  process.stdout.write(`${store.holds({ file, contents: contents(summary) })}\n`);
  process.stderr.write(`${store.keysApart}\n`);
  if (summary.unfit === undefined) return;
  const { position, finding } = summary.unfit;
  const found = findingIn(language(), finding);
  process.stderr.write(`${store.notRestorable({ file, position, problem: found })}\n`);
  process.exitCode = EXIT.failed;
}

async function restoreStore(file: string, _options: object, command: Command): Promise<void> {
  const { restore } = await import('../store/index.ts');
  const owned = embedded(await ownedStoreOf(command), 'restore');
  standsNow(() => say().interrupted.unfinished);
  const { store } = say();
  process.stderr.write(`${store.reading({ file })}\n`);
  const summary = await restore(owned, file);
  process.stdout.write(`${store.restored({ contents: contents(summary) })}\n`);
  process.stderr.write(`${store.putKeysBack}\n`);
}

const EMBEDDED_ALONE = { databaseUrl: undefined, databaseOwnerUrl: undefined };

/** The embedded store; a server of somebody else's has its own tools. */
function embedded(
  { databaseUrl, dataDirectory }: OwnedStore,
  instead: 'stop' | 'backup' | 'restore',
): OwnedStore {
  if (databaseUrl === undefined) return { ...EMBEDDED_ALONE, dataDirectory };
  const told = say().problems.storeNotEmbedded({ directory: dataDirectory, instead });
  throw problem('store-not-embedded', told);
}

function contents({ events, head }: BackupSummary): string {
  const { store } = say();
  return head === undefined
    ? store.noEvents
    : store.events({ events, at: head.at, hash: head.hash.slice(0, 12) });
}

/** A program that gives itself no name is called that. */
function named<One extends { program: string }>(one: One): One {
  return { ...one, program: one.program || say().store.unnamed };
}

function linesOf(status: StoreStatus): string[] {
  const { store } = say();
  const { kind, dataDirectory, running, pid, bytes = 0, events = 0, lastEventAt, connected } = status;
  const where = kind === 'embedded' ? store.embedded({ directory: String(dataDirectory) }) : store.server;
  if (!running) return [where, store.notRunning];
  const since = {
    since: String(status.startedAt),
    megabytes: (bytes / 1_000_000).toFixed(1),
    ...(pid === undefined ? {} : { pid }),
  };
  return [
    store.version({ where, version: String(status.version) }),
    store.runsSince(since),
    store.eventsSoFar({ events, ...(lastEventAt === undefined ? {} : { at: String(lastEventAt) }) }),
    ...(connected?.length
      ? connected
          .map(named)
          .map(({ program, connections, since: at }) =>
            store.connected({ program, connections, since: String(at) }),
          )
      : [store.nobody]),
  ];
}

async function setUpStore(_options: object, command: Command): Promise<void> {
  const { loadConfig, loadSecrets } = await import('../config/index.ts');
  const file = command.optsWithGlobals<{ config?: string }>().config ?? process.env['ROUNDTRIP_CONFIG'];
  // Where one is named, it is that of the bot for which this is done: better said now than by a bot that does not start.
  if (file) loadConfig({ file });
  const { databaseOwnerUrl, databaseUrl } = loadSecrets();
  const { store, problems } = say();
  if (databaseOwnerUrl === undefined && databaseUrl !== undefined)
    throw problem('store-owner-missing', problems.storeOwnerMissing());
  const { setUpDatabase, setUpEmbedded } = await import('../store/index.ts');
  if (databaseOwnerUrl === undefined) {
    const { dataDirectory } = await ownedStoreOf(command);
    standsNow(() => say().interrupted.unfinished);
    await setUpEmbedded(dataDirectory);
    process.stdout.write(`${say().store.owned({ owner: 'roundtrip', bot: 'roundtrip_bot' })}\n`);
    return;
  }
  standsNow(() => say().interrupted.unfinished);
  const { owner, bot } = await setUpDatabase({ ownerUrl: databaseOwnerUrl, databaseUrl });
  process.stdout.write(`${owner === bot ? store.ownedByBot({ owner }) : store.owned({ owner, bot })}\n`);
}
