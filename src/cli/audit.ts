import type { Command } from 'commander';
import { addExamples } from './help.ts';
import { ownedStoreOf, withStore } from './owned-store.ts';
import type { PruneOptions } from './prune-trail.ts';
import { say } from './speech.ts';

/** `roundtrip audit`: checks the trail, exports it, and writes the page for a change record. */
export function addAuditCommand(program: Command): void {
  const { audit: told, frame } = say().help;
  const audit = program.command('audit').summary(told.summary).description(told.description);
  const verify = audit
    .command('verify')
    .description(told.verify.description)
    .option('--anchor <file>', told.verify.anchor)
    .option('--from <position>', told.verify.from)
    .option('--strict', told.verify.strict)
    .option('--json', frame.json)
    .action(
      async (
        options: { anchor?: string; from?: string; strict?: boolean; json?: boolean },
        command: Command,
      ) => {
        const { verifyTrail } = await import('./verify-trail.ts');
        await withStore(command, (store, config) => verifyTrail(store, config, options));
      },
    );
  addExamples(verify, { 'roundtrip audit verify': told.verify.examples.plain });
  const exported = audit
    .command('export')
    .description(told.export.description)
    .option('--triage <id>', told.export.triage)
    .action(async (options: { triage?: string }, command: Command) => {
      const { exportTrail } = await import('./export-trail.ts');
      await withStore(command, (store) => exportTrail(store, options.triage));
    });
  addExamples(exported, {
    'roundtrip audit export > trail.jsonl': told.export.examples.all,
    'roundtrip audit export --triage T01ABCDEFGH': told.export.examples.one,
  });
  const report = audit
    .command('report')
    .description(told.report.description)
    .argument('<triage>', told.report.triage)
    .action(async (triage: string, _options: unknown, command: Command) => {
      const { printReport } = await import('./export-trail.ts');
      await withStore(command, (store) => printReport(store, triage));
    });
  addExamples(report, { 'roundtrip audit report T01ABCDEFGH > change.md': told.report.examples.plain });
  const prune = audit
    .command('prune')
    .description(told.prune.description)
    .requiredOption('--older-than <duration>', told.prune.olderThan)
    .option('--archive <file>', told.prune.archive)
    .option('--include-standing', told.prune.includeStanding)
    .option('--dry-run', told.prune.dryRun)
    .option('--yes', told.prune.yes)
    .action(async (options: PruneOptions, command: Command) => {
      const { pruneTrail } = await import('./prune-trail.ts');
      const owned = await ownedStoreOf(command);
      await withStore(command, (store) => pruneTrail(store, owned, options), { records: true, signs: true });
    });
  const newKey = audit
    .command('new-key')
    .description(told.newKey.description)
    .option('--yes', frame.yes)
    .action(async (options: { yes?: boolean }, command: Command) => {
      const { replaceKey } = await import('./new-key.ts');
      await withStore(command, (store, config) => replaceKey(store, config, options), { records: true });
    });
  addExamples(newKey, { 'roundtrip audit new-key': told.newKey.examples.plain });
  addExamples(prune, { 'roundtrip audit prune --older-than 400d --dry-run': told.prune.examples.dryRun });
}
