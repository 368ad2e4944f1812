import type { ProbeOutcome } from '../../analyzer/model/index.ts';

/** What the words of errno(3), of ICMP errors and of tools say, the first that fits. */
const WORDS: readonly (readonly [RegExp, ProbeOutcome])[] = [
  [/Operation not permitted/i, 'not-permitted'],
  [/connection refused|port unreachable|\bclosed\b/i, 'refused'],
  [/ after \d{1,2} ms: Could(?:n't| not) connect to server/, 'rejected'],
  [/connection reset|reset by peer|connection closed by|empty reply/i, 'reset'],
  [/beyond scope of source/i, 'beyond-scope'],
  [
    /prohibited|packet filtered|permission denied \(|communication administratively|ingress\/egress policy|failed policy|reject route/i,
    'prohibited',
  ],
  [/frag(?:mentation)? needed|message too long|too big|too large/i, 'too-big'],
  [/time to live exceeded|ttl expired|time exceeded/i, 'time-exceeded'],
  [
    /no route to host|host (?:is )?unreachable|destination host unreachable|address unreachable/i,
    'host-unreachable',
  ],
  [
    /network (?:is )?unreachable|destination net unreachable|no route to destination|destination unreachable: no route/i,
    'network-unreachable',
  ],
  [/timed? ?out|timeout|\bfiltered\b/i, 'timed-out'],
];

/** The outcome that an error line tells. */
export function outcomeOf(line: string): ProbeOutcome | undefined {
  return WORDS.find(([words]) => words.test(line))?.[1];
}
