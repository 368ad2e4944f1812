import { quoted } from './forms/text.ts';
import type { ObservationDraft } from './observation-draft.ts';
import type { Block } from './output.ts';

/** Gaps for what could not be read of a block, and for what is missing of it. */
export function noteUnread(
  draft: ObservationDraft,
  block: Block,
  part: string,
  unread: readonly string[],
): void {
  for (const line of unread) draft.gap(part, { kind: 'unread', text: quoted(line) });
  if (block.partial !== undefined) draft.gap(part, block.partial);
}
