import { wordsOf } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';

/** `uname -r` and `uname -a`. */
function read(draft: ObservationDraft, block: Block): void {
  const words = wordsOf(block.lines.find((line) => line.trim() !== '') ?? '');
  if (words[0] === 'Linux' && words[2] !== undefined) {
    draft.state.kernelRelease = words[2].slice(0, 100);
    draft.state.hostname ??= (words[1] ?? '').slice(0, 253);
  } else if (words.length === 1 && /^\d{1,3}\.\d/.test(words[0] ?? ''))
    draft.state.kernelRelease = (words[0] ?? '').slice(0, 100);
  else return;
  draft.evidence('kernel', commandOf(block), block.lines.join('\n'));
}

export const uname = {
  kind: 'uname',
  printedBy: ({ argv }) => argv[0] === 'uname',
  form: (line) => /^\s*Linux [\w.-]{1,253} \d{1,3}\.\d/.test(line),
  lines: { formed: true },
  state: false,
  part: 'uname',
  answers: [],
  read,
} satisfies Output;
