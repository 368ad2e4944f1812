import type { TableBlock } from '@slack/types';
import { LIMITS } from '../limits.ts';
import { plain } from './text.ts';

/** Cells of one row, plain text; not escaped. */
export type Row = readonly string[];

/** Characters of one cell. */
const CELL = 150;

/**
 * A table of as many rows as a message has room for, under its titles. `rows`: how many of the given are in it. A cell that is empty
 * holds a space: Slack refuses one without text.
 */
export function table(titles: Row, rows: readonly Row[]): { block: TableBlock; rows: number } {
  const shown: Row[] = [titles];
  let used = titles.join('').length;
  for (const row of rows) {
    const cells = row.map((cell) => plain(cell, CELL));
    used += cells.join('').length + cells.length;
    if (shown.length >= LIMITS.tableRows || used > LIMITS.tableText) break;
    shown.push(cells);
  }
  const block: TableBlock = {
    type: 'table',
    rows: shown.map((row) =>
      row.slice(0, LIMITS.tableColumns).map((text) => ({ type: 'raw_text', text: text === '' ? ' ' : text })),
    ),
    column_settings: titles.map(() => ({ is_wrapped: true })),
  };
  return { block, rows: shown.length - 1 };
}
