import {
  appearsToCover,
  type Coverage,
  type CoveredPart,
  type Evidence,
  grouped,
  type HostState,
  type Observation,
  type Scope,
  withScope,
} from '../model/index.ts';
import { canonical } from './addresses.ts';
import { type Console, interfaceOfSetting } from './console.ts';
import { withFreeIds } from './evidence.ts';
import type { Attribution } from './found.ts';

type Merged = { observation: Observation; attributed: Attribution[] };

/**
 * The asked host's observation with what stands under other prompts in its place. A section stands in only where the host
 * shows none of that part itself and has all the interfaces that it names, and where its console is not plainly another
 * machine's: one that shows addresses of its own, or the sender's (unless it names every interface of the host). Where the
 * host shows no address at all, the console that has the asked one is the same machine by another name.
 */
export function withAttributed(
  host: Console,
  others: readonly Console[],
  senders: ReadonlySet<Console>,
  to: string,
): Merged {
  let observation = host.observation;
  const attributed: Attribution[] = [];
  for (const other of others) {
    const isTheSame = other.own.has(canonical(to)) && host.own.size === 0;
    if (other.own.size > 0 && !isTheSame) continue;
    const fits = (names: readonly string[]) => isTheSame || namesTheHost(host, names, senders.has(other));
    for (const part of PARTS) {
      const given = part.of(other.observation.state, observation.state, fits);
      if (!given) continue;
      const added = evidenceOf(part.evidence, other.observation, observation);
      observation = {
        ...observation,
        state: {
          ...observation.state,
          ...given.state,
          sources: withSources(observation.state, given.state, added),
        },
        evidence: [...observation.evidence, ...added],
      };
      attributed.push({ part: part.part, keys: given.keys, host: other.name ?? '' });
    }
  }
  return { observation, attributed };
}

function namesTheHost(host: Console, names: readonly string[], isSender: boolean): boolean {
  const named = new Set(names);
  named.delete('lo');
  if (named.size === 0 || [...named].some((name) => !host.interfaces.includes(name))) return false;
  return !isSender || host.interfaces.every((name) => named.has(name));
}

type Fits = (names: readonly string[]) => boolean;
type Given = { state: Partial<HostState>; keys: string[] } | undefined;
type Part = {
  part: Attribution['part'];
  /** Ids of the evidence that shows it. */
  evidence: readonly string[];
  of(from: HostState, known: HostState, fits: Fits): Given;
};

const PARTS: readonly Part[] = [
  { part: 'sysctls', evidence: ['rp_filter', 'sysctls'], of: settings },
  listing('addresses', ({ addresses }) => addresses?.map(({ dev }) => dev)),
  { part: 'rules', evidence: ['rules', 'rules6'], of: rules },
  { part: 'routes', evidence: ['routes', 'routes6'], of: routes },
  listing('links', ({ links }) => links?.map(({ name }) => name)),
  listing('neighbours', ({ neighbours }) => neighbours?.map(({ dev }) => dev)),
];

/** A part that stands in as a whole. `names`: the interfaces that it names; undefined where it was not shown. */
function listing(
  part: 'addresses' | 'links' | 'neighbours',
  names: (state: HostState) => string[] | undefined,
): Part {
  return {
    part,
    evidence: [part],
    of(from, known, fits) {
      const shown = names(from);
      if (!shown || names(known) || !fits(shown)) return undefined;
      return {
        state: { [part]: from[part], coverage: withCoverage(known, from, part, () => true) },
        keys: [],
      };
    },
  };
}

/** Settings of one kind (`rp_filter`, `arp_ignore`) stand for all interfaces: one of the host's own rules the others out. */
function settings(from: HostState, known: HostState, fits: Fits): Given {
  const kindOf = (key: string) => key.slice(key.lastIndexOf('.') + 1);
  const shown = new Set(Object.keys(known.sysctls ?? {}).map(kindOf));
  const kinds = new Map<string, string[]>();
  for (const key of Object.keys(from.sysctls ?? {})) {
    const kind = kindOf(key);
    if (!shown.has(kind)) kinds.set(kind, [...(kinds.get(kind) ?? []), key]);
  }
  const keys = [...kinds.values()]
    .filter((each) => fits(each.flatMap((key) => interfaceOfSetting(key) ?? [])))
    .flat();
  if (keys.length === 0) return undefined;
  const values = Object.fromEntries(keys.map((key) => [key, from.sysctls?.[key] ?? '']));
  return { state: { sysctls: { ...known.sysctls, ...values } }, keys };
}

function rules(from: HostState, known: HostState, fits: Fits): Given {
  const taken = { ...known.rules };
  const keys: string[] = [];
  for (const family of FAMILIES) {
    const shown = from.rules[family];
    if (shown === undefined || known.rules[family] !== undefined) continue;
    if (!fits(shown.flatMap(({ iif, oif }) => [iif ?? [], oif ?? []].flat()))) continue;
    taken[family] = shown;
    keys.push(String(family));
  }
  if (keys.length === 0) return undefined;
  const coverage = withCoverage(known, from, 'rules', ({ family }) => keys.includes(String(family)));
  return { state: { rules: taken, coverage }, keys };
}

function routes(from: HostState, known: HostState, fits: Fits): Given {
  const taken = { ...known.routes };
  const keys = new Set<string>();
  for (const family of FAMILIES) {
    const own = new Set((known.routes[family] ?? []).map(({ table }) => table));
    const tables = grouped(from.routes[family] ?? [], ({ table }) => table);
    for (const [table, entries] of tables) {
      const names = entries.flatMap(({ nextHops }) => nextHops.flatMap(({ dev }) => dev ?? []));
      const listed = appearsToCover(known.coverage, 'routes', { family, table });
      if (own.has(table) || listed || !fits(names)) continue;
      taken[family] = [...(taken[family] ?? []), ...entries];
      keys.add(table);
    }
  }
  if (keys.size === 0) return undefined;
  const coverage = withCoverage(known, from, 'routes', ({ table }) => keys.has(table ?? ''));
  return { state: { routes: taken, coverage }, keys: [...keys] };
}

const FAMILIES = [4, 6] as const;

/** What a part that is taken over was shown of, where that reaches no further than what is taken. */
function withCoverage(
  known: HostState,
  from: HostState,
  part: CoveredPart,
  isTaken: (scope: Scope) => boolean,
): Coverage {
  return (from.coverage[part] ?? [])
    .filter(isTaken)
    .reduce((coverage, scope) => withScope(coverage, part, scope), known.coverage);
}

/** Where the parts that are taken over were read. */
function withSources(
  { sources = {} }: HostState,
  given: Partial<HostState>,
  added: readonly Evidence[],
): Record<string, string[]> {
  const ids = added.map(({ id }) => id);
  const parts = Object.keys(given).flatMap((name) => {
    if (name === 'coverage' || name === 'gaps') return [];
    return name === 'rules' || name === 'routes' ? FAMILIES.map((family) => `${name}${family}`) : [name];
  });
  return {
    ...sources,
    ...Object.fromEntries(parts.map((part) => [part, [...(sources[part] ?? []), ...ids]])),
  };
}

function evidenceOf(ids: readonly string[], from: Observation, known: Observation): Evidence[] {
  const shown = from.evidence.filter(({ id }) => ids.includes(id.replace(/-\d+$/, '')));
  return withFreeIds(shown, known.evidence);
}
