import { printable } from '../printable.ts';
import { failureIn } from '../texts/failures/index.ts';
import { type HostReport, tellHost } from '../texts/index.ts';
import type { HostResult } from '../triage/index.ts';
import { withoutSecrets } from '../without-secrets.ts';
import { csvLine } from './csv.ts';
import { hostTable, type TableRow } from './host-table.ts';
import { language, say } from './speech.ts';

/** Columns of the CSV; their names are public. */
const CSV_COLUMNS = ['host', 'interface', 'address', 'status', 'cause', 'certainty', 'headline'] as const;

/** A host of a scan as one JSON document: `roundtrip.host/1`, or `roundtrip.error/1` with the host's name. */
export function hostDocument(
  result: HostResult,
): HostReport | ({ schema: 'roundtrip.error/1' } & FailedHost) {
  if (result.kind === 'read') return tellHost(result.finding, language());
  return { schema: 'roundtrip.error/1', ...failedHost(result) };
}

type FailedHost = { host: string; code: string; message: string; nextStep: string };

function failedHost({ host, failure }: Extract<HostResult, { kind: 'failed' }>): FailedHost {
  const { message, nextStep } = failureIn(language(), failure);
  return { host, code: failure.code, message: oneLine(message), nextStep: oneLine(nextStep) };
}

function oneLine(text: string): string {
  return printable(withoutSecrets(text), 400);
}

/** The titles of the CSV. */
export function csvTitles(): string {
  return csvLine(CSV_COLUMNS);
}

/** A host of a scan as lines of CSV; one that could not be read has the status `error`. */
export function csvLines(result: HostResult): string {
  if (result.kind === 'failed') {
    const { host, code, message } = failedHost(result);
    return csvLine([host, '', '', 'error', code, '', message]);
  }
  const { host, interfaces } = tellHost(result.finding, language());
  return interfaces
    .map(({ interface: device, address, status, cause, certainty, headline }) =>
      csvLine(
        [host, device, address, status, cause, certainty, headline].map((cell) => printable(cell, 400)),
      ),
    )
    .join('');
}

/** In the table those that could not be read come first: nothing is known of them. */
const ORDER = { stopped: 1, unknown: 2, 'nothing-found': 3 } as const;

function byName(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

/** Of so many hosts that could not be read it is said what to do. */
const STEPS = 3;

/** What to do about hosts that could not be read, one line for each; of many, for the first of them. */
export function nextSteps(results: readonly HostResult[]): string[] {
  const failed = results
    .flatMap((result) => (result.kind === 'failed' ? [failedHost(result)] : []))
    .sort((one, other) => byName(one.host, other.host));
  const { toRead, moreNotRead } = say().fleet;
  const more = failed.length - STEPS;
  return [
    ...failed.slice(0, STEPS).map(({ host, nextStep }) => toRead({ host, nextStep })),
    ...(more > 0 ? [moreNotRead({ more })] : []),
  ];
}

/** All the hosts of a scan as one table, worst first. */
export function scanTable(results: readonly HostResult[], options: { withHost: boolean }): string {
  const rows = results.flatMap((result): { host: string; row: TableRow }[] => {
    const { host } = result;
    if (result.kind === 'failed')
      return [{ host, row: { kind: 'failed', headline: failedHost(result).message } }];
    const { interfaces } = tellHost(result.finding, language());
    return interfaces.map((row) => ({ host, row: { kind: 'address', ...row } }));
  });
  const rank = (row: TableRow): number => (row.kind === 'failed' ? 0 : ORDER[row.status]);
  const sorted = rows.toSorted(
    (one, other) => rank(one.row) - rank(other.row) || byName(one.host, other.host),
  );
  return hostTable(sorted, options);
}
