import type { Command } from 'commander';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';

/** `roundtrip persist TRIAGE`: keeps a committed fix after a restart, under the policy of its approval. */
export function addPersistCommand(program: Command): void {
  program
    .command('persist <triage>')
    .description('keep a committed fix after a restart of the host, under the same policy')
    .option('--yes', 'do not ask; the approval policy holds all the same')
    .action(runPersist);
}

async function runPersist(triage: string, options: { yes?: boolean }, command: Command): Promise<void> {
  const { askYesNo, mustBeAskable } = await import('./ask.ts');
  mustBeAskable(options, 'keep it');
  const { openWorkplace } = await import('./workplace.ts');
  const { cliActor } = await import('./cli-actor.ts');
  const { followTriage } = await import('./follow-triage.ts');
  const { permanenceOutcome, permanenceText } = await import('./permanence-text.ts');
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
    if (known.change) tell(permanenceText(known.change.plan, { asked: true }));
    if (!options.yes && !(await askYesNo(`\nKeep this on ${known.request.host}?`))) return;
    await workplace.startWorking(known.id);
    const asked = await workplace.triages.makePermanent(known.id, cliActor());
    if (!asked.done)
      throw new RoundtripError(
        asked.because,
        (await import('../texts/index.ts')).tell(asked.said),
        'The plan tells what would have to be written by hand.',
        {
          exitStatus: EXIT.failed,
        },
      );
    const { minimum = 1 } = asked.state.change ?? {};
    const wishes = asked.state.permanence?.wishes.length ?? 0;
    if (wishes < minimum) {
      process.stdout.write(`It needs ${minimum} approvers, and ${wishes} have asked for it.\n`);
      return;
    }
    const state = await followTriage(
      workplace,
      known.id,
      tell,
      ({ permanence }) => permanence?.end !== undefined,
    );
    process.stdout.write(`${permanenceOutcome(state)}\n`);
    if (state.permanence?.end?.kind !== 'made') process.exitCode = EXIT.failed;
  } finally {
    await workplace.close();
  }
}
