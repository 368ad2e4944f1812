import type { Outcome, Packet } from '../model/index.ts';
import { admits, packetOf } from '../seen/capture-filter.ts';
import { isOneHost } from './addresses.ts';
import { type Attempt, attempt } from './attempt.ts';
import { deviceIn, endOf, isForwarded, type Seen, sideOf } from './captured.ts';
import type { Console } from './console.ts';

/** ICMP echo requests of a console's captures, by sender and address, and what became of them. */
export function echoAttempts(console: Console, seen: readonly Seen[]): Attempt[] {
  const flows = new Map<string, { requests: Seen[]; answers: Seen[] }>();
  for (const each of seen) {
    const { packet } = each;
    if (packet.protocol !== 'icmp' && packet.protocol !== 'icmp6') continue;
    const isRequest = packet.kind === 'echo-request';
    if (!isRequest && packet.kind !== 'echo-reply') continue;
    const ends = [endOf(packet, 'source'), endOf(packet, 'destination')];
    const key = (isRequest ? ends : ends.toReversed()).join(' ');
    const flow = flows.get(key) ?? { requests: [], answers: [] };
    flows.set(key, flow);
    (isRequest ? flow.requests : flow.answers).push(each);
  }
  return [...flows].flatMap(([key, flow]) => {
    const [from = '', to = ''] = key.split(' ');
    return to !== '' && !isOneHost(to) ? [] : [echoAttempt(console, { from, to, ...flow })];
  });
}

type Echoes = { from: string; to: string; requests: Seen[]; answers: Seen[] };

function echoAttempt(console: Console, { from, to, requests, answers }: Echoes): Attempt {
  const span = shortestSpan(requests, answers);
  const first = requests[0] ?? answers[0];
  return attempt({
    console,
    showing: requests.length > 0 ? 'captured-requests' : 'captured-answers',
    side: sideOf(console, { from, to, requests, answers }),
    outcome: answers.length === 0 && !showsAnswers(requests) ? 'asked' : outcomeOf(requests, answers),
    from: from === '' ? undefined : from,
    to: to === '' ? undefined : to,
    protocol: 'icmp',
    device: deviceIn(requests),
    ...(span === undefined ? {} : { span }),
    answers: answers.length > 0,
    ...(isForwarded(requests) ? { forwarded: true } : {}),
    count: Math.max(requests.length, answers.length),
    line: first?.packet.line.trim() ?? '',
  });
}

/** Whether a capture of these requests would have shown their answers: it can be asked for one direction alone. */
function showsAnswers(requests: readonly Seen[]): boolean {
  return requests.some(({ capture, packet: { source, destination = '' } }) => {
    const flow = { interface: '', from: source, to: destination, protocol: 'icmp' } as const;
    return capture.only === undefined && admits(capture, packetOf(flow, 'answer')) !== false;
  });
}

/**
 * The last request of a capture may still be waiting for its answer; of any other the answer is missing. Answers that leave
 * by another interface than the requests came in on are not known to arrive.
 */
function outcomeOf(requests: readonly Seen[], answers: readonly Seen[]): Outcome {
  if (answers.length === 0) return 'failed';
  if (requests.length === 0) return 'unclear';
  const answered = new Set(answers.map(({ packet }) => pairOf(packet)));
  const missing = requests.slice(0, -1).filter(({ packet }) => !answered.has(pairOf(packet)));
  if (missing.length > 0) return 'unclear';
  const [cameIn, left] = [deviceIn(requests), answers.find(({ device }) => device !== undefined)?.device];
  return cameIn !== undefined && left !== undefined && cameIn !== left ? 'unclear' : 'answered';
}

function pairOf({ icmpId, icmpSequence }: Packet): string {
  return `${icmpId ?? ''} ${icmpSequence ?? ''}`;
}

function shortestSpan(requests: readonly Seen[], answers: readonly Seen[]): number | undefined {
  const sent = new Map<string, number>();
  for (const { packet } of requests) {
    if (packet.time !== undefined && packet.icmpSequence !== undefined) sent.set(pairOf(packet), packet.time);
  }
  const spans = answers.flatMap(({ packet }) => {
    const at = sent.get(pairOf(packet));
    return at === undefined || packet.time === undefined || packet.time < at ? [] : [packet.time - at];
  });
  return spans.length === 0 ? undefined : Math.min(...spans);
}
