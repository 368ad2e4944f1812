import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import { printable } from '../printable.ts';
import type { TriageState } from '../triage/index.ts';
import { addExamples } from './help.ts';
import { problem } from './problem.ts';
import { language, say } from './speech.ts';

type ApproveOptions = { key?: string; ticket?: string; host?: string; yes?: boolean };

/** `roundtrip approve TRIAGE`: signs the plan that waits, for a host that verifies approvals by itself. */
export function addApproveCommand(program: Command): void {
  const { approve: told, frame } = say().help;
  const approve = program
    .command('approve <triage>')
    .summary(told.summary)
    .description(told.description)
    .option('--key <file>', told.key)
    .option('--ticket <id>', told.ticket)
    .option('--host <name>', told.host)
    .option('--yes', frame.yes)
    .action(runApprove);
  addExamples(approve, {
    'roundtrip approve T01ABCDEFGH': told.examples.plain,
    'roundtrip approve T01ABCDEFGH --key ~/.ssh/id_ed25519_sk.pub': told.examples.key,
  });
}

async function runApprove(triage: string, options: ApproveOptions, command: Command): Promise<void> {
  const { askText, askYesNo, mustBeAskable } = await import('./ask-here.ts');
  mustBeAskable(options, 'sign');
  const { cliActor } = await import('./cli-actor.ts');
  const { followChange } = await import('./follow-change.ts');
  const { standsNow } = await import('./interrupt.ts');
  const { knownTriage } = await import('./known-triage.ts');
  const { planCommands, planSummary } = await import('./plan-text.ts');
  const { tellAside } = await import('./screen.ts');
  const { settingsFrom } = await import('./settings.ts');
  const { signApproval } = await import('./sign.ts');
  const { withWorkplace } = await import('./with-workplace.ts');
  const { tell } = await import('../texts/index.ts');
  await withWorkplace(command, async (workplace) => {
    const state = await knownTriage(triage, workplace.store.events, workplace.triages.read);
    const { approving, problems, interrupted } = say();
    if (state.status !== 'awaiting-approval' || !state.change) {
      const told = problems.nothingWaits({ triage: state.id, status: state.status });
      throw problem('settled', told, { exitStatus: EXIT.failed });
    }
    const { host } = state.request;
    standsNow(() => interrupted.nothingOn({ host }));
    const { hostVerified, mistapGuard } = settingsFrom(workplace.config).rulesFor(host);
    if (!hostVerified) throw problem('not-host-verified', problems.notHostVerified({ host }));
    const { plan } = state.change;
    process.stderr.write(`${[toSign(state), ...planCommands(plan), planSummary(plan, host)].join('\n')}\n`);
    if (!options.yes && !(await askYesNo(approving.ask({ host })))) return;
    const asksHost = mistapGuard && options.host === undefined && !options.yes;
    const given = {
      ticket: options.ticket,
      host: asksHost ? await askText(approving.typeHost) : options.host,
      signature: await signApproval(state, options.key),
    };
    const approved = await workplace.triages.approve(state.id, cliActor(), plan.hash, undefined, given);
    if (!approved.done) {
      const told = problems.otherApprover({ message: tell(approved.said, language()) });
      throw problem(approved.because, told, { exitStatus: EXIT.failed });
    }
    const { change, status } = approved.state;
    if (status === 'awaiting-approval') {
      const count = { given: change?.approvals.length ?? 0, minimum: change?.minimum ?? 1 };
      process.stdout.write(`${approving.signed(count)}\n`);
      return;
    }
    await workplace.startWorking({ triage: state.id, begins: ['apply', 'persist'] });
    const ended = await followChange(workplace, { triage: state.id, host }, tellAside);
    const { changeEndOf } = await import('./change-end.ts');
    const outcome = changeEndOf(ended);
    const reason = printable(ended.result ?? ended.lastRefusal?.reason ?? '', 1000);
    const where = `${host} ${state.request.interface}`;
    process.stdout.write(`${say().fixing.outcome[outcome]({ where, reason })}\n`);
    if (outcome !== 'committed') process.exitCode = EXIT.failed;
  });
}

/** What is about to be signed. */
function toSign({ id: triage, request, change }: TriageState): string {
  return say().approving.plan({
    triage,
    host: request.host,
    device: request.interface,
    asker: change?.chosenBy ?? '',
    until: change?.expiresAt ?? '',
  });
}
