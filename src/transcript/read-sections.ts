import type { Observation } from '../analyzer/model/index.ts';
import { blocksOf } from './blocks.ts';
import { quoted } from './forms/text.ts';
import { Names } from './names.ts';
import { ObservationDraft } from './observation-draft.ts';
import type { Block } from './output.ts';
import type { Section } from './section.ts';
import { type OnHost, type TypedChange, withdraw } from './typed/index.ts';

/** A section taken apart: what it prints, and what its command changes. */
export type Entry = { section: Section; blocks: readonly Block[]; changes: readonly OnHost[] };

/** What of the entries is read: in this order, only the blocks that are taken, and only the changes that are made. */
export type Selection = {
  entries: readonly Entry[];
  takes: (entry: Entry, block: Block) => boolean;
  makes: (entry: Entry) => boolean;
};

/**
 * What the sections tell, one observation a host. Sections without a host join the only named host where they show a host's
 * state; a nameless ping of a nameless host's own address came from elsewhere, and stands in an observation of its own.
 */
export function readSections(sections: readonly Section[]): Observation[] {
  const entries = sections.map((section) => ({ section, blocks: blocksOf(section), changes: [] }));
  return readEntries(entries, { entries, takes: () => true, makes: () => false }).observations;
}

/** What is selected of the entries of a paste; `made`: those that changed the state of a host. */
export function readEntries(
  paste: readonly Entry[],
  { entries, takes, makes }: Selection,
): { observations: Observation[]; made: ReadonlySet<Entry> } {
  const drafts = new Map<string, ObservationDraft>();
  const hosts = new Names();
  const made = new Set<Entry>();
  const sole = soleHost(paste);
  const isNamed = paste.some(({ section }) => section.host !== undefined);
  const draftOf = (key: string, name: string | undefined): ObservationDraft | undefined => {
    const known = drafts.get(key);
    if (known || drafts.size >= MAX_HOSTS) return known;
    const draft = new ObservationDraft(key === '' ? undefined : (name ?? key), hosts);
    drafts.set(key, draft);
    return draft;
  };
  for (const entry of entries) {
    const { section, blocks, changes } = entry;
    for (const { change, host } of makes(entry) ? changes : []) {
      const name = section.host ?? host;
      // Beside prompts that name their host, a nameless one stands in a file or in somebody's advice.
      const into = name === undefined && isNamed ? undefined : draftOf(name?.toLowerCase() ?? '', name);
      if (into && makeChange(into, change, section)) made.add(entry);
    }
    for (const block of blocks) {
      if (!takes(entry, block)) continue;
      const name = section.host ?? block.command?.host;
      const key = name?.toLowerCase() ?? (sole !== undefined && block.output.state ? sole : '');
      const into = draftOf(key, name);
      if (!into) continue;
      hosts.addFrom(block.lines);
      into.reading(section.line, () => readBlock(into, block));
    }
  }
  const observations = [...drafts.values()]
    .filter((draft) => !draft.isEmpty)
    .flatMap((draft) => withoutPeersPings(draft.finish()));
  return { observations, made };
}

/** Makes a change in what is known of its host; false where no packet can fare differently by it. */
function makeChange(draft: ObservationDraft, change: TypedChange, section: Section): boolean {
  const command = section.command ?? '';
  let isMade = false;
  draft.reading(section.line, () => {
    const effect = change.make(draft);
    isMade = effect !== 'nothing';
    if (typeof effect === 'object') for (const doubt of effect.doubts) withdraw(draft, doubt, command);
    for (const listing of draft.filterListings.before) draft.agedFilters.add(listing);
    if (isMade) draft.evidence('changes', command, section.output);
  });
  return isMade;
}

/** Outputs of who tries to reach somebody else. */
const ATTEMPTS: ReadonlySet<string> = new Set(['ping', 'reach', 'trace', 'arping']);

/** The only host that prompts name; undefined for one that only tries to reach another: what is listed is that other's. */
function soleHost(read: readonly Entry[]): string | undefined {
  const named = read.filter(({ section }) => section.host !== undefined);
  const [name, ...others] = new Set(named.map(({ section }) => section.host?.toLowerCase()));
  const outputs = named.flatMap(({ blocks }) => blocks.map(({ output }) => output.kind));
  const onlyTries = outputs.length > 0 && outputs.every((kind) => ATTEMPTS.has(kind));
  return others.length > 0 || onlyTries ? undefined : name;
}

function readBlock(draft: ObservationDraft, block: Block): void {
  const { couldNotRun = (line: string) => MISSING.test(line) } = block.output;
  const missing = block.lines.find(couldNotRun);
  if (missing !== undefined && block.lines.filter((line) => line.trim() !== '').length <= 2) {
    draft.gap(block.output.part, quoted(missing));
    const program = block.command?.argv[0];
    if (program !== undefined && NOT_FOUND.test(missing)) draft.lacksProgram(program);
    return;
  }
  block.output.read(draft, block);
}

/** Consoles of more hosts than this are not one story. */
const MAX_HOSTS = 100;

/** What shells and sudo say instead of running a command. */
const MISSING =
  /command not found|: not found\s*$|No such file or directory|a password is required|is not in the sudoers|sudo: .*required|[Pp]ermission denied|Operation not permitted|you must be root/;

/** What shells and sudo say of a program that is not there. */
const NOT_FOUND = /command not found|: not found\s*$/;

/** A nameless paste that pings one of its own addresses joins two consoles: the pinging one and the pinged one. */
function withoutPeersPings(observation: Observation): Observation[] {
  if (observation.host !== undefined) return [observation];
  const own = new Set((observation.state.addresses ?? []).map((address) => address.local));
  const foreign = observation.probes.filter((probe) => own.has(probe.to));
  if (foreign.length === 0) return [observation];
  const draft = new ObservationDraft(undefined);
  draft.observation.probes.push(...foreign);
  const isProbe = (id: string) => id === 'probe' || id.startsWith('probe-');
  draft.observation.evidence.push(...observation.evidence.filter(({ id }) => isProbe(id)));
  const rest = observation.probes.filter((probe) => !own.has(probe.to));
  const here: Observation = {
    ...observation,
    probes: rest,
    evidence: rest.length > 0 ? observation.evidence : observation.evidence.filter(({ id }) => !isProbe(id)),
  };
  return [here, draft.observation];
}
