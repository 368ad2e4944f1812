import { Duration } from '../config/index.ts';
import {
  finishPruning,
  interruptedPruning,
  type OwnedStore,
  prunableBefore,
  prune,
  type Store,
} from '../store/index.ts';
import { askYesNo, mustBeAskable } from './ask-here.ts';
import { cliActor } from './cli-actor.ts';
import { standsNow } from './interrupt.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

export type PruneOptions = {
  olderThan: string;
  archive?: string;
  includeStanding?: boolean;
  dryRun?: boolean;
  yes?: boolean;
};

/** Moves what old events say into an archive; the chain stays whole (docs/audit.md). */
export async function pruneTrail(store: Store, owned: OwnedStore, options: PruneOptions): Promise<void> {
  const { audit, problems } = say();
  const age = Duration.safeParse(options.olderThan);
  if (!age.success) throw problem('usage', problems.pruneAge({ why: age.error.issues[0]?.message ?? '' }));
  const { archive } = options;
  if (archive === undefined && !options.dryRun) throw problem('usage', problems.pruneArchive());
  const now = await store.events.now();
  const { archived, unarchived } = await interruptedPruning(store, owned);
  if (archived.length > 0) {
    if (!options.dryRun) await finishPruning(owned, archived);
    const told = { triages: archived.length };
    process.stdout.write(`${options.dryRun ? audit.wouldFinish(told) : audit.finished(told)}\n`);
  }
  for (const file of new Set(unarchived.map((one) => one.file))) {
    const triages = unarchived.filter((one) => one.file === file).length;
    process.stdout.write(`${audit.archiveLost({ triages, ...(file === undefined ? {} : { file }) })}\n`);
  }
  const begun = new Set([...archived, ...unarchived].map(({ triage }) => triage));
  const old = (await prunableBefore(store, owned, new Date(now.getTime() - age.data))).filter(
    ({ triage }) => !begun.has(triage),
  );
  const settled = old.filter(({ stands }) => options.includeStanding || !stands);
  const standing = old.length - settled.length;
  const triages = [...unarchived, ...settled];
  if (standing > 0) process.stdout.write(`${audit.standing({ triages: standing })}\n`);
  const events = triages.reduce((sum, one) => sum + one.events, 0);
  const what = audit.prunable({
    events,
    triages: triages.length,
    age: options.olderThan,
    begun: unarchived.length,
  });
  if (triages.length === 0 || options.dryRun || archive === undefined) {
    process.stdout.write(`${triages.length === 0 ? audit.nothingToPrune : audit.wouldPrune({ what })}\n`);
    return;
  }
  mustBeAskable(options, 'prune');
  if (!options.yes && !(await askYesNo(audit.askPrune({ what, archive })))) return;
  standsNow(() => say().interrupted.unfinished);
  const done = await prune(store, owned, triages, { by: cliActor(), archive });
  const moved = audit.prunable({ ...done, age: options.olderThan, begun: 0 });
  process.stdout.write(
    `${done.triages === 0 ? audit.nothingToPrune : audit.pruned({ what: moved, archive })}\n`,
  );
}
