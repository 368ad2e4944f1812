import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import { addExamples } from './help.ts';
import { printJson } from './output.ts';
import { problem } from './problem.ts';
import { language, say } from './speech.ts';

/** `roundtrip recheck TRIAGE`: looks whether a committed fix still stands and works; changes nothing. */
export function addRecheckCommand(program: Command): void {
  const { recheck: told, frame } = say().help;
  const recheck = program
    .command('recheck <triage>')
    .summary(told.summary)
    .description(told.description)
    .option('--json', frame.json)
    .action(runRecheck);
  addExamples(recheck, { 'roundtrip recheck T01ABCDEFGH': told.examples.plain });
}

async function runRecheck(triage: string, options: { json?: boolean }, command: Command): Promise<void> {
  const { cliActor } = await import('./cli-actor.ts');
  const { followTriage } = await import('./follow-triage.ts');
  const { knownTriage } = await import('./known-triage.ts');
  const { safe, tellAside, wrapped } = await import('./screen.ts');
  const { goneMeanwhile, settleFirst } = await import('./settle-first.ts');
  const { withWorkplace } = await import('./with-workplace.ts');
  const { recheckLines, tell } = await import('../texts/index.ts');
  await withWorkplace(command, async (workplace) => {
    const known = await knownTriage(triage, workplace.store.events, workplace.triages.read);
    const gone = goneMeanwhile(known, await settleFirst(workplace, known, [], tellAside));
    if (gone !== undefined) {
      const told = say().problems.settled({ message: gone, triage: known.id });
      throw problem('settled', told, { exitStatus: EXIT.failed });
    }
    const asked = await workplace.triages.recheck(known.id, cliActor());
    // One that somebody else has asked for answers this as well.
    if (!asked.done && !known.recheck?.asked) {
      const told = say().problems.settled({ message: tell(asked.said, language()), triage: known.id });
      throw problem(asked.because, told, { exitStatus: EXIT.failed });
    }
    const state = await followTriage(workplace, known.id, tellAside, ({ recheck }) => !recheck?.asked);
    const last = state.recheck?.last;
    if (!last) throw new Error(`triage ${known.id}: the look was not recorded`);
    const { host, interface: device } = state.request;
    if (options.json) {
      const { at, found, headline } = last;
      printJson({
        schema: 'roundtrip.recheck/1',
        triage: known.id,
        host,
        interface: device,
        at,
        ...found,
        ...(headline === undefined ? {} : { headline }),
      });
    } else {
      const { headline, missing, removedBy } = recheckLines(last.found, state.request, language());
      // What was found stands last.
      const all = [...missing, ...removedBy, last.headline ?? '', headline];
      const lines = all.filter((text) => text !== '').flatMap((text) => wrapped(safe(text, 1000)));
      const isUnknown = last.found.standing === 'unknown';
      const again = isUnknown
        ? wrapped(say().undoing.again({ command: `roundtrip recheck ${known.id}` }))
        : [];
      process.stdout.write(`${[...lines, ...again].join('\n')}\n`);
    }
    if (last.found.standing === 'unknown') process.exitCode = EXIT.unreachable;
  });
}
