import { type Counted, isOurs } from './counted.ts';
import type { Cause, StageName, Witnesses } from './model/index.ts';
import type { Walk } from './walk.ts';

/** Stages behind ICMP's own counter of echo requests taken. */
const BEHIND_ICMP: readonly StageName[] = ['reply-route', 'output', 'neighbour-out', 'wire-out', 'upstream'];
/** Stages in front of it. */
const BEFORE_ICMP: readonly StageName[] = ['prerouting', 'source-validation'];
/** Causes in `input` that ICMP never hears of. */
const BEFORE_ICMP_IN_INPUT: readonly Cause[] = ['firewall-drop', 'address-not-local'];
/** Refusals that the kernel counts as IPReversePathFilter; a martian with our own address is not one (measured). */
const COUNTED_AS_REVERSE_PATH: readonly Cause[] = ['strict-rp-filter', 'no-return-route', 'route-rejects'];

/** Without any way back ICMP gives up before it counts an answer. */
const UNANSWERABLE: readonly Cause[] = [
  'echo-ignored',
  'no-return-route',
  'route-rejects',
  'vrf-mismatch',
  'main-rule-missing',
];

/** A stop that the state claims. */
export type Claim = { stage: StageName; cause: Cause; because: string };

/**
 * Why the claim cannot be true of this flow, by what was seen of it; undefined where nothing contradicts it. Without a
 * claim, whether what was seen contradicts the state's "nothing stops it".
 */
export function contradiction(walk: Walk, witnesses: Witnesses, claim?: Claim): string | undefined {
  return (
    answeredAllTheSame(walk, witnesses) ??
    (walk.answerLeft ? undefined : countersAgainst(walk, claim)) ??
    kernelAgainst(walk, witnesses, claim) ??
    (claim || walk.answerLeft ? undefined : silentAllTheSame(walk, witnesses))
  );
}

function answeredAllTheSame({ answerLeft }: Walk, { model }: Witnesses): string | undefined {
  if (!answerLeft || model.says !== 'refuses') return undefined;
  return `the model says that the host refuses it (${model.detail}), and yet an answer was seen`;
}

/** A rise of 0 holds on the busiest host; a rise by as many as were sent is taken for ours (see `Counted`). */
function countersAgainst(walk: Walk, claim: Claim | undefined): string | undefined {
  const { counted, family } = walk;
  if (counted.sent === 0) return undefined;
  if (!claim) return undefined;
  // Where no rule looks up main, strict mode refuses for that same reason, and already the neighbours' questions.
  if (claim.cause === 'main-rule-missing' && walk.validation.verdict === 'refused') return undefined;
  const told = `the state says: ${claim.because}; but`;
  const filtered = claim.stage === 'source-validation' && COUNTED_AS_REVERSE_PATH.includes(claim.cause);
  if (filtered && family === 4 && counted.refused === 0)
    return `${told} IPReversePathFilter did not rise, so something else drops it earlier`;
  if (
    claim.stage === 'prerouting' &&
    claim.cause !== 'published-port-reverse-path' &&
    isOurs(counted, counted.refused)
  )
    return `${told} IPReversePathFilter rose by ${counted.refused}, so the requests came as far as source validation`;
  return echoesAgainst(counted, claim, told);
}

function echoesAgainst(counted: Counted, { stage, cause }: Claim, told: string): string | undefined {
  const { echoesIn, repliesOut } = counted;
  // Where the sender's address is ours too, ICMP may take the request and answer it to the host itself.
  if (cause === 'source-is-own-address') return undefined;
  const before = BEFORE_ICMP.includes(stage) || (stage === 'input' && BEFORE_ICMP_IN_INPUT.includes(cause));
  if (before && isOurs(counted, echoesIn))
    return `${told} the counters show that ICMP took the requests (InEchos +${echoesIn})`;
  const behind = BEHIND_ICMP.includes(stage) || cause === 'echo-ignored';
  if (behind && echoesIn === 0)
    return `${told} no request came to ICMP (InEchos +0), so something drops it earlier`;
  const unanswerable = UNANSWERABLE.includes(cause);
  if (unanswerable && isOurs(counted, repliesOut))
    return `${told} the counters show that ICMP answered (OutEchoReps +${repliesOut})`;
  if (behind && !unanswerable && repliesOut === 0)
    return `${told} ICMP answered none of the requests (OutEchoReps +0)`;
  return undefined;
}

/** The kernel's own answer to the same question, where no packet and no counter has decided it. */
function kernelAgainst(
  walk: Walk,
  { kernel, model, counters }: Witnesses,
  claim: Claim | undefined,
): string | undefined {
  const refusedByRouting = claim?.stage === 'source-validation' && claim.cause !== 'vrf-mismatch';
  if (refusedByRouting && kernel.says === 'accepts' && !walk.arrived && counters.says === 'unknown')
    return `the model says that the host refuses it (${model.detail}), and the kernel itself says that it would not (${kernel.detail})`;
  const later = claim === undefined || BEHIND_ICMP.includes(claim.stage);
  const refusedInward = kernel.says === 'refuses' && kernel.detail.includes(' iif ');
  if (
    later &&
    refusedInward &&
    model.says === 'accepts' &&
    !walk.answerLeft &&
    counters.says !== 'accepts' &&
    walk.family === 4
  )
    return `the model says that the host accepts it, and the kernel itself says that it would not (${kernel.detail})`;
  return undefined;
}

function silentAllTheSame({ counted }: Walk, { capture, model }: Witnesses): string | undefined {
  if (model.says !== 'accepts' || capture.says !== 'refuses') return undefined;
  const { refused, echoesIn, repliesOut } = counted;
  if (isOurs(counted, refused))
    return `the model says that it is accepted, but the kernel's reverse path filter refused as many packets as were sent (IPReversePathFilter +${refused})`;
  if (echoesIn === 0)
    return 'the request arrives, and something drops it before ICMP sees it (InEchos +0): a packet filter, tc or XDP';
  if (isOurs(counted, repliesOut))
    return 'ICMP answered, and the answers never left: something in the output path drops them';
  return 'the request arrives, the routing state lets it in and out, and yet no answer was seen';
}
