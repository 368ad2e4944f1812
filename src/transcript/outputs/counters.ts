import { addCounterValues } from '../counter-values.ts';
import { showsFiles } from '../file-command.ts';
import { isJson, jsonItems, record, text } from '../forms/json.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import {
  counterValues,
  isDeviceCounterLine,
  isNamedCounterLine,
  isProcCounterLine,
} from '../parsers/counters.ts';

/** /proc/net/netstat, snmp, snmp6, xfrm_stat, dev, and `nstat`. */
function read(draft: ObservationDraft, block: Block): void {
  const words = block.command?.argv ?? [];
  const increments =
    words[0] === 'nstat' &&
    !words.some((word) => /^-[a-z]*a/.test(word) || word === '--ignore' || word === '--zeros');
  if (increments || (words.length === 0 && block.lines.some((line) => line.trim() === '#kernel'))) {
    draft.gap('counters', { kind: 'counters-since-last' });
    draft.evidence('counters', commandOf(block), block.lines.join('\n'));
    return;
  }
  const lines = isJson(block.lines) ? linesOfJson(block.lines) : block.lines;
  addCounterValues(draft, block, counterValues(lines));
}

/** `nstat --json`: `{"kernel":{"IcmpInEchos":12,…}}`, as nstat's own lines. */
function linesOfJson(lines: readonly string[]): string[] {
  const [item] = jsonItems(lines.join('\n')).items;
  return Object.entries(record(item?.['kernel']) ?? {}).map(
    ([name, value]) => `${name} ${text(value) ?? ''}`,
  );
}

export const counters = {
  kind: 'counters',
  printedBy: ({ argv }) =>
    argv[0] === 'nstat' ||
    showsFiles(argv, (path) => /^\/proc\/net\/(?:netstat|snmp6?|xfrm_stat|dev)$/.test(path)),
  form: (line) =>
    isProcCounterLine(line) ||
    isNamedCounterLine(line) ||
    isDeviceCounterLine(line) ||
    /^\s*#kernel\s*$/.test(line),
  lines: { formed: true, unmistakable: true },
  state: true,
  part: 'counters',
  answers: ['counters'],
  read,
} satisfies Output;
