import { addCapture } from '../add-capture.ts';
import { captureQuestionOf } from '../capture-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import type { Block, Output } from '../output.ts';
import { isTsharkLine, parseTshark } from '../parsers/tshark.ts';

/** tshark's one line a packet. */
function read(draft: ObservationDraft, block: Block): void {
  const question = captureQuestionOf(block.command?.argv ?? []);
  const options: Parameters<typeof parseTshark>[1] = {};
  if (block.typed !== undefined) options.command = block.typed;
  if (question.interfaceName !== undefined) options.interfaceName = question.interfaceName;
  addCapture(draft, block, parseTshark(block.lines, options), question);
}

export const tshark = {
  kind: 'tshark',
  printedBy: ({ argv }) => argv[0] === 'tshark' && !argv.includes('-V'),
  form: isTsharkLine,
  lines: {
    formed: true,
    unmistakable: true,
    blankLines: true,
    continues: (line) => /^\s*(?:Running as user|\d{1,9} packets? captured)/.test(line.slice(0, 100)),
  },
  state: false,
  part: 'capture',
  answers: ['arrival', 'departure', 'neighbour', 'who-asks', 'return'],
  read,
} satisfies Output;
