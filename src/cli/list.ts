import { stripVTControlCharacters } from 'node:util';
import type { Command } from 'commander';
import { printable } from '../printable.ts';
import type { TriageState } from '../triage/index.ts';
import { printJson } from './output.ts';
import { withStore } from './owned-store.ts';

/** How many are listed where not all are asked for. */
const NEWEST = 20;
const ALL = 1_000_000;

/** `roundtrip list`: the triages, newest first. */
export function addListCommand(program: Command): void {
  program
    .command('list')
    .description('the triages, newest first: what was asked, found, and where each stands')
    .option('--all', `all of them, not only the newest ${NEWEST}`)
    .option('--json', 'print them as JSON')
    .action(listTriages);
}

async function listTriages(options: { all?: boolean; json?: boolean }, command: Command): Promise<void> {
  const { foldEvents } = await import('../triage/index.ts');
  await withStore(command, async ({ events }) => {
    const states: TriageState[] = [];
    for (const triage of await events.newest(options.all ? ALL : NEWEST)) {
      const state = foldEvents(await events.read(triage));
      if (state) states.push(state);
    }
    const rows = states.map(rowOf);
    if (options.json) printJson({ schema: 'roundtrip.list/1', triages: rows });
    else process.stdout.write(rows.length === 0 ? 'Nothing was asked yet.\n' : tableOf(rows));
  });
}

type Row = {
  triage: string;
  host: string;
  interface: string;
  /** null until there is a diagnosis. */
  cause: string | null;
  status: string;
  by: string;
  /** ISO 8601, UTC. */
  at: string;
};

function rowOf({ id, request, diagnosis, status, requestedBy, requestedAt }: TriageState): Row {
  return {
    triage: id,
    host: request.host,
    interface: request.interface,
    cause: diagnosis?.cause ?? null,
    status,
    by: requestedBy,
    at: requestedAt,
  };
}

/** Columns as wide as what stands in them. */
function tableOf(rows: readonly Row[]): string {
  const lines = [
    ['TRIAGE', 'HOST', 'INTERFACE', 'CAUSE', 'STATUS', 'BY', 'AT (UTC)'],
    ...rows.map((row) => [
      row.triage,
      row.host,
      row.interface,
      row.cause ?? '-',
      row.status,
      row.by,
      row.at.slice(0, 19).replace('T', ' '),
    ]),
  ].map((cells) => cells.map((cell) => printable(stripVTControlCharacters(cell), 60)));
  const widths = lines[0]?.map((_, at) => Math.max(...lines.map((cells) => cells[at]?.length ?? 0))) ?? [];
  const text = lines.map((cells) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${text.join('\n')}\n`;
}
