import type { Observation } from '../analyzer/model/index.ts';
import { blocksOf } from './blocks.ts';
import { quoted } from './forms/text.ts';
import { Names } from './names.ts';
import { ObservationDraft } from './observation-draft.ts';
import type { Block } from './output.ts';
import type { Section } from './section.ts';

/**
 * What the sections tell, one observation a host. Sections without a host join the only named host where they show a host's
 * state; a nameless ping of a nameless host's own address came from elsewhere, and stands in an observation of its own.
 */
export function readSections(sections: readonly Section[]): Observation[] {
  const drafts = new Map<string, ObservationDraft>();
  const hosts = new Names();
  const read = sections.map((section) => ({ section, blocks: blocksOf(section) }));
  const sole = soleHost(read);
  for (const { section, blocks } of read) {
    for (const block of blocks) {
      const name = section.host?.toLowerCase() ?? block.command?.host?.toLowerCase();
      const key = name ?? (sole !== undefined && block.output.state ? sole : '');
      let draft = drafts.get(key);
      if (!draft && drafts.size >= MAX_HOSTS) continue;
      if (!draft) {
        const host = key === '' ? undefined : (section.host ?? block.command?.host ?? key);
        draft = new ObservationDraft(host, hosts);
        drafts.set(key, draft);
      }
      hosts.addFrom(block.lines);
      const into = draft;
      into.reading(section.line, () => readBlock(into, block));
    }
  }
  return [...drafts.values()]
    .filter((draft) => !draft.isEmpty)
    .flatMap((draft) => withoutPeersPings(draft.finish()));
}

/** Outputs of who tries to reach somebody else. */
const ATTEMPTS: ReadonlySet<string> = new Set(['ping', 'reach', 'trace', 'arping']);

/** The only host that prompts name; undefined for one that only tries to reach another: what is listed is that other's. */
function soleHost(read: readonly { section: Section; blocks: readonly Block[] }[]): string | undefined {
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
