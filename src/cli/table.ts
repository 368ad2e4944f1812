import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'fast-string-width';
import { printable } from '../printable.ts';

/** Longest text of one cell (characters). */
const CELL = 60;

/** Rows under their titles, each column as wide as what stands in it. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => printable(stripVTControlCharacters(cell), CELL)));
  const widths = (cells[0] ?? []).map((_, at) => Math.max(...cells.map((row) => stringWidth(row[at] ?? ''))));
  const lines = cells.map((row) =>
    row
      .map((cell, at) => `${cell}${' '.repeat(Math.max(0, (widths[at] ?? 0) - stringWidth(cell)))}`)
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** `2026-11-27 09:15:02` of an ISO 8601 time. */
export function minuteOf(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}
