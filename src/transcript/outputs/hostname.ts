import { wordsOf } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import type { Block, Output } from '../output.ts';

/** `hostname`, without options that make it print addresses. */
function read(draft: ObservationDraft, block: Block): void {
  const words = wordsOf(block.lines.find((line) => line.trim() !== '') ?? '');
  const options = (block.command?.argv ?? []).filter((word) => /^-[a-zA-Z]*[iIdA]/.test(word));
  if (options.length === 0 && words.length === 1 && /^[\w.-]{1,253}$/.test(words[0] ?? '')) {
    draft.state.hostname = words[0] ?? '';
  }
}

export const hostname = {
  kind: 'hostname',
  printedBy: ({ argv }) => argv[0] === 'hostname',
  lines: { formed: true },
  state: false,
  part: 'hostname',
  answers: [],
  read,
} satisfies Output;
