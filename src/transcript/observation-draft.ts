import {
  type Address,
  type CoveredPart,
  covers,
  emptyObservation,
  type FilterListing,
  type Gap,
  type HostState,
  type Link,
  type Neighbour,
  type Observation,
  type Packet,
  type ProbeReport,
  type Route,
  type Rule,
  type Scope,
  tableNumber,
  withScope,
} from '../analyzer/model/index.ts';
import { readRuleset } from './filters/index.ts';
import { isAddress } from './forms/addresses.ts';
import { ownValue } from './forms/own.ts';
import { Names } from './names.ts';

/** Evidence is for people: so much of an output is kept. */
const MAX_EVIDENCE = 8000;
/** Gaps kept of one part; further ones are counted in a last one. */
const MAX_GAPS_A_PART = 12;

/** An observation while it is read: what later outputs add, replace, or leave open. */
export class ObservationDraft {
  readonly observation: Observation;
  /** The packet filter as it was listed, and as it was listed again after the watch. */
  readonly filterListings: Record<'before' | 'after', FilterListing[]> = { before: [], after: [] };
  /** Names that any host's outputs resolve. */
  readonly names: Names;
  private readonly evidenceCounts = new Map<string, number>();
  /** Parts of the state that the block at hand changed. */
  private readonly touched = new Set<string>();
  private readonly gapCounts = new Map<string, number>();
  /** `vrf NAME` of the VRFs whose routes were listed by their name. */
  private readonly vrfsAsked = new Set<string>();

  constructor(host: string | undefined, names: Names = new Names()) {
    this.names = names;
    this.observation = emptyObservation();
    if (host !== undefined) this.observation.host = host;
  }

  get state(): HostState {
    return this.observation.state;
  }

  /** Whether anything at all was read. */
  get isEmpty(): boolean {
    const { evidence } = this.observation;
    return evidence.length === 0 && this.state.gaps.length === 0 && this.observation.gaps.length === 0;
  }

  /** A part of the host's state that stays open; `scope`: what alone it concerns. */
  gap(part: string, because: string, scope?: Scope): void {
    const count = (this.gapCounts.get(part) ?? 0) + 1;
    this.gapCounts.set(part, count);
    const gap: Gap = scope === undefined ? { part, because } : { part, because, scope };
    const gaps = WATCHED.has(part) ? this.observation.gaps : this.state.gaps;
    if (count <= MAX_GAPS_A_PART && !gaps.some((known) => known.part === part && known.because === because))
      gaps.push(gap);
    if (count === MAX_GAPS_A_PART + 1)
      gaps.push({ part, because: 'more of the same follows and is left out here' });
  }

  /** A part was shown completely after all: what was missing of it before does not matter any more. */
  shown(part: string): void {
    this.state.gaps = this.state.gaps.filter((gap) => gap.part !== part);
    this.gapCounts.delete(part);
  }

  /** A listing of the part was shown that reaches so far; without a scope it shows entries and is whole nowhere. */
  cover(part: CoveredPart, scopes: readonly Scope[]): void {
    this.state.coverage[part] ??= [];
    for (const scope of scopes) this.state.coverage = withScope(this.state.coverage, part, scope);
  }

  covers(part: CoveredPart, asked: Scope): boolean {
    return covers(this.state.coverage, part, asked);
  }

  /**
   * Reads a block by the given reader, and notes which parts came of it: those that it changed, by the evidence that it
   * kept. `line` is the line of the paste where the block's section begins.
   */
  reading(line: number | undefined, read: () => void): void {
    const { state, observation } = this;
    const before = { ...state };
    const lengths = ENTRIES.map((name) => observation[name]?.length ?? 0);
    this.touched.clear();
    const shown = observation.evidence.length;
    read();
    const added = observation.evidence.slice(shown);
    for (const evidence of added) if (line !== undefined) evidence.line = line;
    const [first] = added;
    if (first === undefined) return;
    for (const [at, name] of ENTRIES.entries())
      for (const entry of (observation[name] ?? []).slice(lengths[at])) entry.evidence ??= first.id;
    for (const name of Object.keys(state) as (keyof HostState)[]) {
      if (!NOT_LISTED.has(name) && state[name] !== before[name]) this.touched.add(name);
    }
    const sources = { ...state.sources };
    for (const part of this.touched) {
      const known = ownValue(sources, part) ?? [];
      sources[part] = [...known, ...added.map(({ id }) => id).filter((id) => !known.includes(id))];
    }
    if (this.touched.size > 0) state.sources = sources;
  }

  /** Keeps an output as evidence; the id gets `-2`, `-3` … where it is used already. */
  evidence(id: string, command: string, output: string): void {
    const count = (this.evidenceCounts.get(id) ?? 0) + 1;
    this.evidenceCounts.set(id, count);
    if (count > 40) return;
    const shown = output.trimEnd();
    const cut =
      shown.length > MAX_EVIDENCE
        ? `${shown.slice(0, MAX_EVIDENCE)}\n[… ${shown.length - MAX_EVIDENCE} more characters]`
        : shown;
    this.observation.evidence.push({ id: count === 1 ? id : `${id}-${count}`, command, output: cut });
  }

  /** Adds interfaces; a `brief` listing tells no flags and keeps those known where the state is still the same. */
  addLinks(links: readonly Link[], brief = false): void {
    this.touched.add('links');
    this.state.links ??= [];
    const known = this.state.links;
    const byName = new Map(known.map((link, index) => [link.name, index]));
    for (const link of links) {
      const at = byName.get(link.name);
      const earlier = at === undefined ? undefined : known[at];
      if (at === undefined || earlier === undefined) {
        byName.set(link.name, known.length);
        known.push(link);
      } else known[at] = { ...earlier, ...link, flags: flagsOf(earlier, link, brief) };
    }
  }

  /** Adds addresses; a listing that reaches an interface replaces what was known of it. */
  addAddresses(addresses: readonly Address[], scopes: readonly Scope[], brief = false): void {
    const replaced = (address: Address): boolean =>
      scopes.some(
        ({ family = address.family, device = address.dev, endUnseen }) =>
          endUnseen !== true && family === address.family && device === address.dev,
      );
    const earlier = new Map((this.state.addresses ?? []).map((address) => [addressKey(address), address]));
    const kept = (this.state.addresses ?? []).filter((address) => !replaced(address));
    const places = new Map(kept.map((address, index) => [addressKey(address), index]));
    for (const address of addresses) {
      const key = addressKey(address);
      const known = earlier.get(key);
      // A brief listing says less of an address than an earlier full one did.
      const flags = address.flags.length > 0 || !brief ? address.flags : (known?.flags ?? []);
      const full = { ...known, ...address, flags };
      const at = places.get(key);
      if (at === undefined) {
        places.set(key, kept.length);
        kept.push(full);
      } else kept[at] = full;
    }
    this.state.addresses = kept;
    this.cover('addresses', scopes);
  }

  /**
   * Adds routes of a family; a listing of a whole table, or of all tables, replaces what was known of it, unless more is
   * certain of that than of this one.
   */
  addRoutes(family: 4 | 6, routes: readonly Route[], scope: Scope | undefined): void {
    this.touched.add(`routes${family}`);
    const known = this.state.routes[family] ?? [];
    const kept = scope && this.replaces(scope) ? known.filter((route) => !isOf(route, scope)) : known;
    if (kept.length === 0) this.state.routes[family] = [...routes];
    else {
      const seen = new Set(kept.map(routeKey));
      this.state.routes[family] = [...kept, ...routes.filter((route) => !seen.has(routeKey(route)))];
    }
    this.cover('routes', scope === undefined ? [] : [scope]);
  }

  private replaces(scope: Scope): boolean {
    const { device, destination, endUnseen, commandUnseen, ...certain } = scope;
    if (device !== undefined || destination !== undefined) return false;
    return !(endUnseen || commandUnseen) || !this.covers('routes', certain);
  }

  /** A probe to a name is kept where the paste tells its address. */
  addProbe(probe: ProbeReport): void {
    this.observation.probes.push(probe);
  }

  /** A command named a VRF, and was not refused: there is one. */
  addVrf(name: string, routesListed: boolean): void {
    this.addLinks([{ name, kind: 'vrf', flags: [] }]);
    this.cover('links', []);
    if (routesListed) this.vrfsAsked.add(`vrf ${name}`);
  }

  setRules(family: 4 | 6, rules: readonly Rule[]): void {
    this.touched.add(`rules${family}`);
    this.state.rules[family] = [...rules];
  }

  addNeighbours(neighbours: readonly Neighbour[]): void {
    const known = new Map(
      (this.state.neighbours ?? []).map((entry) => [`${entry.address} ${entry.dev}`, entry]),
    );
    for (const entry of neighbours) known.set(`${entry.address} ${entry.dev}`, entry);
    this.state.neighbours = [...known.values()];
  }

  /** Counters that share a name with the last snapshot are a new snapshot; others complete it. */
  addCounters(values: Record<string, number>): void {
    const last = this.observation.counters.at(-1);
    if (last && !Object.keys(values).some((name) => Object.hasOwn(last.values, name)))
      Object.assign(last.values, values);
    else this.observation.counters.push({ values });
  }

  addSysctls(values: Record<string, string>): void {
    this.state.sysctls = { ...this.state.sysctls, ...values };
    const count = Number(values['net.netfilter.nf_conntrack_count']);
    const max = Number(values['net.netfilter.nf_conntrack_max'] ?? values['net.nf_conntrack_max']);
    if (Number.isSafeInteger(count) || Number.isSafeInteger(max)) this.setConntrack();
  }

  private setConntrack(): void {
    const { sysctls = {} } = this.state;
    const count = Number(sysctls['net.netfilter.nf_conntrack_count'] ?? Number.NaN);
    const max = Number(
      sysctls['net.netfilter.nf_conntrack_max'] ?? sysctls['net.nf_conntrack_max'] ?? Number.NaN,
    );
    if (Number.isSafeInteger(count) && Number.isSafeInteger(max)) this.state.conntrack = { count, max };
  }

  private resolve(packet: Packet): void {
    const { sourceName, destinationName } = packet;
    const source = sourceName === undefined ? undefined : this.names.addressOf(sourceName);
    const destination = destinationName === undefined ? undefined : this.names.addressOf(destinationName);
    if (source !== undefined) packet.source ??= source;
    if (destination !== undefined) packet.destination ??= destination;
  }

  /** The observation with the tables' names resolved, as far as they are known by then. */
  finish(): Observation {
    const { state } = this;
    const named = (name: string): string => tableNumber(name, state);
    for (const link of state.links ?? []) {
      if (link.kind === undefined && isVrfByFlags(link)) link.kind = 'vrf';
    }
    const vrfTables = new Map<string, string>();
    for (const link of state.links ?? []) {
      const placeholder = `vrf ${link.name}`;
      // Its number may not be shown; its routes are told apart by the name.
      if (link.kind === 'vrf' && this.vrfsAsked.has(placeholder)) link.vrfTable ??= placeholder;
      if (link.vrfTable === undefined) continue;
      link.vrfTable = named(link.vrfTable);
      vrfTables.set(placeholder, link.vrfTable);
    }
    // `ip route show vrf NAME` lists the table of that VRF, which another listing tells.
    const resolve = (name: string): string => vrfTables.get(name) ?? named(name);
    for (const family of [4, 6] as const) {
      for (const route of state.routes[family] ?? []) route.table = resolve(route.table);
      for (const rule of state.rules[family] ?? []) {
        if (rule.action.kind === 'lookup') rule.action.table = resolve(rule.action.table);
      }
    }
    for (const part of ['routes', 'rules'] as const) {
      const scopes = state.coverage[part];
      if (scopes === undefined) continue;
      state.coverage[part] = [];
      this.cover(
        part,
        scopes.map((scope) => withTable(scope, resolve)),
      );
    }
    for (const { scope } of state.gaps) if (scope?.table !== undefined) scope.table = resolve(scope.table);
    this.observation.probes = this.observation.probes
      .map((probe) => ({ ...probe, to: this.names.addressOf(probe.to) ?? probe.to }))
      .filter(({ to }) => isAddress(to));
    for (const { packets } of this.observation.captures) for (const packet of packets) this.resolve(packet);
    for (const { answer } of this.observation.oracle) {
      if (answer.kind === 'route' && answer.table !== undefined) answer.table = resolve(answer.table);
    }
    const { before, after } = this.filterListings;
    if (before.length > 0) state.filters = readRuleset(before);
    if (after.length > 0) this.observation.filtersAfter = readRuleset(after);
    return this.observation;
  }
}

/** What was watched, entry by entry. */
const ENTRIES = ['captures', 'oracle', 'probes', 'traces', 'arpProbes'] as const;
/** What is no part of its own. */
const NOT_LISTED: ReadonlySet<keyof HostState> = new Set(['rules', 'routes', 'coverage', 'sources', 'gaps']);

/** Parts that were watched, not listed: their gaps belong to the observation, not to the state. */
const WATCHED: ReadonlySet<string> = new Set(['capture', 'oracle', 'counters', 'probe', 'transcript']);

/** A VRF's device does no ARP and has slaves; a bond has them too, and broadcasts (drivers/net/vrf.c, measured). */
function isVrfByFlags({ flags }: Link): boolean {
  return flags.includes('MASTER') && flags.includes('NOARP') && !flags.includes('BROADCAST');
}

function addressKey(address: Address): string {
  return `${address.dev} ${address.local}/${address.prefixLength}`;
}

/** What makes two lines of route listings the same route. */
export function routeKey(route: Route): string {
  const hops = route.nextHops.map(({ dev, gateway }) => `${dev} ${gateway}`).join(',');
  const { type, destination, source, table, tos = 0, metric = 0 } = route;
  return `${type} ${destination} ${source} ${table} ${tos} ${metric} ${hops}`;
}

function flagsOf(earlier: Link, link: Link, brief: boolean): string[] {
  if (link.flags.length === 0) return earlier.flags;
  return brief && earlier.flags.length > 0 && earlier.operstate === link.operstate
    ? earlier.flags
    : link.flags;
}

function isOf(route: Route, { table }: Scope): boolean {
  return table === undefined || route.table === table;
}

function withTable(scope: Scope, resolve: (name: string) => string): Scope {
  return scope.table === undefined ? scope : { ...scope, table: resolve(scope.table) };
}
