import { Duration } from '../config/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { finishPruning, type OwnedStore, prunableBefore, prune, type Store } from '../store/index.ts';
import { askYesNo } from './ask.ts';
import { cliActor } from './cli-actor.ts';

export type PruneOptions = { olderThan: string; archive?: string; dryRun?: boolean; yes?: boolean };

/** Moves what old events say into an archive; the chain stays whole (docs/audit.md). */
export async function pruneTrail(store: Store, owned: OwnedStore, options: PruneOptions): Promise<void> {
  const age = Duration.safeParse(options.olderThan);
  if (!age.success)
    throw usage(`--older-than ${age.error.issues[0]?.message ?? ''}`, 'Write --older-than 400d.');
  const { archive } = options;
  if (archive === undefined && !options.dryRun)
    throw usage('--archive is missing.', 'Name a new file that the events go to: --archive FILE.');
  const now = await store.events.now();
  const finished = options.dryRun ? 0 : await finishPruning(store, owned);
  if (finished > 0)
    process.stdout.write(`Finished pruning ${finished} triages that an earlier run had begun.\n`);
  const triages = await prunableBefore(store, owned, new Date(now.getTime() - age.data));
  const events = triages.reduce((sum, one) => sum + one.events, 0);
  const what = `${events} events of ${triages.length} triages that came to rest more than ${options.olderThan} ago`;
  if (triages.length === 0 || options.dryRun || archive === undefined) {
    process.stdout.write(
      triages.length === 0 ? 'Nothing is old enough to be pruned.\n' : `Would prune ${what}.\n`,
    );
    return;
  }
  if (!options.yes) {
    if (!process.stdin.isTTY)
      throw usage('Nobody can be asked here: standard input is no terminal.', 'Add --yes.');
    if (!(await askYesNo(`Move ${what} to ${archive}? They cannot be shown or undone by roundtrip then.`)))
      return;
  }
  await prune(store, owned, triages, { by: cliActor(), archive });
  process.stdout.write(
    `Pruned ${what}; ${archive} holds them. The chain stays whole: "roundtrip audit verify".\n`,
  );
}

function usage(message: string, nextStep: string): RoundtripError {
  return new RoundtripError('usage', message, nextStep, { exitStatus: EXIT.usage });
}
