import { emptyRuleset } from '../../analyzer/model/index.ts';
import { quoted } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import type { Block, Output } from '../output.ts';

/**
 * The collector's own remarks: `roundtrip gap PART`, `roundtrip incomplete capture` of the capture before it, and
 * `roundtrip filters` where no packet filter is loaded.
 */
function read(draft: ObservationDraft, block: Block): void {
  const [, verb, part] = block.command?.argv ?? [];
  const said = block.lines.join(' ').trim();
  if (verb === 'gap' && part !== undefined) draft.gap(part, quoted(said, 300));
  else if (verb === 'incomplete') markIncomplete(draft, said);
  else if (verb === 'filters' && said.startsWith('none')) {
    draft.state.filters ??= emptyRuleset();
    draft.cover('filters', [{}]);
  }
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
