import type { ArpProbe, Outcome, Trace } from '../model/index.ts';
import { canonical } from './addresses.ts';
import { type Attempt, attempt } from './attempt.ts';
import { type Console, lacks, networkOf } from './console.ts';

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
 * Whether a host that lists its addresses looks on its own network for one that another console tries to reach and that no host
 * of the paste has: it was to be there.
 */
function seeksItsOwn(console: Console, address: string, consoles: readonly Console[]): boolean {
  const others = consoles.filter((other) => other !== console);
  return (
    lacks(console, address) &&
    networkOf(console, address) !== undefined &&
    !others.some(({ own, meant, listsState }) => own.has(address) || meant.has(address) || listsState) &&
    others.some(({ observation }) => observation.probes.some(({ to }) => canonical(to) === address))
  );
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
        from: undefined,
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
