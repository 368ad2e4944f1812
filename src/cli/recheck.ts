import type { Command } from 'commander';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';

/** `roundtrip recheck TRIAGE`: looks whether a committed fix still stands and works; changes nothing. */
export function addRecheckCommand(program: Command): void {
  program
    .command('recheck <triage>')
    .description('look whether a committed fix still stands and works, and who removed it')
    .option('--json', 'print what was found as JSON')
    .action(runRecheck);
}

async function runRecheck(triage: string, options: { json?: boolean }, command: Command): Promise<void> {
  const { openWorkplace } = await import('./workplace.ts');
  const { cliActor } = await import('./cli-actor.ts');
  const { followTriage } = await import('./follow-triage.ts');
  const { printJson } = await import('./output.ts');
  const { recheckLines } = await import('../texts/index.ts');
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
        'Its id stands in the thread and in "roundtrip list".',
        { exitStatus: EXIT.usage },
      );
    }
    await workplace.startWorking(known.id);
    const asked = await workplace.triages.recheck(known.id, cliActor());
    // One that somebody else has asked for answers this as well.
    if (!asked.done && !known.recheck?.asked)
      throw new RoundtripError(
        asked.because,
        (await import('../texts/index.ts')).tell(asked.said),
        `"roundtrip audit report ${known.id}" tells what became of it.`,
        { exitStatus: EXIT.failed },
      );
    const state = await followTriage(workplace, known.id, tell, ({ recheck }) => !recheck?.asked);
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
      const lines = recheckLines(last.found, state.request);
      const all = [lines.headline, last.headline ?? '', ...lines.missing, ...lines.removedBy];
      process.stdout.write(
        `${all
          .filter((text) => text !== '')
          .map((text) => printable(text, 1000))
          .join('\n')}\n`,
      );
    }
    if (last.found.standing === 'unknown') process.exitCode = EXIT.unreachable;
  } finally {
    await workplace.close();
  }
}
