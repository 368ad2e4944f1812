import type { CaptureQuestion } from './capture-command.ts';
import { isProse } from './forms/prose.ts';
import { quoted } from './forms/text.ts';
import type { ObservationDraft } from './observation-draft.ts';
import { type Block, commandOf } from './output.ts';
import type { CaptureReading } from './parsers/capture.ts';

/** Puts a capture into the draft, with what it listened for and what is missing of it. */
export function addCapture(
  draft: ObservationDraft,
  block: Block,
  { capture, unread, cut }: CaptureReading,
  { filter, limit, direction }: CaptureQuestion,
): void {
  let incomplete = block.partial;
  if (cut > 0) incomplete = { kind: 'packets-left-out', count: cut };
  for (const line of unread) {
    if (!isProse(line)) draft.gap('capture', { kind: 'unread', text: quoted(line) });
    if (/\bIP6?\b|ARP|ICMP/.test(line)) incomplete ??= { kind: 'unread-packet' };
  }
  if (incomplete !== undefined) {
    capture.incomplete = true;
    draft.gap('capture', incomplete);
  }
  if (filter !== undefined) capture.filter = filter;
  if (direction !== undefined) capture.only = direction;
  if (limit !== undefined) capture.limit = limit;
  draft.observation.captures.push(capture);
  draft.evidence('capture', commandOf(block), block.lines.join('\n'));
}
