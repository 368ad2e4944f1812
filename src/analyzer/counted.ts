import { rise } from './counter-rise.ts';
import type { Flow, Observation } from './model/index.ts';

/**
 * What the kernel's counters did while the flow was under way. A rise of 0 says that ours were not among those counted,
 * however busy the host; a rise of exactly as many as were sent is taken for ours; anything else cannot be attributed.
 */
export type Counted = {
  /** Requests that are known to have been sent or to have arrived; 0 = nobody is known to have sent. */
  sent: number;
  /** IPReversePathFilter (IPv4 alone). */
  refused?: number;
  /** Echo requests that ICMP took (ICMP flows alone). */
  echoesIn?: number;
  /** Echo replies that ICMP handed to the output path. */
  repliesOut?: number;
};

/** Names of the echo counters in /proc/net/snmp and /proc/net/snmp6. */
export const ECHO_COUNTERS = {
  4: { in: 'Icmp.InEchos', out: 'Icmp.OutEchoReps' },
  6: { in: 'Icmp6.InEchos', out: 'Icmp6.OutEchoReplies' },
} as const;

/** Reads the counters' rises for a flow of which so many requests were sent. */
export function countedOf({ counters }: Observation, flow: Flow, family: 4 | 6, sent: number): Counted {
  const refused = family === 4 ? rise(counters, 'TcpExt.IPReversePathFilter') : undefined;
  const icmp = flow.protocol === 'icmp';
  const echoesIn = icmp ? rise(counters, ECHO_COUNTERS[family].in) : undefined;
  const repliesOut = icmp ? rise(counters, ECHO_COUNTERS[family].out) : undefined;
  return {
    sent,
    ...(refused === undefined ? {} : { refused }),
    ...(echoesIn === undefined ? {} : { echoesIn }),
    ...(repliesOut === undefined ? {} : { repliesOut }),
  };
}

/** Whether a rise is exactly that of our requests. */
export function isOurs(counted: Counted, rose: number | undefined): boolean {
  return counted.sent > 0 && rose === counted.sent;
}

/** Whether the counters show that our requests reached the host's IP layer. */
export function countersShowArrival(counted: Counted): boolean {
  return isOurs(counted, counted.refused) || isOurs(counted, counted.echoesIn);
}
