import type { JsonObject } from '../json.ts';
import { BLOCK_LIMITS } from '../limits.ts';
import type { Problems } from './problems.ts';
import { checkRichText } from './rich-text.ts';

/** A table: at most 100 rows of 20 cells. */
export function checkTable(block: JsonObject, at: string, problems: Problems): void {
  problems.onlyProperties(block, at, ['type', 'block_id', 'rows', 'column_settings']);
  checkRows(block.rows, `${at}/rows`, problems, BLOCK_LIMITS.tableRows);
  if (block.column_settings !== undefined) {
    problems.items(block.column_settings, `${at}/column_settings`, BLOCK_LIMITS.tableColumns, 0);
  }
}

/** A data table needs a caption, and has pages of at most 100 rows. */
export function checkDataTable(block: JsonObject, at: string, problems: Problems): void {
  problems.string(block.caption, `${at}/caption`, BLOCK_LIMITS.sectionText);
  checkRows(block.rows, `${at}/rows`, problems, Number.POSITIVE_INFINITY);
}

function checkRows(value: unknown, at: string, problems: Problems, max: number): void {
  for (const [index, row] of problems.items(value, at, max).entries()) {
    const cells = problems.items(row, `${at}/${index}`, BLOCK_LIMITS.tableColumns);
    for (const [column, cell] of cells.entries()) checkCell(cell, `${at}/${index}/${column}`, problems);
  }
}

function checkCell(value: unknown, at: string, problems: Problems): void {
  const cell = problems.object(value, at);
  if (!cell) return;
  if (cell.type === 'rich_text') checkRichText(cell, at, problems);
  else if (cell.type === 'raw_text') problems.string(cell.text, `${at}/text`, BLOCK_LIMITS.sectionText);
  else if (cell.type !== 'raw_number') problems.add(`${at}/type`, `unsupported type: ${String(cell.type)}`);
}
