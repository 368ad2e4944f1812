import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import { printable } from '../printable.ts';
import type { CommandResult, TriageState } from '../triage/index.ts';
import { addExamples } from './help.ts';
import { problem } from './problem.ts';
import { language, say } from './speech.ts';
import type { Workplace } from './workplace.ts';

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
  const { followTriage } = await import('./follow-triage.ts');
  const { knownTriage } = await import('./known-triage.ts');
  const { standsNow } = await import('./interrupt.ts');
  const { tellAside, wrapped } = await import('./screen.ts');
  const { goneMeanwhile, settleFirst } = await import('./settle-first.ts');
  const { withWorkplace } = await import('./with-workplace.ts');
  const { tell } = await import('../texts/index.ts');
  const { isUndoDue } = await import('../triage/index.ts');
  await withWorkplace(command, async (workplace) => {
    const known = await knownTriage(triage, workplace.store.events, workplace.triages.read);
    const { host, interface: device } = known.request;
    const { undoing, interrupted } = say();
    standsNow(() => interrupted.nothingOn({ host }));
    const change = { host, remedy: known.change?.remedy ?? '–' };
    const question = known.status === 'approved' ? undoing.askEnd(change) : undoing.ask(change);
    if (!options.yes && !(await askYesNo(question))) return;
    const begun = known.status === 'approved' ? await endUnbegun(workplace, known) : known;
    if (begun === undefined) {
      process.stdout.write(`${wrapped(undoing.ended({ where: `${host} ${device}` })).join('\n')}\n`);
      return;
    }
    standsNow(() => interrupted.undoing({ host, again: `roundtrip undo ${known.id}` }));
    const current = await settleFirst(workplace, begun, ['undo'], tellAside);
    const gone = goneMeanwhile(begun, current);
    if (gone !== undefined) {
      process.stdout.write(`${wrapped(gone).join('\n')}\n`);
      return;
    }
    // Who asked before, and was interrupted or is quicker, has said all that is needed: this command brings it to its end.
    if (!isUndoDue(current)) {
      const asked = await workplace.triages.undo(known.id, cliActor());
      // Whoever asks at the same moment is quicker, and that is as good.
      const now = asked.done ? undefined : await workplace.triages.read(known.id);
      if (!asked.done && !(now && (isUndoDue(now) || now.status === 'undone'))) {
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
    const said = state.undoneSaid === undefined ? {} : { said: printable(state.undoneSaid, 1000) };
    const told = isUndone ? undoing.undone({ ...end, ...said }) : undoing.notUndone(end);
    const next = isUndone ? [] : wrapped(undoing.again({ command: `roundtrip undo ${known.id}` }));
    process.stdout.write(`${[...wrapped(told), ...next].join('\n')}\n`);
    if (!isUndone) process.exitCode = EXIT.failed;
  });
}

/**
 * Ends an approved change whose work on the host has not begun: its approval is revoked.
 * @returns the state where the work began meanwhile, undefined where it was ended
 */
async function endUnbegun(
  { triages }: Workplace,
  { id, change }: TriageState,
): Promise<TriageState | undefined> {
  const { cliActor } = await import('./cli-actor.ts');
  const { tell } = await import('../texts/index.ts');
  const revoked = await triages.reject(id, cliActor(), change?.plan.hash ?? '', undefined);
  if (revoked.done) return undefined;
  const now = await triages.read(id);
  if (now && now.status !== 'approved') return now;
  const told = refusalOf(revoked.because, tell(revoked.said, language()), id);
  throw problem(revoked.because, told, { exitStatus: EXIT.failed });
}

function refusalOf(because: Refusal['because'], message: string, triage: string) {
  const { problems } = say();
  return because === 'settled' ? problems.settled({ message, triage }) : problems.undoRefused({ message });
}
