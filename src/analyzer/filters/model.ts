import { type FilterReason, linkOf, type OpenQuestion, type Ruleset, vrfOf } from '../model/index.ts';
import { changes } from './changes.ts';
import { type CompiledChain, compileTable } from './compiled.ts';
import { copyOf, type Flight, merge, takeOff } from './flight.ts';
import { type Hook, hooksOn, namesOf } from './hooks.ts';
import type { FilterHost, FilterPacket, FilterPath, FilterVerdict } from './packet.ts';
import { ownerOf } from './recognise.ts';
import { type End, Run } from './run.ts';

/** What the packet filters of one host do with packets; compiled once, asked many times. */
export interface FilterModel {
  /** Whether there is any rule or policy that could stop or change a packet. */
  readonly empty: boolean;
  /** What becomes of the packet at the hooks of one stage. */
  evaluate(packet: FilterPacket, path: FilterPath): FilterVerdict;
}

/** Connection tracking comes after the chains of lower priority than this (linux/netfilter_ipv4.h). */
const TRACKING = -200;

/** The filter of one host as listed; `host` answers what rules ask of routes, addresses and links. */
export function filterModel(ruleset: Ruleset, host: FilterHost = {}): FilterModel {
  const { tables, missing } = ruleset;
  const chains = tables
    .flatMap((listed) => [...compileTable(listed).chains.values()])
    .filter(({ listed }) => listed.base !== undefined);
  const evaluateOn = (packet: FilterPacket, path: FilterPath): FilterVerdict => {
    const asked = onBridge(packet, host);
    const flight = takeOff(asked, path, host);
    const before = copyOf(flight);
    const run = new Run();
    const alive = sendThrough(run, chains, hooksOn(path, flight), flight);
    const concerned = namesOf(path, flight);
    const lacking = missing.filter(({ families }) => concerned.some((family) => families.includes(family)));
    return verdictOf({ run, alive, lacking, path, before, after: flight });
  };
  const evaluate = (packet: FilterPacket, path: FilterPath): FilterVerdict => {
    const first = evaluateOn(packet, path);
    const inVrf = onVrf(packet, host);
    return inVrf ? agreed(first, evaluateOn(inVrf, path)) : first;
  };
  const decides = chains.some(({ listed: { base, rules } }) => rules.length > 0 || base?.policy === 'drop');
  const whole = missing.every(({ families }) => !families.includes('ip') && !families.includes('ip6'));
  return { empty: !decides && whole, evaluate };
}

/** A packet that was seen on a bridge's port is the bridge's. */
function onBridge(packet: FilterPacket, { state }: FilterHost): FilterPacket {
  if (state === undefined || packet.iif === undefined) return packet;
  const master = linkOf(state, packet.iif)?.master;
  const bridge = master === undefined ? undefined : linkOf(state, master);
  return bridge?.kind === 'bridge' ? { ...packet, iif: bridge.name, port: packet.iif } : packet;
}

/** The packet as rules see it once its device's VRF has taken it over (Documentation/networking/vrf). */
function onVrf(packet: FilterPacket, { state }: FilterHost): FilterPacket | undefined {
  const vrf = (device: string | undefined): string | undefined =>
    state && device !== undefined ? vrfOf(state, device)?.name : undefined;
  const iif = vrf(packet.iif);
  const oif = vrf(packet.oif);
  if (iif === undefined && oif === undefined) return undefined;
  return { ...packet, ...(iif === undefined ? {} : { iif }), ...(oif === undefined ? {} : { oif }) };
}

/** Rules may see the device or its VRF: what both ways agree on holds. */
function agreed(one: FilterVerdict, other: FilterVerdict): FilterVerdict {
  if (one.verdict === other.verdict && JSON.stringify(one.rewritten) === JSON.stringify(other.rewritten))
    return one.verdict === 'unknown' && one.possible === undefined ? other : one;
  const { rule, owner } = one.verdict === 'accept' ? other : one;
  return {
    verdict: 'unknown',
    reason: { kind: 'vrf' },
    question: { about: 'untold', what: 'filter-rule' },
    ...(rule ? { rule } : {}),
    ...(owner === undefined ? {} : { owner }),
  };
}

/** @returns whether the packet may come out of all of them. */
function sendThrough(
  run: Run,
  chains: readonly CompiledChain[],
  hooks: readonly Hook[],
  flight: Flight,
): boolean {
  for (const hook of hooks) {
    const called = chains
      .filter(
        ({ listed, table }) => listed.base?.hook === hook.name && hook.families.includes(table.listed.family),
      )
      .filter((chain) => onDevice(chain, hook))
      .sort((one, other) => priorityOf(one) - priorityOf(other));
    for (const chain of called) if (!throughChain(run, chain, hook, flight)) return false;
  }
  return true;
}

function throughChain(run: Run, chain: CompiledChain, hook: Hook, flight: Flight): boolean {
  const { base } = chain.listed;
  if (base === undefined) return true;
  flight.chainFamily = chain.table.listed.family;
  flight.tracked = hook.tracked === 'by-priority' ? priorityOf(chain) > TRACKING : hook.tracked;
  if (base.type === 'nat' && !seesNat(flight, base.hook)) return true;
  const unsure = mayMiss(chain, hook, flight);
  const inside = unsure === undefined ? flight : copyOf(flight);
  const known = run.ends.length;
  const out = run.base(chain, inside);
  if (unsure !== undefined) doubtEnds(run.ends.slice(known), unsure);
  if (!out && unsure === undefined) return false;
  if (unsure !== undefined && out) merge(flight, inside);
  return true;
}

function priorityOf({ listed: { base } }: CompiledChain): number {
  return base?.priority ?? 0;
}

/** Chains of a device see only its packets; JSON of some versions does not name it. */
function onDevice({ listed: { base } }: CompiledChain, { device }: Hook): boolean {
  if (device === undefined || device.name === undefined) return true;
  return base?.devices === undefined || base.devices.includes(device.name);
}

/** Only the first packet of a connection comes to nat chains, and only until one of them has settled that side. */
function seesNat(flight: Flight, hook: string): boolean {
  if (flight.ctState !== 'new' && flight.ctState !== 'related' && flight.ctState !== undefined) return false;
  const side = hook === 'prerouting' || hook === 'output' ? flight.destinationNat : flight.sourceNat;
  return side !== 'settled' && !(side === 'changed' && flight.path !== 'input');
}

/** Why the packet may not come to the chain: its device was not told, it may be no bridge's, its connection's state is not known. */
function mayMiss(
  { listed: { base, name: chain } }: CompiledChain,
  hook: Hook,
  flight: Flight,
): FilterReason | undefined {
  if (hook.maybe) return { kind: 'bridge', chain };
  if (hook.device && (base?.devices === undefined || hook.device.name === undefined))
    return { kind: 'device-of-chain', chain };
  return base?.type === 'nat' && flight.ctState === undefined ? { kind: 'tracking' } : undefined;
}

function doubtEnds(ends: readonly End[], reason: FilterReason): void {
  for (const end of ends) {
    if (end.sure) end.reason = reason;
    end.sure = false;
  }
}

interface Passed {
  run: Run;
  alive: boolean;
  lacking: Ruleset['missing'];
  path: FilterPath;
  before: Flight;
  after: Flight;
}

/** Rules that may be missing at the end of what was listed let a sure drop stand; lines missing anywhere do not. */
function verdictOf({ run, alive, lacking, path, before, after }: Passed): FilterVerdict {
  const { ends, logged } = run;
  const logs = logged.length > 0 ? { logged } : {};
  const sure = ends.findLast((end) => end.sure);
  const certain =
    ends.every(({ verdict }) => verdict !== 'unknown') && !lacking.some(({ anywhere }) => anywhere);
  if (!alive && sure && certain) return { ...stopped(sure, ends), ...logs };
  const [first] = ends;
  if (first) {
    const isCertain = !alive && sure && ends.every(({ verdict }) => verdict !== 'unknown');
    const possible = ends.flatMap(({ verdict, rule }) => (verdict === 'unknown' ? [] : [rule]));
    return {
      verdict: 'unknown',
      reason: first.reason,
      question: questionOf(first.reason, path, first.rule.text),
      ...named(first),
      ...(possible.length > 0 ? { possible } : {}),
      ...asksWayBack(ends),
      ...rejecting(ends),
      ...(isCertain ? { butFor: stopped(sure, ends) } : {}),
      ...changes(before, after),
      ...logs,
    };
  }
  const [gap] = lacking;
  if (gap) {
    const reason: FilterReason = { kind: 'listing', lack: gap.lack };
    return {
      verdict: 'unknown',
      reason,
      question: questionOf(reason, path),
      ...changes(before, after),
      ...logs,
    };
  }
  return { ...accepted(run), ...changes(before, after), ...logs };
}

/** Every rule that may stop it asks for the way back, or the first one that is known to stop anything does. */
function asksWayBack(ends: readonly End[]): Pick<FilterVerdict, 'kind' | 'wayBack'> {
  if (ends.every(({ reversePath }) => reversePath)) return { kind: 'reverse-path' };
  const first = ends.find(({ verdict }) => verdict !== 'unknown');
  return first?.reversePath ? { wayBack: first.rule } : {};
}

function rejecting(ends: readonly End[]): Pick<FilterVerdict, 'rejects'> {
  const rejects = ends
    .filter(({ verdict }) => verdict === 'reject')
    .map(({ rule, rejectWith }) => ({ rule, ...(rejectWith === undefined ? {} : { with: rejectWith }) }));
  return rejects.length > 0 ? { rejects } : {};
}

function stopped(end: End, all: readonly End[]): FilterVerdict {
  const same = all.every(({ verdict }) => verdict === end.verdict);
  const reversePath = all.every((one) => one.reversePath);
  return {
    verdict: same ? end.verdict : 'drop',
    reason: end.reason,
    ...named(end),
    ...(all.length > 1 ? { possible: all.map(({ rule }) => rule) } : {}),
    ...(same && end.rejectWith !== undefined ? { rejectWith: end.rejectWith } : {}),
    ...(reversePath ? { kind: 'reverse-path' as const } : {}),
  };
}

function named({ rule }: Pick<End, 'rule'>): Pick<FilterVerdict, 'rule' | 'owner'> {
  const owner = ownerOf(rule);
  return { rule, ...(owner === undefined ? {} : { owner }) };
}

function accepted({ accepted }: Run): FilterVerdict {
  if (!accepted?.sure) return { verdict: 'accept', reason: { kind: 'nothing-stops' } };
  return { verdict: 'accept', reason: { kind: 'rule' }, ...named(accepted) };
}

const LACKING: ReadonlySet<FilterReason['kind']> = new Set([
  'listing',
  'chain-not-listed',
  'map-not-listed',
  'device-of-chain',
]);

/** What an answer that cannot be told hangs on: the listing, or what no listing tells. */
function questionOf(reason: FilterReason, path: FilterPath, text?: string): OpenQuestion {
  if (LACKING.has(reason.kind)) return { about: 'filter', hook: path };
  return { about: 'untold', what: 'filter-rule', ...(text === undefined ? {} : { subject: text }) };
}
