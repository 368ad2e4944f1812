import {
  appearsToCover,
  covers,
  type Evidence,
  type HostState,
  type Observation,
  withScope,
} from '../model/index.ts';
import { canonical } from './addresses.ts';
import { type Console, interfaceOfSetting } from './console.ts';
import type { Attribution } from './found.ts';

type Merged = { observation: Observation; attributed: Attribution[] };

/**
 * The asked host's observation with what stands under other prompts in its place. A section stands in only where the host
 * shows none of that part itself and has all the interfaces that it names, and where its console is not plainly another
 * machine's: one that shows addresses of its own, or the sender's (unless it names every interface of the host).
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
    if (other.own.size > 0 && !other.own.has(canonical(to))) continue;
    const fits = (names: readonly string[]) => namesTheHost(host, names, senders.has(other));
    for (const part of PARTS) {
      const given = part.of(other.observation.state, observation.state, fits);
      if (!given) continue;
      observation = {
        ...observation,
        state: { ...observation.state, ...given.state },
        evidence: [...observation.evidence, ...evidenceOf(part.evidence, other.observation, observation)],
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
  { part: 'rules', evidence: ['rules', 'rules6'], of: rules },
  { part: 'routes', evidence: ['routes', 'routes6'], of: routes },
  {
    part: 'links',
    evidence: ['links'],
    of: ({ links }, known, fits) =>
      links && known.links === undefined && fits(links.map(({ name }) => name))
        ? { state: { links }, keys: [] }
        : undefined,
  },
  {
    part: 'neighbours',
    evidence: ['neighbours'],
    of: ({ neighbours }, known, fits) =>
      neighbours && known.neighbours === undefined && fits(neighbours.map(({ dev }) => dev))
        ? { state: { neighbours }, keys: [] }
        : undefined,
  },
];

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
  for (const family of [4, 6] as const) {
    const shown = from.rules[family];
    if (shown === undefined || known.rules[family] !== undefined) continue;
    if (!fits(shown.flatMap(({ iif, oif }) => [iif ?? [], oif ?? []].flat()))) continue;
    taken[family] = shown;
    keys.push(String(family));
  }
  return keys.length === 0 ? undefined : { state: { rules: taken }, keys };
}

function routes(from: HostState, known: HostState, fits: Fits): Given {
  const taken = { ...known.routes };
  let { coverage } = known;
  const keys = new Set<string>();
  for (const family of [4, 6] as const) {
    const own = new Set((known.routes[family] ?? []).map(({ table }) => table));
    const tables = Map.groupBy(from.routes[family] ?? [], ({ table }) => table);
    for (const [table, entries] of tables) {
      const names = entries.flatMap(({ nextHops }) => nextHops.flatMap(({ dev }) => dev ?? []));
      if (own.has(table) || covers(known.coverage, 'routes', { family, table }) || !fits(names)) continue;
      taken[family] = [...(taken[family] ?? []), ...entries];
      if (appearsToCover(from.coverage, 'routes', { family, table }))
        coverage = withScope(coverage, 'routes', { family, table });
      keys.add(table);
    }
  }
  return keys.size === 0 ? undefined : { state: { routes: taken, coverage }, keys: [...keys] };
}

function evidenceOf(ids: readonly string[], from: Observation, known: Observation): Evidence[] {
  const used = new Set(known.evidence.map(({ id }) => id));
  const kind = (id: string) => id.replace(/-\d+$/, '');
  return from.evidence
    .filter(({ id }) => ids.includes(kind(id)))
    .map((item) => {
      let { id } = item;
      for (let at = 2; used.has(id); at++) id = `${kind(item.id)}-${at}`;
      used.add(id);
      return { ...item, id };
    });
}
