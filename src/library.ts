/**
 * The analyzer as a library: pure and synchronous, without I/O, clock or Node. Text in, facts out (`readTranscript`); the
 * question in them (`findQuestion`); the answer to it (`diagnose`); and what Linux would do with any packet (`kernelModel`), now or
 * with a plan carried out (`whatIf`).
 * `explain` is all of it in one call.
 *
 * @example
 * const explained = explain(text);
 * if (explained.kind === 'explained') print(explained.diagnosis.headline);
 * else print(tell(refusalMessages(explained.refused).message));
 */
import {
  applyPlan,
  changedMessages,
  type DiagnoseInput,
  diagnose as diagnoseFlow,
  findQuestionInTime,
  foretellChange,
  type QuestionFlags,
  type QuestionFound,
  type QuestionInTime,
  type QuestionRefused,
  sinceAnswered,
} from './analyzer/index.ts';
import type {
  Diagnosed,
  Diagnosis,
  HostState,
  Message,
  Observation,
  ProposedPlan,
} from './analyzer/model/index.ts';
import { type ChangeDocument, type Language, tellDiagnosis, tellForecast } from './texts/index.ts';
import { readPlanned, readTranscript } from './transcript/index.ts';

export {
  type DiagnoseInput,
  findQuestion,
  namedInterfaces,
  type QuestionFlags,
  type QuestionFound,
  type QuestionRefused,
  refusalMessages,
  takenMessage,
} from './analyzer/index.ts';
export type { Diagnosed, Diagnosis, Flow, HostState, Message, Observation } from './analyzer/model/index.ts';
export { type KernelModel, kernelModel, type RouteAnswer, type RouteQuery } from './analyzer/routes/index.ts';
export { type ChangeDocument, type Language, tell, tellDiagnosis } from './texts/index.ts';
export { interfacesSeen, readTranscript, type SeenInterfaces } from './transcript/index.ts';

/** The diagnosis of what was observed as codes and typed parameters: to be kept, and told by `tellDiagnosis` in any language. */
export const diagnoseInCodes: (input: DiagnoseInput) => Diagnosed = diagnoseFlow;

/**
 * The host's state as it would be with a plan carried out, for `kernelModel`: what its packets would do then. The given state is
 * left as it is. What becomes of the flow that was asked about is the remedy's `outcome` already.
 */
export const whatIf: (state: HostState, plan: Pick<ProposedPlan, 'steps'>) => HostState = applyPlan;

/**
 * What a planned change would stop and repair on the host that was observed: `change` is lines of a shell (`ip`, `sysctl`), of
 * `ip -batch` or nmcli, or a netplan file. Nothing is run. The public document `roundtrip.change/1`, told in one language.
 */
export function foretell(
  observation: Observation,
  change: string,
  language: Language = 'en',
): ChangeDocument {
  return tellForecast(foretellChange(observation, readPlanned(change, observation)), language);
}

/** What somebody asks of a pasted console; everything that is left out is found in it. */
export type ExplainFlags = QuestionFlags & {
  /** The gateway of the interface, for the commands of policy routing. */
  gateway?: string;
};

/**
 * The diagnosis of a pasted console, with the question that was taken; or why there is none. `too-large`: more than `limit`
 * bytes of UTF-8.
 */
export type Explained =
  | {
      kind: 'explained';
      diagnosis: Diagnosis;
      /** The same in codes and parameters: what can be kept and told in another language later. */
      found: Diagnosed;
      question: QuestionFound;
      /** What is said of changes that the paste shows before and after what is asked about; among the remarks, too. */
      changed: readonly Message[];
    }
  | { kind: 'refused'; refused: QuestionRefused }
  | { kind: 'too-large'; bytes: number; limit: number };

/** Finds the question in a pasted console and answers it, in one language. Never throws on odd text. */
export function explain(text: string, flags: ExplainFlags = {}, language: Language = 'en'): Explained {
  const read = readTranscript(text);
  if (read.kind === 'too-large') return read;
  const question = findQuestionInTime(read.moments, flags);
  if (question.kind === 'refused') return { kind: 'refused', refused: question };
  const answered = answerInTime(question, flags.gateway);
  return { kind: 'explained', ...answered, diagnosis: tellDiagnosis(answered.found, language) };
}

/**
 * The answer for the time of what was tried; what may be done about it starts from the state at the end. What was answered before
 * a change is not known to be answered after it: where the state at the end would stop it, that is the answer.
 */
function answerInTime(
  question: QuestionInTime,
  gateway: string | undefined,
): { question: QuestionInTime; found: Diagnosed; changed: Message[] } {
  const found = answer(question, gateway);
  const end = question.after && answer(question.after.end, gateway);
  const isOutdated = found.cause === 'healthy' && end !== undefined;
  if (isOutdated && end.cause !== 'healthy' && end.cause !== 'inconclusive') {
    const since = sinceAnswered(question);
    const changed = changedMessages(since, end.cause, undefined);
    return { question: since, found: { ...end, remarks: [...changed, ...end.remarks] }, changed };
  }
  const changed = changedMessages(question, found.cause, end && { cause: end.cause, ...isEmpty(end) });
  const { remedies } = end ?? found;
  const certainty = isOutdated ? 'likely' : found.certainty;
  const remarks = [...changed, ...found.remarks];
  return { question, found: { ...found, certainty, remedies, remarks }, changed };
}

function isEmpty({ told }: Diagnosed): { nothingFound: boolean } {
  return { nothingFound: told.cause === 'inconclusive' && told.facts.nothingFound };
}

/** The diagnosis of what was observed, as the public contract has it (`roundtrip.diagnosis/1`), told in one language. */
export function diagnose(input: DiagnoseInput, language: Language = 'en'): Diagnosis {
  return tellDiagnosis(diagnoseInCodes(input), language);
}

/** The diagnosis of a question that was found. `gateway` is the one that a person named for policy routing. */
function answer(question: QuestionFound, gateway: string | undefined): Diagnosed {
  const { host, hostName, flow, siblings, attributed, others, stated, taken } = question;
  // Who asked the link for the address is on the sender's side, though nothing else of it is shown.
  const peer = question.peer ?? others.find(({ arpProbes }) => arpProbes?.some(({ to }) => to === flow.to));
  return diagnoseInCodes({
    host: hostName ?? '',
    flow,
    observation: host,
    probeExpected: peer !== undefined,
    working: siblings.working,
    failing: siblings.failing,
    attributed,
    ...(stated === undefined ? {} : { stated }),
    others: others.filter((other) => other !== peer),
    ...(taken.by === 'attempt' && taken.outcome === 'failed' ? { seenToFail: true } : {}),
    ...(gateway === undefined ? {} : { gateway }),
    ...(peer ? { peer } : {}),
    ...(peer?.host === undefined ? {} : { peerName: peer.host }),
  });
}
