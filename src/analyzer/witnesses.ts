import { isOurs } from './counted.ts';
import type { OracleAnswer, Witness, Witnesses } from './model/index.ts';
import { deviceOf, type Walk } from './walk.ts';

/**
 * What each witness says of the question "does the host take the request and answer it?". Evidence that cannot be
 * attributed to this flow says `unknown`.
 */
export function hearWitnesses(walk: Walk): Witnesses {
  return {
    model: modelSays(walk),
    kernel: kernelSays(walk),
    counters: countersSay(walk),
    capture: captureSays(walk),
  };
}

function modelSays({ validation, replyRoute, sender }: Walk): Witness {
  if (validation.verdict === 'refused') return { says: 'refuses', detail: validation.because };
  if (validation.verdict === 'unknown') return { says: 'unknown', detail: validation.because };
  if (replyRoute.kind === 'error')
    return { says: 'refuses', detail: `no way back to ${sender}: ${replyRoute.error}` };
  if (replyRoute.kind !== 'route') return { says: 'unknown', detail: 'the way back cannot be told' };
  return {
    says: 'accepts',
    detail: `${validation.because}; the answer leaves by ${deviceOf(replyRoute) ?? '?'}`,
  };
}

/** The kernel's own answer to `ip route get TO from SENDER iif IFACE`, and to the way back. */
function kernelSays(walk: Walk): Witness {
  const { flow, ingress, observation } = walk;
  if (flow.from === undefined) return { says: 'unknown', detail: 'the sender is not known' };
  const inward = lastOf(
    observation.oracle,
    (o) => o.to === flow.to && o.from === flow.from && o.iif === ingress,
  );
  const back = lastOf(
    observation.oracle,
    (o) => o.to === flow.from && o.from === flow.to && o.iif === undefined,
  );
  if (inward?.answer.kind === 'error')
    return { says: 'refuses', detail: `${inward.command}: ${inward.answer.message}` };
  if (back?.answer.kind === 'error')
    return { says: 'refuses', detail: `${back.command}: ${back.answer.message}` };
  if (inward?.answer.kind === 'route') {
    const dev = back?.answer.kind === 'route' ? `; the way back is ${back.answer.dev ?? '?'}` : '';
    return { says: 'accepts', detail: `${inward.command}: ${inward.answer.type}${dev}` };
  }
  return { says: 'unknown', detail: 'the kernel was not asked about this flow' };
}

function lastOf(
  answers: readonly OracleAnswer[],
  wanted: (answer: OracleAnswer) => boolean,
): OracleAnswer | undefined {
  return answers.findLast(wanted);
}

/** Counters speak for this flow only where they rose by nothing at all, or by exactly what was sent. */
function countersSay({ counted, family }: Walk): Witness {
  const { sent, refused, echoesIn, repliesOut } = counted;
  const changes = [
    ...(refused === undefined ? [] : [`IPReversePathFilter +${refused}`]),
    ...(echoesIn === undefined ? [] : [`InEchos +${echoesIn}`]),
    ...(repliesOut === undefined
      ? []
      : [`${family === 4 ? 'OutEchoReps' : 'OutEchoReplies'} +${repliesOut}`]),
  ];
  if (changes.length === 0)
    return { says: 'unknown', detail: 'no counter of this flow was read before and after' };
  const detail = `${changes.join(', ')} for ${sent} request${sent === 1 ? '' : 's'}`;
  if (sent === 0) return { says: 'unknown', detail: `${changes.join(', ')}; nobody is known to have sent` };
  if (isOurs(counted, refused)) return { says: 'refuses', detail };
  if (echoesIn === undefined || repliesOut === undefined) return { says: 'unknown', detail };
  if (echoesIn === 0) return { says: 'refuses', detail: `${detail}: none came to ICMP` };
  if (repliesOut === 0) return { says: 'refuses', detail: `${detail}: none was answered` };
  if (isOurs(counted, echoesIn) && isOurs(counted, repliesOut)) return { says: 'accepts', detail };
  return { says: 'unknown', detail: `${detail}: other people's are among them` };
}

function captureSays(walk: Walk): Witness {
  const { seen, answersObservable, answerLeft, ingress } = walk;
  const requests = seen.requests.length;
  if (answerLeft) {
    return {
      says: 'accepts',
      detail: `${requests} requests in, ${seen.answers.length} answers out by ${walk.egress ?? '?'}`,
    };
  }
  if (requests === 0)
    return { says: 'unknown', detail: seen.listening ? 'no request was seen' : 'nothing was captured' };
  if (!answersObservable)
    return { says: 'unknown', detail: `${requests} requests in; answers were not listened for` };
  return { says: 'refuses', detail: `${requests} requests in on ${ingress}, no answer out` };
}
