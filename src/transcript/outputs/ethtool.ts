import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isEthtoolLine, parseEthtool } from '../parsers/ethtool.ts';

/** `ethtool DEVICE` (carrier) and `ethtool -S DEVICE` (the driver's counters). */
function read(draft: ObservationDraft, block: Block): void {
  const { name, carrier, counters } = parseEthtool(block.lines, block.command?.argv ?? []);
  if (name === undefined) return;
  const known = draft.link(name);
  const stats = Object.fromEntries(Object.entries(counters).map(([key, value]) => [`nic.${key}`, value]));
  const more = Object.keys(stats).length === 0 ? {} : { stats: { ...known?.stats, ...stats } };
  draft.addLinks([{ name, flags: [], ...(carrier === undefined ? {} : { carrier }), ...more }], true);
  draft.cover('links', []);
  draft.evidence('links', commandOf(block), block.lines.join('\n'));
}

export const ethtool = {
  kind: 'ethtool',
  printedBy: ({ argv }) => argv[0] === 'ethtool' && !argv.slice(1).some((word) => /^-[a-zA-RT-Z]/.test(word)),
  form: isEthtoolLine,
  lines: { continues: (line) => /^\s+\S/.test(line.slice(0, 40)) },
  state: true,
  part: 'links',
  answers: ['link'],
  read,
} satisfies Output;
