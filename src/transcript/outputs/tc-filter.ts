import type { HookProgram } from '../../analyzer/model/index.ts';
import { withoutFailures } from '../forms/failures.ts';
import { quoted } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isTcFilterLine, parseTcFilters, tcQuestionOf } from '../parsers/tc.ts';
import { limitsOf } from '../scopes/shown.ts';

/** `tc filter show dev DEVICE ingress|egress`: what can drop a packet beside the packet filter. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const asked = tcQuestionOf(block.command?.argv ?? []);
  for (const failure of failures) draft.gap('hooks', quoted(failure));
  draft.state.hooks = listedAgain(draft.state.hooks ?? [], parseTcFilters(lines, asked));
  const { device, hook } = asked;
  const limits = failures.length === 0 ? limitsOf(block) : undefined;
  const known = limits !== undefined && device !== undefined && hook !== undefined;
  draft.cover('hooks', known ? [{ device, program: 'tc', chain: hook, ...limits }] : []);
  draft.evidence('tc', commandOf(block), block.lines.join('\n'));
}

/** What a later listing shows of the same filters stands in the place of the earlier one: by how much their counters rose. */
function listedAgain(known: readonly HookProgram[], listed: readonly HookProgram[]): HookProgram[] {
  const keyOf = ({ packets: _, rose: __, ...filter }: HookProgram) => JSON.stringify(filter);
  const earlier = new Map(known.map((filter) => [keyOf(filter), filter]));
  const again = new Set(listed.map(keyOf));
  return [
    ...known.filter((filter) => !again.has(keyOf(filter))),
    ...listed.map((filter) => {
      const { packets, rose } = earlier.get(keyOf(filter)) ?? {};
      if (filter.packets === undefined || packets === undefined) return filter;
      return { ...filter, rose: (rose ?? 0) + filter.packets - packets };
    }),
  ];
}

export const tcFilter = {
  kind: 'tc-filter',
  printedBy: ({ argv }) =>
    argv[0] === 'tc' && argv.some((word) => word.length > 2 && 'filter'.startsWith(word)),
  form: isTcFilterLine,
  lines: { unmistakable: true, continues: (line) => /^\s+\S/.test(line.slice(0, 40)) },
  state: true,
  part: 'hooks',
  answers: ['hook-programs'],
  read,
} satisfies Output;
