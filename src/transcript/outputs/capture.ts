import { addCapture } from '../add-capture.ts';
import { captureQuestionOf } from '../capture-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import type { Block, Output } from '../output.ts';
import { isCaptureNotice, isPacketLine, parseCapture } from '../parsers/capture.ts';

/** tcpdump's text. */
function read(draft: ObservationDraft, block: Block): void {
  const question = captureQuestionOf(block.command?.argv ?? []);
  const options: Parameters<typeof parseCapture>[1] = {};
  if (block.typed !== undefined) options.command = block.typed;
  if (question.interfaceName !== undefined) options.interfaceName = question.interfaceName;
  if (question.direction !== undefined) options.direction = question.direction;
  addCapture(draft, block, parseCapture(block.lines, options), question);
}

export const capture = {
  kind: 'capture',
  printedBy: ({ argv }) => argv[0] === 'tcpdump',
  form: (line) => isCaptureNotice(line) || isPacketLine(line),
  lines: { formed: true, unmistakable: true, blankLines: true },
  state: false,
  part: 'capture',
  answers: ['arrival', 'departure', 'neighbour', 'who-asks', 'return'],
  read,
} satisfies Output;
