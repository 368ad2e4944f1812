import type { HookProgram } from '../model/index.ts';
import { type ClassifiedPacket, type TcVerdict, tcVerdict } from '../traffic-control.ts';
import { deviceOf, type Walk } from '../walk/index.ts';

/** What tc does with the request where it comes in, or with its answer where it leaves. */
export type TcDrop = TcVerdict & {
  device: string;
  hook: 'ingress' | 'egress';
  /** The filter whose counter rose by exactly our packets. */
  counted?: { program: HookProgram; packets: number };
};

/**
 * The filters of tc that take this flow's packets, or may: what a listing before and after shows to have counted none of
 * them is not among them.
 */
export function tcDrops(walk: Walk, hook: 'ingress' | 'egress'): TcDrop | undefined {
  const { ingress, port, egress } = walk.seen;
  const devices = hook === 'ingress' ? [port, ingress] : [egress ?? deviceOf(walk.modelled.replyRoute)];
  for (const device of devices) {
    const drop = device === undefined ? undefined : tcDropOn(walk, device, hook);
    if (drop) return drop;
  }
  return undefined;
}

function tcDropOn(walk: Walk, device: string, hook: 'ingress' | 'egress'): TcDrop | undefined {
  const { state } = walk.modelled;
  const { counted, packets: seen } = walk.seen;
  const verdict = tcVerdict(state.hooks ?? [], { device, hook }, packetOf(walk, hook === 'egress'));
  if (!verdict) return undefined;
  // Only requests that were seen to come in can be compared with what a filter behind the capture counted.
  const came = seen.requests.length > 0 ? counted.sent : 0;
  const programs = verdict.programs.filter(({ rose, kind }) => rose !== 0 || came === 0 || kind === 'bpf');
  if (programs.length === 0) return undefined;
  const program = programs.find(({ rose, action }) => came > 0 && rose === came && action === 'drop');
  return {
    certain: verdict.certain && programs.length === verdict.programs.length,
    programs,
    device,
    hook,
    ...(program ? { counted: { program, packets: came } } : {}),
  };
}

function packetOf({ asked: { flow, family } }: Walk, isAnswer: boolean): ClassifiedPacket {
  const { from, to, protocol, port } = flow;
  const address = to === '' ? undefined : to;
  return isAnswer
    ? { family, protocol, source: address, destination: from, sourcePort: port, isAnswer }
    : { family, protocol, source: from, destination: address, destinationPort: port, isAnswer };
}
