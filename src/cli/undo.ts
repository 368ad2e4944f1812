import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import { printable } from '../printable.ts';
import type { CommandResult } from '../triage/index.ts';
import { addExamples } from './help.ts';
import { problem } from './problem.ts';
import { language, say } from './speech.ts';

type Refusal = Extract<CommandResult, { done: false }>;

/** `roundtrip undo TRIAGE`: rolls a committed fix back, under the same policy. */
export function addUndoCommand(program: Command): void {
  const { undo: told, frame } = say().help;
  const undo = program
    .command('undo <triage>')
    .summary(told.summary)
    .description(told.description)
    .option('--yes', frame.yes)
    .action(runUndo);
  addExamples(undo, { 'roundtrip undo T01ABCDEFGH': told.examples.plain });
}

async function runUndo(triage: string, options: { yes?: boolean }, command: Command): Promise<void> {
  const { askYesNo, mustBeAskable } = await import('./ask-here.ts');
  mustBeAskable(options, 'undo');
  const { cliActor } = await import('./cli-actor.ts');
  const { isOver } = await import('./follow-change.ts');
  const { followTriage } = await import('./follow-triage.ts');
  const { knownTriage } = await import('./known-triage.ts');
  const { standsNow } = await import('./interrupt.ts');
  const { tellAside } = await import('./screen.ts');
  const { withWorkplace } = await import('./with-workplace.ts');
  const { tell } = await import('../texts/index.ts');
  const { isUndoDue } = await import('../triage/index.ts');
  await withWorkplace(command, async (workplace) => {
    const known = await knownTriage(triage, workplace.store.events, workplace.triages.read);
    const { host, interface: device } = known.request;
    const { undoing, following, interrupted } = say();
    standsNow(() => interrupted.nothingOn({ host }));
    const question = undoing.ask({ host, remedy: known.change?.remedy ?? '–' });
    if (!options.yes && !(await askYesNo(question))) return;
    standsNow(() => interrupted.undoing({ host, again: `roundtrip undo ${known.id}` }));
    await workplace.startWorking(known.id);
    // An interrupted fix is brought to its end first, by whoever looks next.
    if (!isOver(known) && known.change) {
      tellAside(following.wasInterrupted);
      await followTriage(workplace, known.id, tellAside, isOver);
    }
    const current = (await workplace.triages.read(known.id)) ?? known;
    // Who asked before, and was interrupted or is quicker, has said all that is needed: this command brings it to its end.
    if (!isUndoDue(current)) {
      const asked = await workplace.triages.undo(known.id, cliActor());
      if (!asked.done) {
        const told = refusalOf(asked.because, tell(asked.said, language()), known.id);
        throw problem(asked.because, told, { exitStatus: EXIT.failed });
      }
    }
    tellAside(undoing.begun({ host }));
    const state = await followTriage(
      workplace,
      known.id,
      tellAside,
      // Where it cannot be done, nobody wishes it any more.
      ({ status, undo }) => status === 'undone' || !undo?.wishes.length,
    );
    const isUndone = state.status === 'undone';
    const end = {
      where: `${host} ${device}`,
      reason: printable((isUndone ? state.result : state.undo?.failed) ?? '', 1000),
    };
    process.stdout.write(`${isUndone ? undoing.undone(end) : undoing.notUndone(end)}\n`);
    if (!isUndone) process.exitCode = EXIT.failed;
  });
}

function refusalOf(because: Refusal['because'], message: string, triage: string) {
  const { problems } = say();
  return because === 'settled' ? problems.settled({ message, triage }) : problems.undoRefused({ message });
}
