import { emptyRuleset, type Intent, type Overload } from '../../analyzer/model/index.ts';
import { foreignSettings } from '../configuration/networkd-conf.ts';
import { compact } from '../forms/compact.ts';
import { decimal, quoted } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import type { Block, Output } from '../output.ts';

/**
 * The collector's own remarks: `roundtrip gap PART`, `roundtrip none PART [PROGRAM]` of what needs no listing for there is
 * nothing of it, `roundtrip incomplete capture` of the capture before it, `roundtrip mentions INTERFACE` with lines of configuration, and
 * `roundtrip overloaded LEFT_OUT LOAD`; `roundtrip asked ADDRESS INTERFACE` of a neighbour that was looked for on that link; `roundtrip managers` names who else decides what stands in the host's files, and `roundtrip
 * networkd` lists what networkd.conf says of others' routes and rules.
 */
function read(draft: ObservationDraft, block: Block): void {
  const [, verb, part, more] = block.command?.argv ?? [];
  const said = block.lines.join(' ').trim();
  if (verb === 'gap' && part !== undefined) draft.gap(part, quoted(said, 300));
  else if (verb === 'incomplete') markIncomplete(draft, said);
  else if (verb === 'none' && part !== undefined) markNone(draft, part, more);
  else if (verb === 'mentions' && part !== undefined) addMentions(draft, part, block);
  else if (verb === 'networkd') draft.state.networkd = foreignSettings(block.lines);
  else if (verb === 'asked' && part !== undefined && more !== undefined) addAsked(draft, part, more);
  else if (verb === 'managers') addManagers(draft, block);
  else if (verb === 'overloaded') draft.observation.overload = overloadOf(part, more);
}

function markNone(draft: ObservationDraft, part: string, program: string | undefined): void {
  if (part === 'filters') draft.state.filters ??= emptyRuleset();
  if (part === 'hooks') draft.state.hooks ??= [];
  if (part === 'ipsec') draft.state.ipsecPolicies ??= [];
  if (part === 'filters' || part === 'hooks' || part === 'ipsec')
    draft.cover(part, [program === undefined ? {} : { program }]);
}

/** `path:line:text` of a line that names the interface, `path:` of a file that is called after it. */
function addMentions(draft: ObservationDraft, device: string, { lines }: Block): void {
  const mentions = lines.flatMap((text): Intent[] => {
    const [, source, line] = /^(\/[^:]{1,200}):(?:(\d{1,9}):|$)/.exec(text) ?? [];
    if (source === undefined) return [];
    return [{ kind: 'mention', device, source, ...(line === undefined ? {} : { line: Number(line) }) }];
  });
  if (mentions.length === 0) return;
  draft.state.intent = [...(draft.state.intent ?? []), ...mentions.slice(0, MAX_MENTIONS)];
  draft.evidence('mentions', `grep -rnw ${device} /etc …`, lines.join('\n'));
}

const MAX_MENTIONS = 60;

function addAsked(draft: ObservationDraft, address: string, dev: string): void {
  draft.state.askedNeighbours = [...(draft.state.askedNeighbours ?? []), { address, dev }];
}

function addManagers(draft: ObservationDraft, { lines }: Block): void {
  const named = lines.map((line) => line.trim()).filter((line) => /^[a-z][a-z0-9-]{1,40}$/.test(line));
  draft.state.managers = [...new Set([...(draft.state.managers ?? []), ...named])].slice(0, 20);
}

function overloadOf(leftOut: string | undefined, load: string | undefined): Overload {
  return compact<Overload>({ leftOut: decimal(leftOut), load: fraction(load), cut: undefined });
}

function fraction(word: string | undefined): number | undefined {
  return word !== undefined && /^\d{1,6}\.\d{1,2}$/.test(word) ? Number(word) : undefined;
}

function markIncomplete(draft: ObservationDraft, because: string): void {
  const capture = draft.observation.captures.at(-1);
  if (capture === undefined) return;
  capture.incomplete = true;
  draft.gap('capture', quoted(because, 300));
}

export const remark = {
  kind: 'remark',
  printedBy: ({ argv }) => argv[0] === 'roundtrip',
  state: false,
  part: 'remark',
  answers: [],
  read,
} satisfies Output;
