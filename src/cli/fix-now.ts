import { type Plan, type RemedyId, withPermanence } from '../analyzer/model/index.ts';
import { tell as inWords } from '../texts/index.ts';
import type { CommandResult, HostRules, TriageId, TriageState } from '../triage/index.ts';
import { cliActor } from './cli-actor.ts';
import { diagnosisText, remedyText } from './diagnosis-text.ts';
import type { FlowWish } from './flow-options.ts';
import { followChange } from './follow-change.ts';
import { followTriage } from './follow-triage.ts';
import { permanenceOutcome, permanenceText } from './permanence-text.ts';
import { requestFrom, settingsFrom } from './settings.ts';
import { signApproval } from './sign.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/** What became of a fix: the public document `roundtrip.fix/1`. */
export type Fixed = {
  schema: 'roundtrip.fix/1';
  triage: TriageId | null;
  /** null where none was named and none is recommended. */
  remedy: RemedyId | null;
  outcome: 'committed' | 'rolled-back' | 'refused' | 'unknown' | 'planned';
  reason: string;
  plan: Plan | null;
  /** Whether it is kept after a restart, where that was asked for. */
  permanent?: boolean;
};

export type FixQuestion = {
  configFile: string | undefined;
  host: string;
  iface: string;
  /** Other interfaces to repair in the same change. */
  also: 'affected' | readonly string[];
  wish: FlowWish;
  /** undefined = the recommended one. */
  remedy: RemedyId | undefined;
  /** Keep it after a restart. */
  persist: boolean;
  /** The key to sign with, where the host verifies approvals by itself; undefined = the usual one. */
  key: string | undefined;
  /** The change ticket that is recorded with the approval. */
  ticket: string | undefined;
  dryRun: boolean;
  tell: (text: string) => void;
  confirm: (question: string) => Promise<boolean>;
};

/** Diagnoses, shows the plan, takes the approval here where the policy allows it, and follows the change to its end. */
export async function fixNow(question: FixQuestion): Promise<Fixed> {
  const workplace = await openWorkplace({
    configFile: question.configFile,
    level: 'warn',
    onProgress: question.tell,
  });
  try {
    return await fixIn(workplace, question);
  } finally {
    await workplace.close();
  }
}

async function fixIn(workplace: Workplace, question: FixQuestion): Promise<Fixed> {
  const { triages } = workplace;
  const { host, iface, also, wish, tell } = question;
  const by = cliActor();
  const request = {
    ...requestFrom(host, iface, wish, settingsFrom(workplace.config)),
    ...(also.length === 0 ? {} : { also: also === 'affected' ? also : [...also] }),
  };
  const { id: triage } = await triages.request(request, by, { kind: 'cli' });
  await workplace.startWorking(triage);
  const diagnosed = await followTriage(workplace, triage, tell, (state) => state.status !== 'collecting');
  const { diagnosis } = diagnosed;
  const id = question.remedy ?? diagnosis?.remedies.find(({ recommended }) => recommended)?.id;
  const end = (outcome: Fixed['outcome'], reason: string, plan?: Plan): Fixed => ({
    schema: 'roundtrip.fix/1',
    triage,
    remedy: id ?? null,
    outcome,
    reason,
    plan: plan ?? null,
  });
  if (!diagnosis) return end('refused', 'There is no diagnosis.');
  tell(`\n${diagnosisText({ ...diagnosis, remedies: [] })}\n`);
  if (id === undefined) return end('refused', `No remedy is recommended for this: ${diagnosis.headline}`);
  if (question.remedy === undefined) tell(`Of the remedies, ${id} is the recommended one.`);
  const remedy = diagnosis.remedies.find((one) => one.id === id);
  if (!remedy) return end('refused', `${id} is no remedy for this: ${diagnosis.headline}`);
  const rules = settingsFrom(workplace.config).rulesFor(host);
  tell(remedyText(remedy, { byHand: !rules.apply }));
  if (also.length === 0 && diagnosis.alsoAffected?.length)
    tell(
      `The same cause stops ${diagnosis.alsoAffected.join(', ')}: with --also, one approval repairs all of them.`,
    );
  if (remedy.asks) return end('refused', `${remedy.because}. ${remedy.asks.question} Add --gateway IP.`);
  const { plan: proposed } = remedy;
  const persist = (question.persist || rules.persist === 'always') && rules.persist !== 'never';
  const plan = proposed && persist && !rules.hostVerified ? withPermanence(proposed) : proposed;
  if (!plan || remedy.refused !== undefined || remedy.outcome === 'does-not-repair') {
    return end('refused', remedy.refused ?? remedy.because, plan);
  }
  const missing = remedy.leftOut?.filter(({ interface: name }) => also !== 'affected' && also.includes(name));
  if (missing?.length)
    return end(
      'refused',
      `${missing.map(({ because }) => because).join('; ')}. Leave ${missing.map(({ interface: name }) => name).join(', ')} out.`,
      plan,
    );
  if (plan.permanent) tell(permanenceText(plan, { asked: persist }));
  if (question.persist && plan.files.length === 0) tell(whyNothingIsWritten(rules));
  if (question.dryRun) return end('planned', remedy.because, plan);
  if (!(await question.confirm(`\nApply this to ${host}?`))) return end('refused', 'You said no.', plan);

  const chosen = await triages.chooseRemedy(triage, by, id, plan.hash);
  if (!chosen.done) return end('refused', refusalOf(chosen), plan);
  const signature = rules.hostVerified ? await signApproval(chosen.state, question.key) : undefined;
  const approving = chosen.state.change?.plan.hash ?? plan.hash;
  const approved = await triages.approve(triage, by, approving, undefined, {
    ...{ signature, ticket: question.ticket },
    // Whoever approves has typed it in this very command.
    host,
  });
  if (!approved.done) return end('refused', refusalOf(approved), plan);
  const state = await followChange(workplace, { triage, host }, tell);
  const ended = end(
    OUTCOME[state.status] ?? 'refused',
    state.result ?? state.lastRefusal?.reason ?? pending(state),
    plan,
  );
  if (state.status !== 'committed' || plan.files.length === 0) return ended;
  const kept = await followTriage(workplace, triage, tell, ({ permanence }) => permanence?.end !== undefined);
  tell(permanenceOutcome(kept));
  return { ...ended, permanent: kept.permanence?.end?.kind === 'made' };
}

function whyNothingIsWritten({ persist, hostVerified }: HostRules): string {
  if (persist === 'never')
    return 'It is not kept after a restart: the configuration says so (persist: never).';
  if (hostVerified)
    return 'It is not kept after a restart: this host verifies approvals by itself, and nobody signs files yet.';
  return 'It is not kept after a restart: nothing can be written for it.';
}

const OUTCOME: Partial<Record<TriageState['status'], Fixed['outcome']>> = {
  committed: 'committed',
  'rolled-back': 'rolled-back',
  'outcome-unknown': 'unknown',
};

/** Approved here, and not by enough people yet: nobody else can approve what was asked in a terminal. */
function pending({ status, change }: TriageState): string {
  if (status !== 'awaiting-approval' || !change) return status;
  return `It needs ${change.minimum} approvals and has ${change.approvals.length}: a change that needs several people is asked for in Slack.`;
}

function refusalOf(result: Extract<CommandResult, { done: false }>): string {
  return inWords(result.said);
}
