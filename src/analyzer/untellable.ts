import type { Claim } from './contradictions.ts';
import { isOurs } from './counted.ts';
import { listens } from './listens.ts';
import { STAGES, type StageName } from './model/index.ts';
import { arpFlux, JUDGE_STAGE } from './stages/index.ts';
import { deviceOf, isRefused, type Walk } from './walk.ts';

/** What the state claims must be left open where the packets that it would stop may never have come. */
export function untellable(walk: Walk, { stage, cause, because }: Claim): string | undefined {
  const unvalidated = perhapsRefused(walk, stage);
  if (unvalidated !== undefined) return unvalidated;
  const behind = STAGES.indexOf(stage) > STAGES.indexOf('wire-in');
  if (!behind || walk.arrived || !walk.probeExpected) return strayed(walk, stage);
  const told = `the state says: ${because}; but`;
  if (sentNothing(walk)) return `${JUDGE_STAGE['wire-in'](walk).because}; and then, ${because}`;
  if (!walk.answerMissed) return strayed(walk, stage);
  if (!walk.seen.listening && wasWatched(walk))
    return `${told} whether the requests reach ${walk.host} at all was not seen`;
  const wireIn = JUDGE_STAGE['wire-in'](walk);
  // Without a rule for main the neighbours' questions are refused as well: then nothing arrives for that reason.
  if (walk.seen.listening && wireIn.status === 'unknown' && cause !== 'main-rule-missing')
    return wireIn.because;
  return strayed(walk, stage);
}

/** An answer that would leave by another interface: strict mode refuses its request first, and nothing tells whether that is on. */
function perhapsRefused(walk: Walk, stage: StageName): string | undefined {
  const { validation, replyRoute, ingress, answerLeft, counted } = walk;
  const behind = STAGES.indexOf(stage) > STAGES.indexOf('source-validation');
  const back = deviceOf(replyRoute);
  if (!behind || validation.verdict !== 'unknown' || back === undefined || back === ingress) return undefined;
  if (answerLeft || isOurs(counted, counted.echoesIn)) return undefined;
  return `the answer would leave by ${back}; whether the request is taken on ${ingress} at all cannot be told: ${validation.because}`;
}

/** Whether the host was looked at while the probe was sent, and could have shown it; a pasted console need not have been. */
function wasWatched({ observation }: Walk): boolean {
  return observation.counters.length > 1;
}

/** The sender's own side says that nothing went out. */
function sentNothing({ peerSeen, probe, peerLinkTalk, flow }: Walk): boolean {
  if ((peerSeen?.requests.length ?? 0) > 0) return false;
  const asked = peerLinkTalk?.questions.some(({ target }) => target === flow.to) ?? false;
  return (
    (probe !== undefined && probe.sent === 0) || (peerSeen?.listening === true && peerSeen.complete && !asked)
  );
}

/** Two interfaces answer for the address, and it was not seen which of them the requests came in by. */
function strayed(walk: Walk, stage: StageName): string | undefined {
  const unseen = walk.seen.requests.every(({ dev }) => dev === undefined);
  if (!unseen || stage === 'link' || stage === 'neighbour-in') return undefined;
  const open = arpFlux(walk);
  return open?.status === 'unknown' ? open.because : undefined;
}

/** Why the answer that the sender got was not this host's; undefined where nothing says so. */
export function answeredByAnother(walk: Walk): string | undefined {
  const { seen, counted, host, flow, peerName, observation } = walk;
  const wide = observation.captures.some(
    ({ listening, interface: on }) => listening && (on === 'any' || on === undefined),
  );
  const unseen = wide && seen.complete && seen.requests.length + seen.perhapsOurs.length === 0;
  if (!unseen && counted.echoesIn !== 0) return undefined;
  const how = unseen ? `nothing of it reached ${host}` : `${host} counted no echo request`;
  return `${peerName} got answers from ${flow.to}, but ${how}: another machine has that address, or something in between answers for it`;
}

/** Why a refusal may be a packet filter's, which was not listed; undefined where it is known to be the host's own. */
export function refusedBySomebody(walk: Walk): string | undefined {
  if (!isRefused(walk) || walk.state.filters !== undefined || listens(walk) === false) return undefined;
  const port = `port ${walk.flow.port ?? '?'}`;
  const who = listens(walk)
    ? `a program listens on ${port}`
    : `whether a program listens on ${port} was not shown`;
  return `the connection is refused; ${who}, and the packet filter, which may refuse it, was not listed`;
}
