import type { CounterSnapshot, OracleAnswer, Witness, Witnesses } from './model/index.ts';
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

/** How much a counter rose between the first and the last snapshot; undefined where it was not read twice. */
export function rise(counters: readonly CounterSnapshot[], name: string): number | undefined {
  const first = counters[0]?.values[name];
  const last = counters.length > 1 ? counters.at(-1)?.values[name] : undefined;
  return first === undefined || last === undefined ? undefined : last - first;
}

/** Counters speak for this flow only where they rose by no more than the requests that were seen. */
function countersSay(walk: Walk): Witness {
  const { observation, seen, flow, family } = walk;
  const sent = seen.requests.length;
  const refused = rise(observation.counters, 'TcpExt.IPReversePathFilter');
  if (family === 6) return { says: 'unknown', detail: 'IPv6 has no reverse path counter' };
  if (refused === undefined)
    return { says: 'unknown', detail: 'IPReversePathFilter was not read before and after' };
  const change = `IPReversePathFilter +${refused}`;
  if (sent === 0) return { says: 'unknown', detail: `${change}, and no request of this flow was seen` };
  if (refused > sent)
    return { says: 'unknown', detail: `${change} for ${sent} requests: others are refused too` };
  if (refused > 0) return { says: 'refuses', detail: `${change} for ${sent} requests` };
  if (flow.protocol !== 'icmp') return { says: 'unknown', detail: change };
  const echoes = rise(observation.counters, 'Icmp.InEchos');
  const replies = rise(observation.counters, 'Icmp.OutEchoReps');
  if (echoes === undefined || replies === undefined) return { says: 'unknown', detail: change };
  const detail = `${change}, InEchos +${echoes}, OutEchoReps +${replies}`;
  if (echoes === 0) return { says: 'refuses', detail: `${detail}: dropped before ICMP saw it` };
  if (echoes > sent) return { says: 'unknown', detail: `${detail} for ${sent} requests` };
  return { says: replies > 0 ? 'accepts' : 'refuses', detail };
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
