import type { TypedCommand } from './command-line.ts';
import type { Kind } from './kinds.ts';
import type { ObservationDraft } from './observation-draft.ts';

/** Lines of one kind, with the command that printed them where it is known. */
export type Block = {
  kind: Kind;
  lines: readonly string[];
  /** The command taken apart; absent where the kind was told from the lines' form. */
  command?: TypedCommand;
  /** The command as typed, for the evidence. */
  typed?: string;
  exitStatus?: number;
  /** Several commands of the line print this kind, and which of them printed these lines cannot be told. */
  ambiguous?: true;
  /** Lines are missing: the paste was cut, or the output went through `grep`, `head` … */
  partial?: string;
};

/** Puts what a block says into the draft. */
export type BlockReader = (draft: ObservationDraft, block: Block) => void;

/** How the evidence names a block that has no command. */
export function commandOf(block: Block): string {
  return block.typed ?? '(pasted)';
}
