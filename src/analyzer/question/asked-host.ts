import { waitingSockets } from '../model/index.ts';
import { canonical } from './addresses.ts';
import { isVirtual } from './asked-interface.ts';
import type { Attempt } from './attempt.ts';
import { type Console, isAnybody, lacks, networkOf } from './console.ts';
import type { TriedFlow } from './tried-flow.ts';

/** Whose console is asked: one, none of those in the paste, or one of several that it does not tell apart. */
export type AskedHost =
  | { kind: 'shown'; console: Console; how: 'arrival' | 'owner' | 'network' | 'only-one' }
  | { kind: 'not-shown' }
  | { kind: 'several'; consoles: readonly Console[] };

/**
 * The asked host of a flow: the only one on which the request arrives; else the only owner of the address, or the one that is
 * configured to have it; else the only one with the connected network that does not send; else the only one that can be it at all.
 */
export function askedHost(flow: TriedFlow, consoles: readonly Console[]): AskedHost {
  const senders = sendersOf(flow);
  const { to, toName } = flow;
  const possible = consoles.filter((console) => !senders.has(console));
  const strangers = possible.filter((console) => !isSenderItself(console, flow));
  const others = strangers.length > 0 ? strangers : possible;
  const owners = others.filter(
    ({ own, name }) => (to !== undefined && own.has(to)) || (toName !== undefined && isNameOf(toName, name)),
  );
  const meant = to === undefined ? [] : others.filter((console) => console.meant.has(to));
  const connected = to === undefined ? [] : others.filter((console) => networkOf(console, to));
  const able = others.filter((console) => couldBe(console, to));
  const arrivals = consolesWith(flow, others, 'asked');
  const ends = arrivals.filter((console) => !isForwarder(flow, console));
  for (const [how, found] of [
    ['arrival', ends.length > 0 ? ends : arrivals],
    ['owner', owners],
    ['owner', meant],
    ['network', connected],
    ['owner', onlyOne(able.filter((console) => serves(console, flow)))],
    ['owner', answering(flow, able)],
    ['owner', onlyOne(able.filter((console) => watchesInVain(console, flow)))],
    ['arrival', consolesWith(flow, others, 'unknown')],
    ['only-one', able.filter(isAnybody)],
    ['only-one', able],
  ] as const) {
    const [first] = found;
    if (!first) continue;
    const named = others.filter(({ name }) => name !== undefined);
    const console =
      found.length === 1
        ? first
        : (decided(found, [owners, connected, named]) ??
          (isHeldTwice(found, to) || isHeldByNone(found, to) ? first : undefined));
    return console ? { kind: 'shown', console, how } : { kind: 'several', consoles: found };
  }
  return { kind: 'not-shown' };
}

/**
 * Whether several hosts have the address on interfaces that answer for it: it is asked of each of them, and the first stands
 * for all. Hosts with the same addresses are one by several names.
 */
function isHeldTwice(found: readonly Console[], to: string | undefined): boolean {
  if (to === undefined) return false;
  const held = found.every(({ own }) => (own.get(to) ?? '') !== '' && !isVirtual(own.get(to) ?? ''));
  return held && new Set(found.map(({ own }) => [...own.keys()].sort().join(' '))).size === found.length;
}

/** Whether several hosts of its network list every address, and none has it: what is missing is missing on each of them. */
function isHeldByNone(found: readonly Console[], to: string | undefined): boolean {
  return to !== undefined && found.every((console) => networkOf(console, to) && lacks(console, to));
}

/** A sign that several show tells none of them apart. */
function onlyOne(consoles: readonly Console[]): readonly Console[] {
  return consoles.length === 1 ? consoles : [];
}

/**
 * The host in whose captures the address answers something, a ping or another port, the soonest after its request; whoever
 * captured the packets in question without an answer may be on their way.
 */
function answering(flow: TriedFlow, others: readonly Console[]): readonly Console[] {
  const { to, attempts } = flow;
  if (to === undefined) return [];
  const spans = others
    .filter((console) => !attempts.some((each) => each.console === console && each.side === 'unknown'))
    .flatMap((console) => {
      const span = answerSpan(console, to);
      return span === undefined ? [] : [{ console, span }];
    })
    .sort((one, other) => one.span - other.span);
  const [first, second] = spans;
  return first === undefined || first.span === second?.span ? [] : [first.console];
}

/** Seconds between a request to the address and its answer, at the shortest, in what a host captured. */
function answerSpan({ observation }: Console, to: string): number | undefined {
  const sent = new Map<string, number>();
  let shortest: number | undefined;
  for (const { packets } of observation.captures)
    for (const { source, destination, time, icmpSequence, ...ports } of packets) {
      if (source === undefined || destination === undefined || time === undefined) continue;
      const key = (...parts: (string | number | undefined)[]) => [...parts, icmpSequence].join(' ');
      if (canonical(destination) === to) sent.set(key(source, ports.sourcePort, ports.destinationPort), time);
      if (canonical(source) !== to) continue;
      const at = sent.get(key(destination, ports.destinationPort, ports.sourcePort));
      if (at !== undefined && time >= at)
        shortest = Math.min(shortest ?? Number.POSITIVE_INFINITY, time - at);
    }
  return shortest;
}

/** Whether a host captured nothing while another captured the requests: a sender would have captured its own. */
function watchesInVain(console: Console, { attempts }: TriedFlow): boolean {
  const { captures } = console.observation;
  const isSeenElsewhere = attempts.some((each) => each.side === 'unknown' && each.console !== console);
  const isWatching = captures.some(({ listening, packets }) => listening && packets.length === 0);
  return isSeenElsewhere && isWatching && attempts.every((each) => each.console !== console);
}

/** Whether the host waits for connections at the port in question, as its sockets were listed. */
function serves({ observation: { state } }: Console, { protocol, to, port }: TriedFlow): boolean {
  if (protocol === 'icmp' || to === undefined || port === undefined) return false;
  return waitingSockets(state, { protocol, address: to, port }).length > 0;
}

/** Whoever has the sender's address, and not the one that is asked, does not ask itself. */
function isSenderItself({ own }: Console, { from, to }: TriedFlow): boolean {
  return from !== undefined && own.has(from) && !(to !== undefined && own.has(to));
}

/** Whether what stands for an address is the name of a prompt's host, with its domain or without. */
function isNameOf(asked: string, host: string | undefined): boolean {
  const name = host?.toLowerCase();
  return (
    name !== undefined && (asked === name || asked.startsWith(`${name}.`) || name.startsWith(`${asked}.`))
  );
}

/** Where several fit: the only one of them that also fits by what comes next; at last, the only one with a name. */
function decided(found: readonly Console[], next: readonly (readonly Console[])[]): Console | undefined {
  for (const choice of next) {
    const [only, ...more] = found.filter((console) => choice.includes(console));
    if (only && more.length === 0) return only;
  }
  return undefined;
}

/** The consoles of who sends: they say so, own its address, or capture the requests alone where another has the answers. */
export function sendersOf(flow: TriedFlow, asked?: Console): Set<Console> {
  const { from } = flow;
  const attempts = flow.attempts.filter(({ showing }) => showing !== 'stated');
  const senders = new Set<Console>();
  for (const { side, console } of attempts) {
    if (side === 'sender' && !mayHoldBothEnds(console, flow)) senders.add(console);
  }
  if (asked && attempts.every(({ console }) => console !== asked)) {
    // Where the asked host captured nothing of it, whoever did is nearer to the sender.
    for (const { side, console } of attempts) if (side !== 'asked') senders.add(console);
    return senders;
  }
  const unsure = attempts.filter(({ side, console }) => side === 'unknown' && !senders.has(console));
  for (const { console } of unsure) if (from !== undefined && console.own.has(from)) senders.add(console);
  // Where the asked host is known, whoever else captured it is on the sender's side.
  const captures = attempts.filter(
    ({ side, console }) => !senders.has(console) && (side === 'unknown' || console === asked),
  );
  if (new Set(captures.map(({ console }) => console)).size < 2) return senders;
  const [nearest] = captures.toSorted(
    (a, b) => Number(b.console === asked) - Number(a.console === asked) || nearness(a, b),
  );
  for (const each of captures) {
    if (!nearest || each.console === nearest.console || nearness(each, nearest) === 0) continue;
    if (from === undefined || !lacks(each.console, from)) senders.add(each.console);
  }
  return senders;
}

/**
 * A host that looks for an address that it should have; or a console without a prompt in which the asked host was pinged from
 * elsewhere: it has the address, shows none at all, or the requests come in there.
 */
function mayHoldBothEnds(console: Console, { to, from, attempts }: TriedFlow): boolean {
  if (to !== undefined && console.meant.has(to) && !console.own.has(to)) return true;
  if (console.name !== undefined) return false;
  return (
    isAnybody(console) ||
    (to !== undefined && console.own.has(to)) ||
    attempts.some((each) => each.console === console && comesInThere(each, from))
  );
}

/** Whether an attempt that a console captured was made elsewhere: it comes in, or its source is of no network of that host. */
function comesInThere({ console, side, showing }: Attempt, from: string | undefined): boolean {
  if (side === 'asked') return true;
  const isForeign =
    from !== undefined &&
    !console.own.has(from) &&
    console.networks.size > 0 &&
    networkOf(console, from) === undefined;
  return side === 'unknown' && showing === 'captured-requests' && isForeign;
}

/** Answers are seen where they are made, and follow their requests there at once. */
function nearness(a: Attempt, b: Attempt): number {
  if (a.answers !== b.answers) return a.answers ? -1 : 1;
  return (a.span ?? 0) - (b.span ?? 0);
}

function consolesWith({ attempts }: TriedFlow, others: readonly Console[], side: Attempt['side']): Console[] {
  return others.filter((console) => attempts.some((each) => each.console === console && each.side === side));
}

function isForwarder({ attempts, to }: TriedFlow, console: Console): boolean {
  const own = attempts.filter((each) => each.console === console);
  return own.some(({ forwarded }) => forwarded) && !(to !== undefined && console.own.has(to));
}

function couldBe(console: Console, to: string | undefined): boolean {
  return console.showsHost && (to === undefined || !lacks(console, to));
}
