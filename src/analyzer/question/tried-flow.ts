import { grouped, type Outcome, type Protocol, type Showing } from '../model/index.ts';
import type { Attempt } from './attempt.ts';
import { addressOnLink } from './peer.ts';

/** One flow that the paste shows attempts of: all attempts to one address and port by one sender. */
export type TriedFlow = {
  from?: string;
  to?: string;
  /** A name or mask in place of the address that is asked. */
  toName?: string;
  protocol: Protocol;
  port?: number;
  attempts: readonly Attempt[];
  outcome: Outcome;
  /** A host's own pings and lookups, turned round: evidence where anything else is asked. */
  isOwn: boolean;
};

/** The flows of these attempts. Who sends is not always shown: such an attempt joins the flow that it can be part of. */
export function flowsOf(attempts: readonly Attempt[], isOwn: boolean): TriedFlow[] {
  const flows = new Map<string, Attempt[]>();
  const nameless: Attempt[] = [];
  for (const shown of attempts) {
    const each = isOwn ? shown : withOwnAddress(shown);
    if (each.from === undefined && each.fromName === undefined) nameless.push(each);
    else add(flows, keyOf(each), each);
  }
  const bySubject = grouped(flows.keys(), (key) => key.slice(0, key.indexOf(' from ')));
  for (const each of nameless) {
    const fitting = bySubject.get(askedOf(each)) ?? [];
    add(flows, senderAmong(fitting, flows, each) ?? keyOf(each), each);
  }
  return [...flows.values()].map((tried) => flowOf(tried, isOwn));
}

/** Whoever is in the network of the asked address sends from its own address there, whatever others sent. */
function withOwnAddress(each: Attempt): Attempt {
  if (each.side !== 'sender' || each.to === undefined || each.from !== undefined) return each;
  const from = addressOnLink(each.console.observation.state, each.to);
  return from === undefined ? each : { ...each, from };
}

function askedOf({ to, toName, protocol, port }: Attempt): string {
  return `${protocol} ${port ?? ''} ${to ?? toName ?? ''}`;
}

function keyOf(each: Attempt): string {
  return `${askedOf(each)} from ${each.from ?? each.fromName ?? ''}`;
}

function add(flows: Map<string, Attempt[]>, key: string, each: Attempt): void {
  const known = flows.get(key);
  if (known) known.push(each);
  else flows.set(key, [each]);
}

/** The flow of a sender that this console is; else the only one, or the only one with the same outcome. */
function senderAmong(
  keys: readonly string[],
  flows: ReadonlyMap<string, readonly Attempt[]>,
  each: Attempt,
): string | undefined {
  const [mine] = keys.filter((key) => {
    const [first] = flows.get(key) ?? [];
    return first?.from !== undefined && each.console.own.has(first.from);
  });
  if (mine !== undefined) return mine;
  const alike = keys.filter((key) => outcomeOf(flows.get(key) ?? []) === each.outcome);
  const [only, ...others] = keys.length === 1 ? keys : alike;
  return others.length === 0 ? only : undefined;
}

function flowOf(attempts: readonly Attempt[], isOwn: boolean): TriedFlow {
  const [first] = attempts;
  const from = attempts.find((each) => each.from !== undefined)?.from;
  return {
    ...(from === undefined ? {} : { from }),
    ...(first?.to === undefined ? {} : { to: first.to }),
    ...(first?.toName === undefined ? {} : { toName: first.toName }),
    protocol: first?.protocol ?? 'icmp',
    ...(first?.port === undefined ? {} : { port: first.port }),
    attempts,
    outcome: outcomeOf(attempts),
    isOwn,
  };
}

/**
 * What the sender saw decides: a host's capture does not show whether its answers arrive. Where a sender saw it fail once it
 * is a failure, whatever else was tried (a larger packet, another time).
 */
function outcomeOf(attempts: readonly Attempt[]): Outcome {
  const seen = new Set(attempts.filter(({ side }) => side === 'sender').map(({ outcome }) => outcome));
  const others = new Set(attempts.filter(({ side }) => side !== 'sender').map(({ outcome }) => outcome));
  if (seen.has('failed')) return 'failed';
  if (seen.has('unclear')) return 'unclear';
  if (seen.has('answered')) return others.has('failed') ? 'unclear' : 'answered';
  if (others.has('failed')) return 'failed';
  if (others.has('unclear')) return 'unclear';
  return others.has('answered') ? 'answered' : 'asked';
}

/**
 * How much a way of showing it says that a person wonders about it: they tried it themselves, or captured it, or asked the
 * kernel; a log is full of other people's packets.
 */
const WEIGHT = {
  ping: 5,
  connection: 5,
  'captured-requests': 4,
  'refused-by-kernel': 4,
  'two-owners': 3,
  path: 3,
  'captured-answers': 2,
  'martian-line': 2,
  'asked-of-kernel': 2,
  'arp-requests': 1,
  'filter-line': 1,
  stated: 1,
} as const satisfies Record<Showing, number>;

/** How much speaks for a flow as the question; many repetitions of one line say a little more than one. */
export function weightOf({ attempts }: TriedFlow): number {
  const kinds = new Map<Showing, number>();
  for (const { showing, count } of attempts)
    kinds.set(showing, Math.min(9, (kinds.get(showing) ?? 0) + count));
  return [...kinds].reduce((sum, [showing, count]) => sum + WEIGHT[showing] + count / 100, 0);
}

/** The attempt that shows best what became of the flow: what a person tried before what was written down beside it. */
export function tellingAttempt({ attempts, outcome }: TriedFlow): Attempt | undefined {
  const rank = (each: Attempt) => (each.outcome === outcome ? 100 : 0) + WEIGHT[each.showing];
  return attempts.toSorted((a, b) => rank(b) - rank(a) || (a.line < b.line ? -1 : 1))[0];
}
