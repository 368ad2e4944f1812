import {
  type Address,
  type CoveredPart,
  covers,
  emptyObservation,
  type FilterListing,
  type Gap,
  type GapReason,
  type HostState,
  type Link,
  type Neighbour,
  type Observation,
  type ProbeReport,
  type Route,
  type Rule,
  type Scope,
  type Socket,
  withScope,
} from '../analyzer/model/index.ts';
import { ProgramRules, readRuleset } from './filters/index.ts';
import { finished } from './finished.ts';
import { ownValue } from './forms/own.ts';
import { senderNoted } from './forms/sender-note.ts';
import { KeyedList } from './keyed-list.ts';
import { KnownAddresses } from './known-addresses.ts';
import { KnownRoutes } from './known-routes.ts';
import { Names } from './names.ts';

/** Evidence is for people: so much of an output is kept. */
const MAX_EVIDENCE = 8000;
/** Gaps kept of one part; further ones are counted in a last one. */
const MAX_GAPS_A_PART = 12;

/** Scopes kept of one part: nobody lists more of them one by one, and what is not kept only stays open. */
const MAX_SCOPES = 400;

/** The keys of connection tracking's size, newest first (nf_conntrack-sysctl; ip_conntrack before Linux 2.6.20). */
const CONNTRACK = [
  'net.netfilter.nf_conntrack_count',
  'net.netfilter.nf_conntrack_max',
  'net.nf_conntrack_max',
  'net.ipv4.netfilter.ip_conntrack_count',
  'net.ipv4.netfilter.ip_conntrack_max',
  'net.ipv4.ip_conntrack_max',
] as const;

/** An observation while it is read: what later outputs add, replace, or leave open. */
export class ObservationDraft {
  readonly observation: Observation;
  /** The packet filter as it was listed, and as it was listed again after the watch. */
  readonly filterListings: Record<'before' | 'after', FilterListing[]> = { before: [], after: [] };
  /** Tables that no rule looked up until one was typed. */
  readonly tablesOfTypedRules = new Set<string>();
  /** Listings of the packet filter from before a change: a later one takes their place. */
  readonly agedFilters = new Set<FilterListing>();
  /** What firewalld, ufw, fail2ban and ebtables say of their rules. */
  programRules = new ProgramRules();
  /** Names that any host's outputs resolve. */
  readonly names: Names;
  private readonly evidenceCounts = new Map<string, number>();
  /** Parts of the state that the block at hand changed. */
  private readonly touched = new Set<string>();
  private readonly gapCounts = new Map<string, number>();
  /** Gaps of what was listed before a command changed it, until it is listed again. */
  private readonly withdrawn = new Map<Gap, CoveredPart>();
  readonly links = new KeyedList<Link>(({ name }) => name);
  readonly addresses = new KnownAddresses();
  readonly routes = { 4: new KnownRoutes(), 6: new KnownRoutes() };
  readonly neighbours = new KeyedList<Neighbour>(({ address, dev }) => `${address} ${dev}`);
  readonly sockets = new KeyedList<Socket>(({ receiveQueue: _, sendQueue: __, ...socket }) =>
    JSON.stringify(socket),
  );
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
    const { evidence, gaps } = this.observation;
    const { coverage, gaps: open } = this.state;
    return [evidence, gaps, open, Object.keys(coverage)].every(({ length }) => length === 0);
  }

  /** A part of the host's state that stays open; `scope`: what alone it concerns. */
  gap(part: string, because: GapReason, scope?: Scope): void {
    const count = (this.gapCounts.get(part) ?? 0) + 1;
    this.gapCounts.set(part, count);
    const gap: Gap = scope === undefined ? { part, because } : { part, because, scope };
    const gaps = WATCHED.has(part) ? this.observation.gaps : this.state.gaps;
    if (count <= MAX_GAPS_A_PART && !gaps.some((known) => isOf(known, part, because))) gaps.push(gap);
    if (count === MAX_GAPS_A_PART + 1) gaps.push({ part, because: { kind: 'more-of-the-same' } });
  }

  /** What was listed of a part holds no more, until it is listed again; `name`: the part as gaps name it. */
  reopen(part: CoveredPart, name: string, because: GapReason, scope?: Scope): void {
    this.gap(name, because, scope);
    const gap = this.state.gaps.find((known) => isOf(known, name, because));
    if (gap) this.withdrawn.set(gap, part);
  }

  /** A program was typed that the host does not have. */
  lacksProgram(program: string): void {
    this.observation.absentPrograms = [...new Set([...(this.observation.absentPrograms ?? []), program])];
  }

  /** A part was shown completely after all: what was missing of it before does not matter any more. */
  shown(part: string): void {
    this.state.gaps = this.state.gaps.filter((gap) => gap.part !== part);
    this.gapCounts.delete(part);
  }

  /** A listing of the part was shown that reaches so far; without a scope it shows entries and is whole nowhere. */
  cover(part: CoveredPart, scopes: readonly Scope[]): void {
    this.state.coverage[part] ??= [];
    if (scopes.length > 0 && this.withdrawn.size > 0)
      this.state.gaps = this.state.gaps.filter((gap) => this.withdrawn.get(gap) !== part);
    for (const scope of scopes) {
      const known = this.state.coverage[part]?.length ?? 0;
      if (known < MAX_SCOPES) this.state.coverage = withScope(this.state.coverage, part, scope);
    }
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
    const listings = this.filterListings.before.length + this.programRules.told;
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
    if (this.filterListings.before.length + this.programRules.told > listings) this.touched.add('filters');
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
    this.state.links = this.links.items;
    for (const link of links) {
      const earlier = this.links.get(link.name);
      // What an interface has counted tells something where it is listed again.
      if (earlier?.stats && link.stats)
        for (const stats of [earlier.stats, link.stats]) this.addCounters(deviceCounters(link.name, stats));
      this.links.set(earlier ? { ...earlier, ...link, flags: flagsOf(earlier, link, brief) } : link);
    }
  }

  link(name: string): Link | undefined {
    return this.links.get(name);
  }

  /** Adds addresses; a listing that reaches an interface replaces what was known of it. */
  addAddresses(addresses: readonly Address[], scopes: readonly Scope[], brief = false): void {
    this.touched.add('addresses');
    this.state.addresses = this.addresses.items;
    this.addresses.add(addresses, scopes, brief);
    this.cover('addresses', scopes);
  }

  /**
   * Adds routes of a family; a listing of a whole table, or of all tables, replaces what was known of it, unless more is
   * certain of that than of this one.
   */
  addRoutes(family: 4 | 6, routes: readonly Route[], scope: Scope | undefined): void {
    this.touched.add(`routes${family}`);
    const known = this.routes[family];
    this.state.routes[family] = known.items;
    if (scope && this.replaces(scope)) known.forget(scope);
    known.add(routes);
    this.cover('routes', scope === undefined ? [] : [scope]);
  }

  private replaces(scope: Scope): boolean {
    const { device, destination, endUnseen, commandUnseen, ...certain } = scope;
    if (device !== undefined || destination !== undefined) return false;
    return !(endUnseen || commandUnseen) || !this.covers('routes', certain);
  }

  /** A probe to a name is kept where the paste tells its address; a remark behind its command can tell who sends. */
  addProbe(probe: ProbeReport): void {
    const from = probe.from ?? senderNoted(probe.command, probe.to);
    this.observation.probes.push(from === undefined ? probe : { ...probe, from });
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
    this.touched.add('neighbours');
    this.state.neighbours = this.neighbours.items;
    for (const entry of neighbours) this.neighbours.set(entry);
  }

  addSockets(sockets: readonly Socket[]): void {
    this.touched.add('sockets');
    this.state.sockets = this.sockets.items;
    for (const socket of sockets) this.sockets.set(socket);
  }

  /** Counters that share a name with the last snapshot are a new snapshot; others complete it. */
  addCounters(values: Record<string, number>): void {
    const last = this.observation.counters.at(-1);
    if (last && !Object.keys(values).some((name) => Object.hasOwn(last.values, name)))
      Object.assign(last.values, values);
    else this.observation.counters.push({ values });
  }

  addSysctls(values: Record<string, string>): void {
    this.touched.add('sysctls');
    this.state.sysctls = Object.assign(this.state.sysctls ?? {}, values);
    if (CONNTRACK.some((key) => Object.hasOwn(values, key))) this.setConntrack();
  }

  private setConntrack(): void {
    const { sysctls = {} } = this.state;
    const read = (suffix: 'count' | 'max') => {
      const key = CONNTRACK.find((name) => name.endsWith(suffix) && Object.hasOwn(sysctls, name));
      return Number((key === undefined ? undefined : sysctls[key]) ?? Number.NaN);
    };
    const [count, max] = [read('count'), read('max')];
    if (Number.isSafeInteger(count) && Number.isSafeInteger(max)) this.state.conntrack = { count, max };
  }

  /** The observation with names resolved, as far as they are known by then. */
  finish(): Observation {
    const { before, after } = this.filterListings;
    if (before.length > 0 || this.programRules.told > 0)
      this.state.filters = readRuleset(before, this.programRules);
    if (after.length > 0) this.observation.filtersAfter = readRuleset(after);
    return finished(this.observation, { names: this.names, vrfsAsked: this.vrfsAsked });
  }
}

/** What was watched, entry by entry. */
const ENTRIES = ['captures', 'oracle', 'probes', 'traces', 'arpProbes'] as const;
/** What is no part of its own. */
const NOT_LISTED: ReadonlySet<keyof HostState> = new Set(['rules', 'routes', 'coverage', 'sources', 'gaps']);

/** Parts that were watched, not listed: their gaps belong to the observation, not to the state. */
const WATCHED: ReadonlySet<string> = new Set(['capture', 'oracle', 'counters', 'probe', 'transcript']);

function flagsOf(earlier: Link, link: Link, brief: boolean): string[] {
  if (link.flags.length === 0) return earlier.flags;
  return brief && earlier.flags.length > 0 && earlier.operstate === link.operstate
    ? earlier.flags
    : link.flags;
}

/** `Device.eth1.rx.packets` …: the names that /proc/net/dev's counters have as well. */
function deviceCounters(device: string, stats: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(stats).map(([name, value]) => [`Device.${device}.${name}`, value]),
  );
}

/** Whether a gap is the same part's for the same reason. */
function isOf(gap: Gap, part: string, because: GapReason): boolean {
  return gap.part === part && JSON.stringify(gap.because) === JSON.stringify(because);
}
