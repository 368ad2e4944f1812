import type { Moment, Observation, Stated } from '../analyzer/model/index.ts';
import { blocksOf } from './blocks.ts';
import { quoted } from './forms/text.ts';
import { machinesApart } from './machines.ts';
import type { Block } from './output.ts';
import { type Entry, readEntries } from './read-sections.ts';
import type { Section } from './section.ts';
import { type ChangedPart, typedChanges } from './typed/index.ts';

/**
 * What a console shows, by its moments: a command that changes a host's state after something was watched begins a new one.
 * A moment holds what was watched in it, and the state of its time: what was listed before, with the changes made since,
 * and what was listed later of parts that no change between touches. The last one holds the state at the end.
 */
export function readMoments(sections: readonly Section[], stated: readonly Stated[] = []): Moment[] {
  const entries = sections.map((section): Entry => {
    const changes = typedChanges(section);
    // A setter that printed nothing shows nothing that could be read.
    const isSilent = changes.length > 0 && section.output.trim() === '';
    return { section, changes, blocks: isSilent ? [] : blocksOf(section) };
  });
  const { paste, shared } = machinesApart(entries);
  const moments = momentsOf(paste, stated);
  for (const { observations } of moments) for (const each of observations) noteShared(each, shared);
  return moments;
}

function momentsOf(paste: readonly Entry[], stated: readonly Stated[]): Moment[] {
  const all = { entries: paste, takes: () => true, makes: () => true };
  const { observations, made } = readEntries(paste, all);
  const stretches = stretchesOf(paste, made);
  const last = stretches.length - 1;
  if (last <= 0) return [{ observations: withStated(observations, stated), changes: [] }];
  const placed = stretches.flatMap((entries, at) => entries.map((entry) => ({ entry, at })));
  const placeOf = new Map(placed.map(({ entry, at }) => [entry, at]));
  const first = Math.max(0, stretches.length - MAX_MOMENTS);
  return stretches.slice(first).map((entries, offset) => {
    const now = first + offset;
    const isNow = (entry: Entry) => placeOf.get(entry) === now;
    const changes = entries.filter((entry) => made.has(entry)).map(commandOf);
    const later = stretches.slice(now + 1).flat();
    const touched = touchedBefore(later, made);
    const earlier = stretches.slice(0, now + 1).flat();
    const filtersAreListed = earlier.some(({ blocks }) =>
      blocks.some(({ output }) => output.part === 'filters'),
    );
    const read = readEntries(paste, {
      // What was listed later stands back behind what was listed by then.
      entries: [...later, ...earlier],
      makes: (entry) => (placeOf.get(entry) ?? 0) <= now,
      takes: (entry, block) => {
        if (block.output.kind === 'kernel-log') return isLogOf(entry, now);
        if (WATCHED.has(block.output.kind)) return isNow(entry);
        const changed = touched.get(entry);
        if (changed === undefined) return true;
        // Two listings of a packet filter tell by their counters what happened between them.
        return !shows(block, changed) && (PARTS[block.output.part]?.[0] !== 'filters' || !filtersAreListed);
      },
    });
    const said = stated.filter(({ line }) => stretchOf(line, stretches) === now);
    return { observations: withStated(read.observations, said), changes };
  });

  /** A log shows what went before: one that was read after a change is of the moment before it, unless it follows what comes. */
  function isLogOf(entry: Entry, now: number): boolean {
    const at = placeOf.get(entry) ?? 0;
    const follows = /\s-(?:w|W|f|-follow)\b|\btail\b|--since/.test(entry.section.command ?? '');
    return now === (follows || at === 0 ? at : at - 1);
  }
}

/** What is written is of the whole paste: the first observation of the moment carries it. */
function withStated([first, ...others]: Observation[], stated: readonly Stated[]): Observation[] {
  if (first === undefined) return [];
  return [stated.length === 0 ? first : { ...first, stated: [...stated] }, ...others];
}

/** The stretch in which a line of the paste stands. */
function stretchOf(line: number, stretches: readonly (readonly Entry[])[]): number {
  const later = stretches.findIndex(([first], at) => at > 0 && (first?.section.line ?? 0) > line);
  return later < 0 ? stretches.length - 1 : later - 1;
}

/** Says of machines with one name in their prompts how they are called here. */
function noteShared({ host, gaps }: Observation, shared: ReadonlyMap<string, readonly string[]>): void {
  for (const [name, names] of shared) {
    if (host === undefined || !names.includes(host.toLowerCase())) continue;
    const because = { kind: 'shared-prompt', prompt: name, names } as const;
    gaps.push({ part: 'transcript', because });
  }
}

/** A paste with more moments is told by its last ones. */
const MAX_MOMENTS = 6;

function commandOf({ section }: Entry): Moment['changes'][number] {
  const command = quoted(section.command ?? '', 120);
  return section.host === undefined ? { command } : { command, host: section.host };
}

/** Kinds of output that show what became of packets, or of a question, at the time when they were printed. */
const WATCHED: ReadonlySet<string> = new Set([
  'arping',
  'capture',
  'conntrack',
  'counters',
  'kernel-log',
  'netstat-statistics',
  'ping',
  'reach',
  'route-get',
  'trace',
  'tshark',
]);

/** The entries by their stretches: each begins with a change that was made after something was watched. */
function stretchesOf(paste: readonly Entry[], made: ReadonlySet<Entry>): Entry[][] {
  const stretches: Entry[][] = [[]];
  let watched = false;
  for (const entry of paste) {
    if (watched && made.has(entry)) {
      stretches.push([]);
      watched = false;
    }
    stretches.at(-1)?.push(entry);
    watched ||= entry.blocks.some(({ output }) => WATCHED.has(output.kind));
  }
  return stretches;
}

/** For each later entry the parts of its host that were changed by then. */
function touchedBefore(
  later: readonly Entry[],
  made: ReadonlySet<Entry>,
): ReadonlyMap<Entry, ReadonlySet<ChangedPart>> {
  const touched = new Map<Entry, ReadonlySet<ChangedPart>>();
  const byHost = new Map<string, Set<ChangedPart>>();
  for (const entry of later) {
    for (const { change, host } of made.has(entry) ? entry.changes : []) {
      const name = (entry.section.host ?? host ?? '').toLowerCase();
      byHost.set(name, new Set([...(byHost.get(name) ?? []), ...change.parts]));
    }
    const own = byHost.get((entry.section.host ?? '').toLowerCase());
    touched.set(entry, new Set(own));
  }
  return touched;
}

/** Parts of the state by the part that a kind of output names as its own. */
const PARTS: Readonly<Record<string, readonly ChangedPart[]>> = {
  rules4: ['rules'],
  routes4: ['routes'],
  addresses: ['addresses', 'links'],
  links: ['links'],
  sysctls: ['sysctls'],
  neighbours: ['neighbours'],
  sockets: ['sockets'],
  filters: ['filters'],
  arpFilters: ['filters'],
  containers: ['filters'],
  hooks: ['hooks'],
  qdiscs: ['hooks'],
  'next-hops': ['routes'],
};

function shows({ output }: Block, changed: ReadonlySet<ChangedPart>): boolean {
  return (PARTS[output.part] ?? []).some((part) => changed.has(part));
}
