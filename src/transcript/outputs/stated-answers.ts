import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { statedAnswer } from '../parsers/stated-answers.ts';

/** Sentences that say of an address that it answers: of a sibling that works nobody pastes the output. */
function read(draft: ObservationDraft, block: Block): void {
  for (const line of block.lines) {
    const address = statedAnswer(line);
    if (address === undefined) continue;
    const known = draft.observation.statedAnswers ?? [];
    if (known.includes(address)) continue;
    draft.observation.statedAnswers = [...known, address];
    draft.evidence('probe', commandOf(block), line.trim().slice(0, 300));
  }
}

export const statedAnswers = {
  kind: 'stated-answers',
  form: (line) => statedAnswer(line) !== undefined,
  lines: { formed: true, unmistakable: true, canBelong: () => false },
  state: false,
  part: 'probe',
  answers: [],
  read,
} satisfies Output;
