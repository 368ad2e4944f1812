import { z } from 'zod';
import { Protocol } from './flow.ts';
import { emptyHostState, Gap, HostState } from './host-state.ts';
import { Ruleset } from './ruleset.ts';

/** A command and what it printed: what the reader can check by hand. */
export const Evidence = z.object({
  /** Stable within one diagnosis: `capture`, `routes`, `rules`, `oracle`, `counters`, `rp_filter`, `probe` … */
  id: z.string(),
  command: z.string(),
  output: z.string(),
  /** Line of the paste, from 1, where it begins. */
  line: z.number().optional(),
});
export type Evidence = z.infer<typeof Evidence>;

/** One packet as tcpdump's text shows it. Times are seconds since midnight or since the epoch, as printed. */
export const Packet = z.object({
  time: z.number().optional(),
  /** Interface: printed by SLL2, else the `-i` of the capture's own command; absent for `-i any` on old hosts. */
  dev: z.string().optional(),
  /** `in` also for broadcast and multicast; `other` for packets to other hosts (promiscuous). Absent where not printed. */
  direction: z.enum(['in', 'out', 'other']).optional(),
  sourceMac: z.string().optional(),
  destinationMac: z.string().optional(),
  protocol: z.enum(['icmp', 'icmp6', 'tcp', 'udp', 'arp', 'other']),
  /** IP addresses; for ARP: sender and target protocol addresses. */
  source: z.string().optional(),
  destination: z.string().optional(),
  /**
   * What stands for an address that is not shown: a name that tcpdump resolved, or a mask. Equal names are one host; where
   * the paste tells its address, that stands in `source` as well.
   */
  sourceName: z.string().optional(),
  destinationName: z.string().optional(),
  sourcePort: z.number().optional(),
  destinationPort: z.number().optional(),
  /** echo-request, echo-reply, unreachable, time-exceeded …; for TCP the flags (`S`, `S.`, `R.`); for ARP `who-has` or `is-at`; for icmp6 also neighbour-solicitation, neighbour-advertisement. */
  kind: z.string().optional(),
  /**
   * TCP numbers as printed: absolute in the first packet of a direction, and relative to it later (tcpdump without -S), or
   * relative from the beginning (tshark).
   */
  sequence: z.number().optional(),
  acknowledges: z.number().optional(),
  /** Bytes of TCP payload. */
  payload: z.number().optional(),
  icmpId: z.number().optional(),
  icmpSequence: z.number().optional(),
  /** MAC that an ARP is-at announces. */
  announcedMac: z.string().optional(),
  /** Destination of the embedded packet of an ICMP error, where printed. */
  about: z.string().optional(),
  /** The port that an ICMP error says is unreachable, where printed. */
  closedPort: z.number().optional(),
  /** An ICMP error that only a packet filter's rule (or a `prohibit` route) sends: administratively prohibited. */
  prohibits: z.boolean().optional(),
  line: z.string(),
});
export type Packet = z.infer<typeof Packet>;

/** From when until when: milliseconds of one clock, that of whoever looked. Nothing is known of other times. */
export const Span = z.object({ from: z.number(), until: z.number() });
export type Span = z.infer<typeof Span>;

/** A capture: what was listened to and what came. */
export const Capture = z.object({
  /** Id of the evidence that shows it. */
  evidence: z.string().optional(),
  command: z.string().optional(),
  /** The `-i` argument: `any` or an interface. */
  interface: z.string().optional(),
  /** Whether the capture was listening (it says so); a capture without packets proves nothing unless it did. */
  listening: z.boolean(),
  /** The expression that it listened for, as typed; absent = everything, or not known where there is no command either. */
  filter: z.string().optional(),
  /** It showed packets of this direction alone (`-Q`). */
  only: z.enum(['in', 'out']).optional(),
  /** It ended by itself after so many packets (`-c`). */
  limit: z.number().optional(),
  packets: z.array(Packet),
  /** "packets dropped by kernel", where printed. */
  droppedByKernel: z.number().optional(),
  /** Packets or lines are missing (filtered by `grep` or `head`, cut, or too many): what is not seen proves nothing. */
  incomplete: z.boolean().optional(),
  /** When it is known to have listened; absent where nobody noted it, as in a paste. */
  listened: Span.optional(),
});
export type Capture = z.infer<typeof Capture>;

/** A question put to the kernel with `ip route get`, and its answer. */
export const OracleAnswer = z.object({
  /** Id of the evidence that shows it. */
  evidence: z.string().optional(),
  command: z.string(),
  to: z.string(),
  from: z.string().optional(),
  iif: z.string().optional(),
  oif: z.string().optional(),
  mark: z.number().optional(),
  tos: z.number().optional(),
  ipproto: z.string().optional(),
  sport: z.number().optional(),
  dport: z.number().optional(),
  answer: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('route'),
      /** `local`, `unicast`, … ; unicast where not printed. */
      type: z.string(),
      dev: z.string().optional(),
      gateway: z.string().optional(),
      prefsrc: z.string().optional(),
      table: z.string().optional(),
    }),
    /** `message` as printed: `Invalid cross-device link`, `Invalid argument`, `Network is unreachable` … */
    z.object({ kind: z.literal('error'), message: z.string() }),
    z.object({ kind: z.literal('not-understood'), text: z.string() }),
  ]),
});
export type OracleAnswer = z.infer<typeof OracleAnswer>;

/**
 * Kernel counters at one moment by their /proc names: `TcpExt.IPReversePathFilter`, `Icmp.InEchos`, `Icmp.OutEchoReps`,
 * `Ip.InReceives`, `Ip.OutNoRoutes`, `Xfrm.InTmplMismatch`, `Device.eth1.rx.packets` … Two snapshots are compared by name, never by position.
 */
export const CounterSnapshot = z.object({ values: z.record(z.string(), z.number()) });
export type CounterSnapshot = z.infer<typeof CounterSnapshot>;

/** How an attempt to reach somebody ended, as its own tool says. */
export const ProbeOutcome = z.enum([
  /** An echo reply, an open connection, data that came back. */
  'answered',
  /** A reset, or an ICMP port unreachable: the host was reached, and nobody takes it there. */
  'refused',
  /** An error came back at once, and the tool does not say which (curl 8: "after 1 ms: Couldn't connect to server"). */
  'rejected',
  /** The connection was open, and was reset. */
  'reset',
  /** Nothing came back in time. */
  'timed-out',
  /** EHOSTUNREACH: an ICMP error came back, or the next hop did not answer ARP. */
  'host-unreachable',
  /** ENETUNREACH: the sender has no route, or a router said so. */
  'network-unreachable',
  /** EACCES, or an ICMP error `administratively prohibited`: a route or a filter rejects it. */
  'prohibited',
  /** EPERM: the sender's own packet filter drops it. */
  'not-permitted',
  'time-exceeded',
  /** An ICMPv6 error: the source's scope does not reach the destination. */
  'beyond-scope',
  /** EMSGSIZE, or an ICMP error: too large for the path. */
  'too-big',
]);
export type ProbeOutcome = z.infer<typeof ProbeOutcome>;

/** What a ping, or a TCP or UDP attempt, run on the observed host said. */
export const ProbeReport = z.object({
  /** Id of the evidence that shows it. */
  evidence: z.string().optional(),
  command: z.string().optional(),
  to: z.string(),
  /** The name that was asked for, where it was no address. */
  toName: z.string().optional(),
  /** Absent where nothing was printed that tells. */
  outcome: ProbeOutcome.optional(),
  /** The connection opened, the first bytes were sent, and nothing came back. */
  standsStill: z.boolean().optional(),
  /** Who sent the error that came back; absent where the sender's own kernel refused. */
  reportedBy: z.string().optional(),
  /** Bytes of payload, where the command or the output tells them (`ping -s`). */
  size: z.number().optional(),
  /** It must not be fragmented (`ping -M do`). */
  dontFragment: z.boolean().optional(),
  from: z.string().optional(),
  /** Interface that it was bound to (`ping -I eth1`). */
  device: z.string().optional(),
  /** What was tried; absent = ICMP echo. */
  protocol: Protocol.optional(),
  /** Destination port of TCP and UDP, where the command or the output names it. */
  port: z.number().optional(),
  sent: z.number(),
  received: z.number(),
  /** The first request was answered, as the sequence numbers show: what is lost is another one. */
  answeredFirst: z.literal(true).optional(),
  /** Milliseconds that the first answer took, and the slowest one, where printed. */
  roundTrip: z.number().optional(),
  slowest: z.number().optional(),
  /** Error replies as printed: `From 172.16.0.1 icmp_seq=1 Destination Host Unreachable`. */
  errors: z.array(z.string()),
  /** Source addresses that answered, where they differ from `to`. */
  answeredBy: z.array(z.string()).optional(),
  /** No summary was printed (interrupted, or cut): `sent` is then the least that must have been sent. */
  unfinished: z.boolean().optional(),
  /** What its packets are known by, where its command says so (`ping -e`, `nc -p`). */
  icmpId: z.number().optional(),
  sourcePort: z.number().optional(),
  /** Seconds for which answers were awaited after the last request, where its command says so (`ping -W`). */
  wait: z.number().optional(),
  /** When it was under way, at most; absent where nobody noted it, as in a paste. */
  ran: Span.optional(),
});
export type ProbeReport = z.infer<typeof ProbeReport>;

/** A path as traceroute, tracepath or mtr shows it. */
export const Trace = z.object({
  /** Id of the evidence that shows it. */
  evidence: z.string().optional(),
  command: z.string().optional(),
  /** Who looked, where it says so. */
  from: z.string().optional(),
  to: z.string().optional(),
  toName: z.string().optional(),
  /** It sent echo requests: whoever it reached answers a ping. */
  echo: z.literal(true).optional(),
  hops: z.array(
    z.object({
      /** Hops away, from 1. */
      distance: z.number(),
      /** Who answered from there; none = silence. */
      addresses: z.array(z.string()),
      name: z.string().optional(),
      /** Percent of the probes to it that were lost (mtr). */
      loss: z.number().optional(),
      /** What an ICMP error said there: H host, N network, P protocol unreachable, X prohibited, F fragmentation needed. */
      error: z.string().optional(),
    }),
  ),
  /** Bytes (tracepath). */
  pathMtu: z.number().optional(),
  /** The last hop is the target. */
  reached: z.boolean(),
});
export type Trace = z.infer<typeof Trace>;

/** What `arping` was answered: who has an address on a link. */
export const ArpProbe = z.object({
  /** Id of the evidence that shows it. */
  evidence: z.string().optional(),
  command: z.string().optional(),
  to: z.string(),
  from: z.string().optional(),
  device: z.string().optional(),
  /** Asked whether somebody else has the address (`arping -D`). */
  duplicateCheck: z.boolean().optional(),
  sent: z.number().optional(),
  /** Answers by hardware address, in the order of their first. */
  answers: z.array(z.object({ mac: z.string(), count: z.number() })),
});
export type ArpProbe = z.infer<typeof ArpProbe>;

/** The host was too slow to be read in time: what is missing may be there all the same. */
export const Overload = z.object({
  /** Listings that were not made. */
  leftOut: z.number().optional(),
  /** Load average of the last minute. */
  load: z.number().optional(),
  /** Whoever looked stopped waiting before the host had said everything. */
  cut: z.literal(true).optional(),
});
export type Overload = z.infer<typeof Overload>;

/** What a person writes around a console of who gets an answer from whom: it tells what is wondered about, and proves nothing. */
export const Stated = z.object({
  outcome: z.enum(['answers', 'fails']),
  /** Who tries it, and whom; absent where no address of theirs is written. */
  from: z.string().optional(),
  to: z.string().optional(),
  /** The interface that it is about. */
  device: z.string().optional(),
  protocol: Protocol.optional(),
  port: z.number().optional(),
  /** The address that is asked stands in an earlier clause. */
  carried: z.literal(true).optional(),
  /** It is so by now, whatever was said before. */
  now: z.literal(true).optional(),
  /** The address is said to be this machine's own. */
  ours: z.literal(true).optional(),
  /** The sentence, and the line of the paste where it begins. */
  text: z.string(),
  line: z.number(),
});
export type Stated = z.infer<typeof Stated>;

/** Everything heard from one host: its state, and what happened while it was watched. */
export const Observation = z.object({
  /** The host's name as its prompt or the collector told it. */
  host: z.string().optional(),
  state: HostState,
  captures: z.array(Capture),
  oracle: z.array(OracleAnswer),
  /** In the order in which they were taken; the first is "before", the last "after". */
  counters: z.array(CounterSnapshot),
  probes: z.array(ProbeReport),
  /** In the order of the text; of the whole paste, whose observation it stands in says nothing. */
  stated: z.array(Stated).optional(),
  traces: z.array(Trace).optional(),
  arpProbes: z.array(ArpProbe).optional(),
  /** The packet filter listed again after the watch (`state.filters` is from before): which counters rose meanwhile. */
  filtersAfter: Ruleset.optional(),
  overload: Overload.optional(),
  evidence: z.array(Evidence),
  /** Programs that the host does not have: its shell did not find them. */
  absentPrograms: z.array(z.string()).optional(),
  /** What could not be heard, beyond the state's own gaps. */
  gaps: z.array(Gap),
});
export type Observation = z.infer<typeof Observation>;

/** An observation in which nothing was heard yet. */
export function emptyObservation(): Observation {
  return {
    state: emptyHostState(),
    captures: [],
    oracle: [],
    counters: [],
    probes: [],
    evidence: [],
    gaps: [],
  };
}
