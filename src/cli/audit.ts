import type { Command } from 'commander';
import { ownedStoreOf, withStore } from './owned-store.ts';
import type { PruneOptions } from './prune-trail.ts';

/** `roundtrip audit`: checks the trail, exports it, and writes the page for a change record. */
export function addAuditCommand(program: Command): void {
  const audit = program
    .command('audit')
    .description('the trail of everything that was asked, approved and done');
  audit
    .command('verify')
    .description('check the hash chain and the signed heads')
    .option(
      '--anchor <file>',
      'signed heads that were kept elsewhere (default: audit.anchorFile, where it exists)',
    )
    .option('--from <position>', 'only from the newest signed head at or before that position on')
    .option('--json', 'print the result as JSON')
    .action(async (options: { anchor?: string; from?: string; json?: boolean }, command: Command) => {
      const { verifyTrail } = await import('./verify-trail.ts');
      await withStore(command, (store, config) => verifyTrail(store, config, options));
    });
  audit
    .command('export')
    .description('print the events as JSON, one a line')
    .option('--triage <id>', 'of one triage only')
    .action(async (options: { triage?: string }, command: Command) => {
      const { exportTrail } = await import('./export-trail.ts');
      await withStore(command, (store) => exportTrail(store, options.triage));
    });
  audit
    .command('report')
    .description('print one page about a triage, for a change record')
    .argument('<triage>', 'the id of the triage')
    .action(async (triage: string, _options: unknown, command: Command) => {
      const { printReport } = await import('./export-trail.ts');
      await withStore(command, (store) => printReport(store, triage));
    });
  audit
    .command('prune')
    .description('move what old events say into an archive; the chain stays whole')
    .requiredOption('--older-than <duration>', 'of triages that came to rest longer ago, such as 400d')
    .option('--archive <file>', 'a new file that the events go to, one JSON document a line')
    .option('--dry-run', 'say what would be pruned')
    .option('--yes', 'do not ask')
    .action(async (options: PruneOptions, command: Command) => {
      const { pruneTrail } = await import('./prune-trail.ts');
      const owned = await ownedStoreOf(command);
      await withStore(command, (store) => pruneTrail(store, owned, options), { signs: true });
    });
}
