import { withoutFailures } from '../forms/failures.ts';
import { quoted } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isTcQdiscLine, parseQdiscs, tcQuestionOf } from '../parsers/tc.ts';

/** `tc qdisc show`: what queues, delays and loses. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  for (const failure of failures) draft.gap('qdiscs', quoted(failure));
  const shown = parseQdiscs(lines, tcQuestionOf(block.command?.argv ?? []).device);
  if (shown.length === 0) return;
  const keyOf = ({ device, kind, parent, handle }: (typeof shown)[number]) =>
    `${device} ${kind} ${parent} ${handle}`;
  const known = new Map([...(draft.state.qdiscs ?? []), ...shown].map((qdisc) => [keyOf(qdisc), qdisc]));
  draft.state.qdiscs = [...known.values()];
  draft.evidence('tc', commandOf(block), block.lines.join('\n'));
}

export const tcQdisc = {
  kind: 'tc-qdisc',
  printedBy: ({ argv }) =>
    argv[0] === 'tc' &&
    argv.some((word) => word.length > 1 && 'qdisc'.startsWith(word)) &&
    !argv.includes('add') &&
    !argv.includes('del'),
  form: isTcQdiscLine,
  lines: { unmistakable: true, continues: (line) => /^ (?:Sent \d|backlog )/.test(line.slice(0, 40)) },
  state: true,
  part: 'qdiscs',
  answers: ['hook-programs'],
  read,
} satisfies Output;
