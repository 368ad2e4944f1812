import { type FilterListing, type FilterReason, linkOf, type OpenQuestion, vrfOf } from '../model/index.ts';
import { changes } from './changes.ts';
import { type CompiledChain, compileTable } from './compiled.ts';
import { copyOf, type Flight, merge, takeOff } from './flight.ts';
import type { FilterHost, FilterPacket, FilterPath, FilterVerdict } from './packet.ts';
import { readListings } from './read-listings.ts';
import { ownerOf } from './recognise.ts';
import type { Ruleset } from './ruleset.ts';
import { type End, Run } from './run.ts';

/** What the packet filters of one host do with packets; compiled once, asked many times. */
export interface FilterModel {
  /** Whether there is any rule or policy that could stop or change a packet. */
  readonly empty: boolean;
  /** What becomes of the packet at the hooks of one stage. */
  evaluate(packet: FilterPacket, path: FilterPath): FilterVerdict;
}

/** The hooks that a stage's packets come through, in order. */
const HOOKS: Record<FilterPath, readonly string[]> = {
  prerouting: ['ingress', 'prerouting'],
  input: ['input'],
  forward: ['forward'],
  output: ['output'],
  postrouting: ['postrouting', 'egress'],
};

/** Families whose chains see a packet (linux/netfilter.h); arp's never do. */
const FAMILIES: Record<4 | 6, readonly string[]> = {
  4: ['ip', 'inet', 'netdev', 'bridge'],
  6: ['ip6', 'inet', 'netdev', 'bridge'],
};

/** Connection tracking comes after the chains of lower priority than this (linux/netfilter_ipv4.h). */
const TRACKING = -200;

/** The filter of one host as listed; `host` answers what rules ask of routes, addresses and links. */
export function filterModel(listings: readonly FilterListing[], host: FilterHost = {}): FilterModel {
  const { tables, missing } = readListings(listings);
  const chains = tables
    .flatMap((listed) => [...compileTable(listed).chains.values()])
    .filter(({ base }) => base !== undefined);
  const evaluateOn = (packet: FilterPacket, path: FilterPath): FilterVerdict => {
    const flight = takeOff(packet, path, host);
    const before = copyOf(flight);
    const run = new Run();
    const alive = sendThrough(run, chainsFor(chains, packet, path, host), flight);
    const lacking = missing.filter(({ families }) => families.includes(packet.family === 4 ? 'ip' : 'ip6'));
    return verdictOf(run, alive, lacking, path, before, flight);
  };
  const evaluate = (packet: FilterPacket, path: FilterPath): FilterVerdict => {
    const first = evaluateOn(packet, path);
    const inVrf = onVrf(packet, host);
    return inVrf ? agreed(first, evaluateOn(inVrf, path)) : first;
  };
  const decides = chains.some(({ base, rules }) => rules.length > 0 || base?.policy === 'drop');
  return { empty: !decides && missing.length === 0, evaluate };
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
    return one;
  const { rule, owner } = one.verdict === 'accept' ? other : one;
  const reason: FilterReason = { kind: 'vrf' };
  return {
    verdict: 'unknown',
    reason,
    question: { about: 'untold', what: 'filter-rule' },
    ...(rule ? { rule } : {}),
    ...(owner === undefined ? {} : { owner }),
  };
}

function chainsFor(
  chains: readonly CompiledChain[],
  packet: FilterPacket,
  path: FilterPath,
  host: FilterHost,
): CompiledChain[] {
  const hooks = HOOKS[path];
  const place = (chain: CompiledChain) => hooks.indexOf(chain.base?.hook ?? '');
  return chains
    .filter((chain) => place(chain) >= 0 && FAMILIES[packet.family].includes(chain.table.listed.family))
    .filter((chain) => onDevice(chain, path === 'postrouting' ? packet.oif : packet.iif))
    .filter(({ table }) => table.listed.family !== 'bridge' || isBridge(host, packet.iif))
    .sort((one, other) => place(one) - place(other) || priorityOf(one) - priorityOf(other));
}

function priorityOf({ base }: CompiledChain): number {
  return base === undefined || Number.isNaN(base.priority) ? 0 : base.priority;
}

/** Chains of a device see only its packets; JSON of some versions does not name it. */
function onDevice({ base, table }: CompiledChain, device: string | undefined): boolean {
  if (table.listed.family !== 'netdev' && base?.hook !== 'ingress' && base?.hook !== 'egress') return true;
  return base?.devices === undefined || device === undefined || base.devices.includes(device);
}

function isBridge(host: FilterHost, device: string | undefined): boolean {
  return host.state !== undefined && device !== undefined && linkOf(host.state, device)?.kind === 'bridge';
}

/** @returns whether the packet may come out of all of them. */
function sendThrough(run: Run, chains: readonly CompiledChain[], flight: Flight): boolean {
  for (const chain of chains) {
    const { base } = chain;
    if (base === undefined) continue;
    const early = flight.path === 'prerouting' || flight.path === 'output';
    flight.tracked = !(early && (base.hook === 'ingress' || priorityOf(chain) <= TRACKING));
    if (base.type === 'nat' && !seesNat(flight, base.hook)) continue;
    const unsure = mayMiss(chain, flight);
    const inside = unsure === undefined ? flight : copyOf(flight);
    const known = run.ends.length;
    const out = run.base(chain, inside);
    if (unsure !== undefined) doubtEnds(run.ends.slice(known), unsure);
    if (!out && unsure === undefined) return false;
    if (unsure !== undefined && out) merge(flight, inside);
  }
  return true;
}

/** Only the first packet of a connection comes to nat chains, and only until one of them has settled that side. */
function seesNat(flight: Flight, hook: string): boolean {
  if (flight.ctState !== 'new' && flight.ctState !== 'related' && flight.ctState !== undefined) return false;
  const side = hook === 'prerouting' || hook === 'output' ? flight.destinationNat : flight.sourceNat;
  return side !== 'settled' && !(side === 'changed' && flight.path !== 'input');
}

/** Why the packet may not come to the chain: its device was not told, it is a bridge's, its connection's state is not known. */
function mayMiss({ base, table, name: chain }: CompiledChain, flight: Flight): FilterReason | undefined {
  const { family } = table.listed;
  if (family === 'bridge') return { kind: 'bridge', chain };
  if (family === 'netdev' || base?.hook === 'ingress' || base?.hook === 'egress') {
    const told =
      base?.devices !== undefined && (base.hook === 'egress' ? flight.oif : flight.iif) !== undefined;
    return told ? undefined : { kind: 'device-of-chain', chain };
  }
  if (base?.type === 'nat' && flight.ctState === undefined) return { kind: 'tracking' };
  return undefined;
}

function doubtEnds(ends: readonly End[], reason: FilterReason): void {
  for (const end of ends) {
    if (end.sure) end.reason = reason;
    end.sure = false;
  }
}

/** Rules that may be missing at the end of what was listed let a sure drop stand; lines missing anywhere do not. */
function verdictOf(
  run: Run,
  alive: boolean,
  missing: Ruleset['missing'],
  path: FilterPath,
  before: Flight,
  after: Flight,
): FilterVerdict {
  const { ends } = run;
  const sure = ends.findLast((end) => end.sure);
  const certain =
    ends.every(({ verdict }) => verdict !== 'unknown') && !missing.some(({ anywhere }) => anywhere);
  if (!alive && sure && certain) return stopped(sure, ends);
  const [first] = ends;
  if (first) {
    const possible = ends.flatMap(({ verdict, rule }) => (verdict === 'unknown' ? [] : [rule]));
    return {
      verdict: 'unknown',
      reason: first.reason,
      question: questionOf(first.reason, path, first.rule.text),
      ...named(first),
      ...(possible.length > 0 ? { possible } : {}),
      ...changes(before, after),
    };
  }
  const [gap] = missing;
  if (gap) {
    const reason: FilterReason = { kind: 'listing', lack: gap.lack };
    return { verdict: 'unknown', reason, question: questionOf(reason, path), ...changes(before, after) };
  }
  return { ...accepted(run), ...changes(before, after) };
}

function stopped(end: End, all: readonly End[]): FilterVerdict {
  const same = all.every(({ verdict }) => verdict === end.verdict);
  const reversePath = all.every((one) => one.reversePath);
  return {
    verdict: same ? end.verdict : 'drop',
    reason: end.reason,
    ...named(end),
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

/** What an answer that cannot be told hangs on: the listing, or what no listing tells. */
function questionOf(reason: FilterReason, path: FilterPath, text?: string): OpenQuestion {
  const lacking = ['listing', 'chain-not-listed', 'map-not-listed', 'device-of-chain'];
  if (lacking.includes(reason.kind)) return { about: 'filter', hook: path };
  return { about: 'untold', what: 'filter-rule', ...(text === undefined ? {} : { subject: text }) };
}
