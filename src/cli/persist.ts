import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import { addExamples } from './help.ts';
import { problem } from './problem.ts';
import { language, say } from './speech.ts';

/** `roundtrip persist TRIAGE`: keeps a committed fix after a reboot, under the policy of its approval. */
export function addPersistCommand(program: Command): void {
  const { persist: told, frame } = say().help;
  const persist = program
    .command('persist <triage>')
    .summary(told.summary)
    .description(told.description)
    .option('--yes', frame.yes)
    .action(runPersist);
  addExamples(persist, { 'roundtrip persist T01ABCDEFGH': told.examples.plain });
}

async function runPersist(triage: string, options: { yes?: boolean }, command: Command): Promise<void> {
  const { askYesNo, mustBeAskable } = await import('./ask-here.ts');
  mustBeAskable(options, 'keep');
  const { cliActor } = await import('./cli-actor.ts');
  const { followTriage } = await import('./follow-triage.ts');
  const { standsNow } = await import('./interrupt.ts');
  const { knownTriage } = await import('./known-triage.ts');
  const { permanenceOutcome, permanenceText } = await import('./permanence-text.ts');
  const { tellAside } = await import('./screen.ts');
  const { goneMeanwhile, settleFirst } = await import('./settle-first.ts');
  const { withWorkplace } = await import('./with-workplace.ts');
  const { tell } = await import('../texts/index.ts');
  await withWorkplace(command, async (workplace) => {
    const known = await knownTriage(triage, workplace.store.events, workplace.triages.read);
    const { host } = known.request;
    const { keeping, problems } = say();
    standsNow(() => say().interrupted.committed({ host, undo: `roundtrip undo ${known.id}` }));
    if (known.change) process.stderr.write(`${permanenceText(known.change.plan, { asked: true })}\n`);
    if (!options.yes && !(await askYesNo(`\n${keeping.ask({ host })}`))) return;
    const gone = goneMeanwhile(known, await settleFirst(workplace, known, ['persist'], tellAside));
    if (gone !== undefined) {
      const told = problems.settled({ message: gone, triage: known.id });
      throw problem('settled', told, { exitStatus: EXIT.failed });
    }
    const asked = await workplace.triages.makePermanent(known.id, cliActor());
    if (!asked.done) {
      const told = problems.notPersistable({ message: tell(asked.said, language()) });
      throw problem(asked.because, told, { exitStatus: EXIT.failed });
    }
    const { minimum = 1 } = asked.state.change ?? {};
    const given = asked.state.permanence?.wishes.length ?? 0;
    if (given < minimum) {
      process.stdout.write(`${keeping.needsMore({ minimum, given })}\n`);
      return;
    }
    const state = await followTriage(
      workplace,
      known.id,
      tellAside,
      ({ permanence }) => permanence?.end !== undefined,
    );
    process.stdout.write(`${permanenceOutcome(state)}\n`);
    if (state.permanence?.end?.kind !== 'made') process.exitCode = EXIT.failed;
  });
}
