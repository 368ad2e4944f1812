import stringWidth from 'fast-string-width';
import type { HostRow } from '../texts/index.ts';
import { fleetTextsIn } from '../texts/index.ts';
import { safe, screenWidth, wrapped } from './screen.ts';
import { language, say } from './speech.ts';

/** A line of the table: an address of a host, or a host that could not be read. */
export type TableRow = ({ kind: 'address' } & HostRow) | { kind: 'failed'; headline: string };

/** Narrower than this (columns) the headline stands under its row, not beside it. */
const BESIDE = 36;
/** Between columns. */
const GAP = '  ';

/** Rows of hosts under their titles, within the terminal's width: the headline is wrapped, the other columns are as wide as what they hold. */
export function hostTable(
  rows: readonly { host: string; row: TableRow }[],
  { withHost, width = screenWidth() }: { withHost: boolean; width?: number },
): string {
  const { fleet } = say();
  const { columns } = fleet;
  const titles = [
    ...(withHost ? [columns.host] : []),
    columns.interface,
    columns.address,
    columns.status,
    columns.cause,
  ];
  const lines = rows.map(({ host, row }) => ({
    cells: [...(withHost ? [host] : []), ...cellsOf(row)].map((cell) => safe(cell, 60)),
    headline: safe(row.headline, 400),
  }));
  const widths = titles.map((title, at) =>
    Math.max(stringWidth(title), ...lines.map(({ cells }) => stringWidth(cells[at] ?? ''))),
  );
  const left = widths.reduce((sum, each) => sum + each + GAP.length, 0);
  const isBeside = width - left >= BESIDE;
  const laidOut = ({ cells, headline }: { cells: readonly string[]; headline: string }): string[] => {
    const row = cells
      .map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - stringWidth(cell))))
      .join(GAP);
    if (isBeside) return wrapped(headline, { first: `${row}${GAP}`, rest: ' '.repeat(left), width });
    return [...wrapped(row.trimEnd(), { rest: GAP, width }), ...wrapped(headline, { first: '    ', width })];
  };
  const head = laidOut({ cells: titles, headline: columns.headline });
  return `${[...(isBeside ? head : head.slice(0, -1)), ...lines.flatMap(laidOut)].map((line) => line.trimEnd()).join('\n')}\n`;
}

function cellsOf(row: TableRow): string[] {
  if (row.kind === 'failed') return ['-', '-', say().fleet.notRead, '-'];
  const isCause = row.cause !== 'inconclusive' && row.cause !== 'healthy';
  const status = fleetTextsIn(language()).status[row.status];
  return [row.interface, row.address, status, isCause ? row.cause : '-'];
}
