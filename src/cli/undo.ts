import type { Command } from 'commander';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { CommandResult } from '../triage/index.ts';

type Refusal = Extract<CommandResult, { done: false }>;

/** `roundtrip undo TRIAGE`: rolls a committed fix back, under the same policy. */
export function addUndoCommand(program: Command): void {
  program
    .command('undo <triage>')
    .description('roll a committed fix back, under the same policy')
    .option('--yes', 'do not ask; the approval policy holds all the same')
    .action(runUndo);
}

async function runUndo(triage: string, options: { yes?: boolean }, command: Command): Promise<void> {
  const { askYesNo, mustBeAskable } = await import('./ask.ts');
  mustBeAskable(options, 'undo');
  const { openWorkplace } = await import('./workplace.ts');
  const { cliActor } = await import('./cli-actor.ts');
  const { isOver } = await import('./follow-change.ts');
  const { followTriage } = await import('./follow-triage.ts');
  const tell = (text: string): void => void process.stderr.write(`${text}\n`);
  const workplace = await openWorkplace({
    configFile: command.optsWithGlobals<{ config?: string }>().config,
    level: 'warn',
    onProgress: tell,
  });
  try {
    const known = await workplace.triages.read(triage);
    if (!known) {
      throw new RoundtripError(
        'triage-unknown',
        `There is no triage ${printable(triage, 30)}.`,
        'Its id stands in the thread and in "roundtrip audit export".',
        { exitStatus: EXIT.usage },
      );
    }
    if (
      !options.yes &&
      !(await askYesNo(`Undo the change of ${known.request.host} (${known.change?.remedy ?? 'none'})?`))
    )
      return;
    await workplace.startWorking(known.id);
    // An interrupted fix is brought to its end first, by whoever looks next.
    if (!isOver(known) && known.change) {
      tell('This change was interrupted: the host is asked what became of it.');
      await followTriage(workplace, known.id, tell, isOver);
    }
    const asked = await workplace.triages.undo(known.id, cliActor());
    if (!asked.done)
      throw new RoundtripError(
        asked.because,
        (await import('../texts/index.ts')).tell(asked.said),
        nextStepFor(asked.because, known.id),
        {
          exitStatus: EXIT.failed,
        },
      );
    const state = await followTriage(
      workplace,
      known.id,
      tell,
      ({ status, undo }) => status === 'undone' || undo === undefined,
    );
    process.stdout.write(`${state.status}: ${printable(state.result ?? '', 1000)}\n`);
    if (state.status !== 'undone') process.exitCode = EXIT.failed;
  } finally {
    await workplace.close();
  }
}

function nextStepFor(because: Refusal['because'], triage: string): string {
  return because === 'settled'
    ? `"roundtrip audit report ${triage}" tells what became of it.`
    : 'Ask an approver.';
}
