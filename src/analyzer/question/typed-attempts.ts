import type { ArpProbe, Observation, Outcome, Trace } from '../model/index.ts';
import { canonical, familyOf } from './addresses.ts';
import { type Attempt, attempt } from './attempt.ts';
import { addressesAreListed, type Console, networkOf } from './console.ts';

/** `arping`: a person asks a link who has an address. Of an own address, or one that it should have, it asks whether anybody else has it. */
export function arpingAttempts(console: Console, consoles: readonly Console[]): Attempt[] {
  return (console.observation.arpProbes ?? []).map((asked) => {
    const address = canonical(asked.to);
    const isOwn =
      console.own.has(address) || console.meant.has(address) || seeksItsOwn(console, address, consoles);
    const contested = asked.answers.length > (isOwn || asked.duplicateCheck ? 0 : 1);
    return attempt({
      console,
      showing: contested ? 'two-owners' : 'arp-requests',
      side: isOwn ? 'asked' : 'sender',
      outcome: contested ? 'unclear' : outcomeOfArping(asked, isOwn),
      from: isOwn ? undefined : asked.from,
      to: asked.to,
      protocol: 'icmp',
      device: isOwn ? asked.device : undefined,
      count: asked.sent ?? 1,
      line: asked.command ?? `arping ${asked.to}`,
    });
  });
}

/**
 * Whether a host that lists its addresses looks on its own network for one that no host of the paste has, and that another console
 * tries to reach: it was to be there. So it is where nothing else was tried at all, and it is nobody's gateway.
 */
function seeksItsOwn(console: Console, address: string, consoles: readonly Console[]): boolean {
  const others = consoles.filter((other) => other !== console);
  const network = networkOf(console, address);
  const isMissed =
    network !== undefined &&
    !console.own.has(address) &&
    addressesAreListed(console.observation.state, familyOf(address), network.device) &&
    !others.some(({ own, meant, listsState }) => own.has(address) || meant.has(address) || listsState);
  if (!isMissed) return false;
  if (others.some(({ observation }) => observation.probes.some(({ to }) => canonical(to) === address)))
    return true;
  const isGateway = consoles.some(({ gateways }) => gateways.has(address));
  return !isGateway && consoles.every(({ observation }) => triesNothing(observation));
}

/** Whether an observation shows no attempt but what was asked of a link. */
function triesNothing({ probes, captures, oracle, traces = [] }: Observation): boolean {
  return probes.length + captures.length + oracle.length + traces.length === 0;
}

function outcomeOfArping({ answers }: ArpProbe, isOwn: boolean): Outcome {
  if (isOwn) return 'asked';
  return answers.length === 0 ? 'failed' : 'answered';
}

/** `traceroute`, `tracepath` and `mtr`: a person looks how far packets get. */
export function traceAttempts(console: Console): Attempt[] {
  return (console.observation.traces ?? []).flatMap((trace) => {
    const to = trace.to ?? trace.toName;
    if (to === undefined || console.own.has(canonical(to))) return [];
    return [
      attempt({
        console,
        showing: 'path',
        side: 'sender',
        outcome: outcomeOfTrace(trace),
        from: trace.from,
        to,
        protocol: 'icmp',
        count: 1,
        line: trace.command ?? `traceroute ${to}`,
      }),
    ];
  });
}

function outcomeOfTrace({ reached, hops }: Trace): Outcome {
  if (!reached) return 'failed';
  return (hops.at(-1)?.loss ?? 0) > 0 ? 'unclear' : 'answered';
}
