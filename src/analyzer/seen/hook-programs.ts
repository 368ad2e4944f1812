import { rise } from '../counter-rise.ts';
import { covers, type DroppingProgram, type HostState, type Link, linkOf } from '../model/index.ts';
import { requestsSent } from '../own-probes.ts';
import type { Walk } from '../walk/index.ts';

/** Kinds of interfaces that are made on another one, of which the listing of interfaces does not always say which. */
const MADE_ON_ANOTHER: ReadonlySet<string> = new Set(['vlan', 'macvlan', 'ipvlan', 'macsec', 'vxlan']);

/** Programs that can drop a packet before a capture sees it: XDP in every mode (generic XDP too, measured on 6.18). */
export function programsInFront(walk: Walk): DroppingProgram[] {
  return linksInFront(walk).flatMap(({ name, xdp }) =>
    xdp === undefined ? [] : [{ kind: 'xdp' as const, mode: xdp, device: name }],
  );
}

/**
 * Whether it was shown that nothing else can drop a packet before the captures see it: no XDP program but those that are
 * known, and a capture that sees the interfaces below the one that was asked about.
 */
export function frontIsShown(walk: Walk): boolean {
  const { state } = walk.modelled;
  const { observation } = walk.seen;
  const { flow } = walk.asked;
  const names = new Set([flow.interface, ...linksInFront(walk).map(({ name }) => name)]);
  const wide = observation.captures.some(({ listening, interface: on }) => listening && on === 'any');
  return (
    [...names].every((device) => covers(state.coverage, 'hooks', { device, program: 'xdp' })) &&
    (wide || !hasLower(state, flow.interface))
  );
}

/**
 * The interface that received at least as many packets, in front of its XDP program, as requests were sent, while no capture
 * shows any of them: undefined where none of them counted so many, or how many was not shown.
 */
export function receivedInFront(walk: Walk): { device: string; packets: number } | undefined {
  const sent = sentIntoCapture(walk);
  return countedInFront(walk).find(({ packets }) => sent > 0 && packets >= sent);
}

/**
 * Whether it was counted what came to every program in front, and it was less than was sent: then it is not they who took it. Of
 * native ones nobody can tell: not every driver counts what they drop.
 */
export function lessCameToFront(walk: Walk): boolean {
  const sent = sentIntoCapture(walk);
  const counted = countedInFront(walk);
  const programs = linksInFront(walk).flatMap(({ xdp }) => xdp ?? []);
  const all = programs.length === counted.length && programs.every((mode) => mode === 'generic');
  return sent > 0 && all && counted.every(({ packets }) => packets < sent);
}

/** Whether it was shown what came to a program in front. */
export function isCountedInFront(walk: Walk): boolean {
  return countedInFront(walk).length > 0;
}

function countedInFront(walk: Walk): { device: string; packets: number }[] {
  return linksInFront(walk).flatMap(({ name, xdp }) => {
    const packets = rise(walk.seen.observation.counters, `Device.${name}.rx.packets`);
    return xdp === undefined || packets === undefined ? [] : [{ device: name, packets }];
  });
}

/** Requests that were sent while a capture listened; of a paste, which has no clock, those of its probe. */
function sentIntoCapture({ seen: { packets: seen, probes } }: Walk): number {
  if (seen.covered > 0) return seen.covered;
  return seen.listening && seen.complete ? requestsSent(probes) : 0;
}

/** The interfaces that the request may come in by: the one that was asked about, the one it was seen on, their masters, and what they are made of. */
function linksInFront({ modelled: { state }, asked: { flow }, seen: { ingress } }: Walk): Link[] {
  const asked = new Set([flow.interface, ingress]);
  const named = [...asked].flatMap((name) => linkOf(state, name) ?? []);
  const masters = new Set(named.map(({ master }) => master));
  const anyBelow = named.some(({ kind }) => kind !== undefined && MADE_ON_ANOTHER.has(kind));
  return (state.links ?? []).filter(
    ({ name, master, flags }) =>
      asked.has(name) ||
      masters.has(name) ||
      (master !== undefined && asked.has(master)) ||
      (anyBelow && !flags.includes('LOOPBACK')),
  );
}

function hasLower({ links = [] }: Pick<HostState, 'links'>, device: string): boolean {
  const kind = links.find(({ name }) => name === device)?.kind;
  return (kind !== undefined && MADE_ON_ANOTHER.has(kind)) || links.some(({ master }) => master === device);
}
