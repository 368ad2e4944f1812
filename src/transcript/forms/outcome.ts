import type { ProbeOutcome } from '../../analyzer/model/index.ts';
import { translatedOutcome } from './translated-errors.ts';

/** What the words of errno(3), of ICMP errors and of tools say, the first that fits. */
const WORDS: readonly (readonly [RegExp, ProbeOutcome])[] = [
  [/Operation not permitted/i, 'not-permitted'],
  [
    /connection[ _]refused|port unreachable|\bclosed\b|ECONNREFUSED|refused to connect|^was refused|\(111[ )]/i,
    'refused',
  ],
  [/ after \d{1,2} ms: Could(?:n't| not) connect to server/, 'rejected'],
  [/connection[ _]reset|ECONNRESET|reset by peer|connection closed by|empty reply/i, 'reset'],
  [/beyond scope of source/i, 'beyond-scope'],
  [
    /prohibited|packet filtered|permission denied \(|communication administratively|ingress\/egress policy|failed policy|reject route/i,
    'prohibited',
  ],
  [/frag(?:mentation)? needed|message too long|too big|too large/i, 'too-big'],
  [/time to live exceeded|ttl expired|time exceeded/i, 'time-exceeded'],
  [
    /no route to host|EHOSTUNREACH|ERR_ADDRESS_UNREACHABLE|\(113[ )]|host (?:is )?unreachable|destination host unreachable|address unreachable/i,
    'host-unreachable',
  ],
  [
    /network (?:is )?unreachable|ENETUNREACH|\(101[ )]|destination net unreachable|no route to destination|destination unreachable: no route/i,
    'network-unreachable',
  ],
  [
    /timed?[ _]?out|timeout|\bfiltered\b|too long to respond|deadline exceeded|^no response$|^responding$|Interrupted system call|\(11[05][ )]/i,
    'timed-out',
  ],
];

/** The outcome that an error line tells. */
export function outcomeOf(line: string): ProbeOutcome | undefined {
  return WORDS.find(([words]) => words.test(line))?.[1] ?? translatedOutcome(line);
}
