import { ECHO_COUNTERS, isOurs } from '../counted.ts';
import { rise } from '../counter-rise.ts';
import { grouped, type Message } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';

/** What was seen that only this host can have done: it took more requests than it sent answers, and it did send some. */
export function heldBack(walk: Walk): Message | undefined {
  const { counted, packets: seen } = walk.seen;
  const limited = limitCounted(walk);
  if (limited !== undefined && limited > 0) return { key: 'counted.rate-limited', by: limited };
  const { echoesIn, repliesOut } = counted;
  if (echoesIn !== undefined && repliesOut !== undefined && repliesOut > 0 && echoesIn > repliesOut)
    return { key: 'counted.answered-fewer', requests: echoesIn, answers: repliesOut };
  const [requests, answers] = [seen.requests.length, seen.answers.length];
  if (walk.asked.flow.protocol !== 'icmp' || answers === 0 || requests <= answers) return undefined;
  // Where some answers were seen leaving, the others would have been, too.
  const { egress, ingress } = walk.seen;
  const observable = walk.modelled.answersObservable || (egress !== undefined && egress === ingress);
  // The answer to the last request can still be on its way out when the capture ends.
  return observable && (requests - answers > 1 || skippedOne(walk))
    ? { key: 'seen.answered-fewer', requests, answers }
    : undefined;
}

/** ICMP took every request of this flow and made no reply. */
export function tookAllAndMadeNone({ seen: { counted } }: Walk): boolean {
  return isOurs(counted, counted.echoesIn) && counted.repliesOut === 0;
}

/** Before this flow the host had answered every echo request that it ever got: a setting that holds for all did not hold then. */
export function answeredAllBefore({ seen: { observation }, asked: { family } }: Walk): boolean {
  const { in: requests, out: replies } = ECHO_COUNTERS[family];
  const { [requests]: taken = 0, [replies]: made = 0 } = observation.counters[0]?.values ?? {};
  return observation.counters.length > 1 && taken > 0 && taken === made;
}

/** A request that came in has no answer, and a later one of the same exchange has. */
function skippedOne({ seen: { packets: seen } }: Walk): boolean {
  if (!seen.complete) return false;
  const answered = grouped(seen.answers, ({ exchange }) => exchange);
  return seen.requests.some(({ packet: { icmpSequence: sequence }, exchange }) => {
    if (sequence === undefined) return false;
    const sequences = (answered.get(exchange) ?? []).flatMap(({ packet }) => packet.icmpSequence ?? []);
    return !sequences.includes(sequence) && sequences.some((later) => later > sequence);
  });
}

/** The kernel counts what its rate limits hold back (IcmpOutRateLimitHost and -Global, from Linux 6.1 on). */
function limitCounted({ seen: { observation, probe }, asked: { family } }: Walk): number | undefined {
  const group = family === 4 ? 'Icmp' : 'Icmp6';
  const names = [`${group}.OutRateLimitHost`, `${group}.OutRateLimitGlobal`];
  const rises = names.flatMap((name) => rise(observation.counters, name) ?? []);
  if (rises.length > 0) return sum(rises);
  // Read once, it is of this ping where it is exactly what that one lost.
  const once = observation.counters.at(-1)?.values;
  const total = sum(names.map((name) => once?.[name] ?? 0));
  return probe !== undefined && total > 0 && total === probe.sent - probe.received ? total : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
