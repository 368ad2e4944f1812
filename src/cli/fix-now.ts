import { type Diagnosis, type Plan, type RemedyId, withPermanence } from '../analyzer/model/index.ts';
import { resolveHost } from '../config/index.ts';
import { tell as inWords, type RefusalMessage } from '../texts/index.ts';
import {
  type CommandResult,
  type HostRules,
  lockOf,
  type TriageId,
  type TriageState,
  unfinishedOn,
} from '../triage/index.ts';
import { answerText } from './answer-text.ts';
import { changeEndOf, isInterfaceGone } from './change-end.ts';
import { cliActor } from './cli-actor.ts';
import { detailText, remedyText } from './diagnosis-text.ts';
import { type FlowWish, flowWords } from './flow-options.ts';
import { followChange } from './follow-change.ts';
import { followTriage } from './follow-triage.ts';
import { standsNow } from './interrupt.ts';
import { permanenceOutcome, permanenceText } from './permanence-text.ts';
import { planSummary } from './plan-text.ts';
import { requestFrom, settingsFrom } from './settings.ts';
import { signApproval } from './sign.ts';
import { language, say } from './speech.ts';
import { tellTrouble } from './tell-trouble.ts';
import { unfinishedText } from './unfinished-text.ts';
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
  /** Also the packet's path, the evidence, and what each command does. */
  verbose: boolean;
  /** The plan is part of the document that is printed. */
  isJson: boolean;
  /** Prose beside the result. */
  tell: (text: string) => void;
  /** What is laid out already, beside the result. */
  show: (text: string) => void;
  confirm: (question: string) => Promise<boolean>;
};

/** Diagnoses, shows the plan, takes the approval here where the policy allows it, and follows the change to its end. */
export async function fixNow(question: FixQuestion): Promise<{ fixed: Fixed; interfaceIsGone: boolean }> {
  const workplace = await openWorkplace({
    configFile: question.configFile,
    level: 'warn',
    onProgress: question.tell,
    onTrouble: tellTrouble,
  });
  try {
    const fixed = await fixIn(workplace, question);
    const state = fixed.triage === null ? undefined : await workplace.triages.read(fixed.triage);
    const seen = state?.recorded;
    return { fixed, interfaceIsGone: seen !== undefined && 'told' in seen && isInterfaceGone(seen.told) };
  } finally {
    await workplace.close();
  }
}

async function fixIn(workplace: Workplace, question: FixQuestion): Promise<Fixed> {
  const { triages } = workplace;
  const { host, iface, also, wish, tell } = question;
  const { fixing, answer } = say();
  standsNow(() => say().interrupted.nothingOn({ host }));
  const by = cliActor();
  const request = {
    ...requestFrom(host, iface, wish, settingsFrom(workplace.config)),
    ...(also.length === 0 ? {} : { also: also === 'affected' ? also : [...also] }),
  };
  const { id: triage } = await triages.request(request, by, { kind: 'cli' });
  await workplace.startWorking({ triage, begins: ['apply', 'persist'] });
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
  if (!diagnosis) return end('refused', fixing.noDiagnosis);
  const rules = settingsFrom(workplace.config).rulesFor(host);
  const byHand = !rules.apply;
  if (question.verbose) question.show(`\n${detailText({ ...diagnosis, remedies: [] }, { byHand })}`);
  const unfinished = await unfinishedOn(workplace.store.events, host, triage);
  for (const text of unfinished.flatMap((each) => unfinishedText(each) ?? [])) tell(text);
  question.show(`\n${verdictText(diagnosis, question, triage)}\n`);
  const { headline } = diagnosis;
  if (id === undefined) return end('refused', fixing.noneRecommended({ headline }));
  if (question.remedy === undefined) tell(fixing.tookRecommended({ id }));
  const remedy = diagnosis.remedies.find((one) => one.id === id);
  if (!remedy) return end('refused', fixing.noSuchRemedy({ id, headline }));
  const shown = remedyText(remedy, diagnosis.flow.interface, { byHand, short: !question.verbose });
  // The plan is what a dry run is for: there it is the result.
  if (question.dryRun && !question.isJson) process.stdout.write(`${shown}\n`);
  else question.show(shown);
  const affected = diagnosis.alsoAffected ?? [];
  if (also.length === 0 && affected.length > 0)
    tell(answer.alsoAffected({ devices: affected, option: '--also' }));
  if (remedy.asks)
    return end('refused', fixing.needsGateway({ because: remedy.because, question: remedy.asks.question }));
  const { plan: proposed } = remedy;
  const persist = (question.persist || rules.persist === 'always') && rules.persist !== 'never';
  const plan = proposed && persist && !rules.hostVerified ? withPermanence(proposed) : proposed;
  if (!plan || remedy.refused !== undefined || remedy.outcome === 'does-not-repair') {
    return end('refused', remedy.refused ?? remedy.because, plan);
  }
  const missing = remedy.leftOut?.filter(({ interface: name }) => also !== 'affected' && also.includes(name));
  if (missing?.length) {
    const leaveOut = fixing.leaveOut({
      because: missing.map(({ because }) => because),
      devices: missing.map(({ interface: name }) => name),
    });
    return end('refused', leaveOut, plan);
  }
  const keeping = permanenceText(plan, { asked: persist, short: !question.verbose });
  if (keeping !== '') question.show(keeping);
  if (question.persist && plan.files.length === 0) tell(whyNothingIsWritten(rules));
  const summary = planSummary(plan, host);
  if (question.dryRun) {
    if (!question.isJson) process.stdout.write(`\n${say().plan.onlyPlanned({ summary })}\n`);
    return end('planned', remedy.because, plan);
  }
  tell(`\n${summary}`);
  const closed = await whyClosed(workplace, host, rules);
  if (closed) return end('refused', inWords(closed, language()), plan);
  if (!(await question.confirm(fixing.ask({ host })))) return end('refused', fixing.declined, plan);

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
  const ended = end(changeEndOf(state), state.result ?? state.lastRefusal?.reason ?? pending(state), plan);
  if (state.status !== 'committed' || plan.files.length === 0) return ended;
  const kept = await followTriage(workplace, triage, tell, ({ permanence }) => permanence?.end !== undefined);
  tell(permanenceOutcome(kept));
  return { ...ended, permanent: kept.permanence?.end?.kind === 'made' };
}

/** The verdict in short; the fix and its commands follow by themselves. */
function verdictText(diagnosis: Diagnosis, { host, iface, wish }: FixQuestion, triage: TriageId): string {
  const way = { kind: 'fix', words: [host, iface, ...flowWords(wish)] } as const;
  return answerText({ ...diagnosis, remedies: [] }, { host, way, triage, isStep: true });
}

/** Why nothing is applied there yet, which nobody needs to be asked about. */
async function whyClosed(
  { store, config }: Workplace,
  host: string,
  rules: HostRules,
): Promise<RefusalMessage | undefined> {
  if (rules.shadow) return { key: 'refusal.shadow', host };
  const lock = await lockOf(store.events, rules, (name) => resolveHost(config, name).group);
  return lock && { key: 'refusal.locked', ...lock };
}

function whyNothingIsWritten({ persist, hostVerified }: HostRules): string {
  const { notKept } = say().fixing;
  if (persist === 'never') return notKept.never;
  return hostVerified ? notKept.hostVerified : notKept.nothingToWrite;
}

/** Approved here, and not by enough people yet: nobody else can approve what was asked in a terminal. */
function pending({ status, change }: TriageState): string {
  if (status !== 'awaiting-approval' || !change) return status;
  return say().fixing.needsMore({ minimum: change.minimum, given: change.approvals.length });
}

function refusalOf(result: Extract<CommandResult, { done: false }>): string {
  return inWords(result.said, language());
}
