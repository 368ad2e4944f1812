import type { Evidence, Flow, OwnPing, ProbeReport } from '../model/index.ts';
import { canonical } from './addresses.ts';
import { type Console, consoleOf } from './console.ts';

/**
 * The consoles without pings that a host may have sent to itself: where no prompt has a name, who pings an address of the host
 * that is shown may be that host, and answers that came at once have been on no wire. They tell nothing of the interface.
 */
export function withoutOwnPings(consoles: readonly Console[]): Console[] {
  const nameless = consoles.filter(({ name }) => name === undefined);
  const isOwn = (probe: ProbeReport) =>
    stayedInside(probe) && nameless.some(({ own }) => own.has(canonical(probe.to)));
  return consoles.map((console) => {
    const { observation } = console;
    const probes = observation.probes.filter((probe) => !isOwn(probe));
    if (console.name !== undefined || probes.length === observation.probes.length) return console;
    const told = new Set(probes.map(({ evidence }) => evidence));
    const isTold = ({ id }: Evidence) => !/^probe(?:-\d+)?$/.test(id) || told.has(id);
    return consoleOf({ ...observation, probes, evidence: observation.evidence.filter(isTold) });
  });
}

/**
 * A ping of the host's own that gets no answer. Bound to an interface or an address of the host it leaves there whatever the
 * routes say, and its replies come in there; bound to nothing it tells of the way out. The flow is that of the replies.
 */
export function ownPing({ observation }: Console, { from, interface: device }: Flow): OwnPing | undefined {
  const probe = observation.probes.find(
    (one) =>
      (one.protocol ?? 'icmp') === 'icmp' &&
      canonical(one.to) === from &&
      (one.device === device || one.device === undefined),
  );
  if (probe === undefined || device === '') return undefined;
  const unreachable = probe.received === 0 && probe.outcome === 'host-unreachable';
  const itself = probe.reportedBy === undefined || probe.reportedBy === probe.from;
  return {
    byDevice: probe.device !== undefined,
    ...(probe.device === undefined && probe.from === undefined ? { unbound: true } : {}),
    ...(unreachable && itself ? { unreachable: true } : {}),
  };
}

/** Milliseconds; no answer that was on a wire takes less. Within a host it takes 0.02 to 0.08. */
const ON_A_WIRE = 0.1;

function stayedInside({ received, slowest }: ProbeReport): boolean {
  return received > 0 && slowest !== undefined && slowest < ON_A_WIRE;
}
