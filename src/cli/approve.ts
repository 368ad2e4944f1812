import type { Command } from 'commander';
import { kindOf, quoteCommand } from '../analyzer/model/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { TriageState } from '../triage/index.ts';

type ApproveOptions = { key?: string; ticket?: string; host?: string; yes?: boolean };

/** `roundtrip approve TRIAGE`: signs the plan that waits, for a host that verifies approvals by itself. */
export function addApproveCommand(program: Command): void {
  program
    .command('approve <triage>')
    .description(
      'sign the plan of a triage with your own SSH key, for hosts that verify approvals themselves (approval.hostVerified)',
    )
    .option(
      '--key <file>',
      'private key, or public key of one in the agent (default: the usual one in ~/.ssh)',
    )
    .option('--ticket <id>', 'change ticket, recorded with the approval (change.ticket)')
    .option('--host <name>', "the host's name, where approval.mistapGuard asks for it")
    .option('--yes', 'do not ask; the approval policy holds all the same')
    .action(runApprove);
}

async function runApprove(triage: string, options: ApproveOptions, command: Command): Promise<void> {
  const { askText, askYesNo, mustBeAskable } = await import('./ask.ts');
  mustBeAskable(options, 'sign');
  const { openWorkplace } = await import('./workplace.ts');
  const { cliActor } = await import('./cli-actor.ts');
  const { settingsFrom } = await import('./settings.ts');
  const { signApproval } = await import('./sign.ts');
  const { followChange } = await import('./follow-change.ts');
  const tell = (text: string): void => void process.stderr.write(`${text}\n`);
  const workplace = await openWorkplace({
    configFile: command.optsWithGlobals<{ config?: string }>().config,
    level: 'warn',
    onProgress: tell,
  });
  try {
    const state = await workplace.triages.read(triage);
    if (state?.status !== 'awaiting-approval' || !state.change) throw nothingWaits(triage, state);
    const { host } = state.request;
    const { hostVerified, mistapGuard } = settingsFrom(workplace.config).rulesFor(host);
    if (!hostVerified) throw notVerified(host);
    tell(planText(state));
    if (!options.yes && !(await askYesNo(`Sign this change of ${host}?`))) return;
    const asksHost = mistapGuard && options.host === undefined && !options.yes;
    const given = {
      ticket: options.ticket,
      host: asksHost ? await askText("Type the host's name:") : options.host,
      signature: await signApproval(state, options.key),
    };
    const { hash } = state.change.plan;
    const approved = await workplace.triages.approve(state.id, cliActor(), hash, undefined, given);
    if (!approved.done) {
      throw new RoundtripError(
        approved.because,
        (await import('../texts/index.ts')).tell(approved.said),
        'Ask another approver.',
        {
          exitStatus: EXIT.failed,
        },
      );
    }
    const { change, status } = approved.state;
    if (status === 'awaiting-approval') {
      process.stdout.write(`Signed: ${change?.approvals.length} of ${change?.minimum} approvals.\n`);
      return;
    }
    await workplace.startWorking(state.id);
    const ended = await followChange(workplace, { triage: state.id, host }, tell);
    const reason = ended.result ?? ended.lastRefusal?.reason ?? '';
    process.stdout.write(`${ended.status}: ${printable(reason, 1000)}\n`);
    if (ended.status !== 'committed') process.exitCode = EXIT.failed;
  } finally {
    await workplace.close();
  }
}

/** What is signed, from the changes themselves: the commands that are recorded beside them could be others. */
function planText({ id, request, change }: TriageState): string {
  const commands = change?.plan.steps.map(
    (step) => `  ${printable(quoteCommand(kindOf(step.change).do(step.change)), 500)}`,
  );
  return [
    `${id} would change ${request.host} (${request.interface}), asked for by ${change?.chosenBy}, until ${change?.expiresAt}:`,
    ...(commands ?? []),
  ].join('\n');
}

function nothingWaits(triage: string, state: TriageState | undefined): RoundtripError {
  return new RoundtripError(
    state ? 'settled' : 'triage-unknown',
    state
      ? `Nothing waits for approval in ${state.id} (${state.status}).`
      : `There is no triage ${printable(triage, 30)}.`,
    'Its id stands in the thread and in the request for approval.',
    { exitStatus: state ? EXIT.failed : EXIT.usage },
  );
}

function notVerified(host: string): RoundtripError {
  return new RoundtripError(
    'not-host-verified',
    `${host} does not verify approvals by itself (approval.hostVerified).`,
    'Approve it in Slack, or with "roundtrip fix" where approval.terminal allows that.',
    { exitStatus: EXIT.usage },
  );
}
