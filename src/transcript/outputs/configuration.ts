import { isConfigurationLine, readNamelessConfiguration } from '../configuration/index.ts';
import { addConfiguration } from '../interface-owners.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';

/** `uci show network`, and configuration that was pasted without the file's name. */
function read(draft: ObservationDraft, block: Block): void {
  const configuration = readNamelessConfiguration(block.lines, commandOf(block));
  if (configuration === undefined) return;
  addConfiguration(draft, configuration, commandOf(block));
  draft.evidence('configuration', commandOf(block), block.lines.join('\n'));
}

export const configuration = {
  kind: 'configuration',
  printedBy: ({ argv }) => argv[0] === 'uci' && argv.includes('show'),
  form: isConfigurationLine,
  lines: {
    blankLines: true,
    // Entries are indented, or assignments, or in brackets.
    continues: (line) =>
      /^\s+\S|^[\w.@[\]-]{1,80}\s?=|^[[\]{}]|^(?:auto|iface|config|option|list|allow-hotplug)\b/.test(
        line.slice(0, 200),
      ),
  },
  state: true,
  part: 'configuration',
  answers: [],
  read,
} satisfies Output;
