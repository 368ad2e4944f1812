import { isAddress, plainAddress } from '../../forms/addresses.ts';
import { compact } from '../../forms/compact.ts';
import { jsonItems, number, record, records, text } from '../../forms/json.ts';
import { type Hop, whoIs } from './hop.ts';

/** `  1.|-- 10.0.0.1   0.0%  10  0.4 0.5 …`, with AS numbers (`-z`), names and addresses (`-b`), and as it runs (`1. 10.0.0.1`). */
const HOP =
  /^\s{0,4}(\d{1,3})\.(?:\|--)?\s{1,4}(?:AS\S{1,12}\s{1,8})?(\S{1,253}(?: \([0-9a-f.:]{2,45}\))?)\s+(\d{1,3}(?:\.\d{1,2})?)%?\s+\d{1,9}\s+\d[\d.]{0,9}\s+\d/i;
const SILENT = /^\s{0,4}(\d{1,3})\.(?:\|--)?\s{1,4}(?:\(waiting for reply\)|\?\?\?)\s*$/i;
/** `pc (192.168.7.5) -> 10.2.0.10 (10.2.0.10)`: who asks and who is asked, above the table as it runs. */
const ENDS = /^\S{1,253} \(([0-9a-f.:]{2,45})\) -> (\S{1,253})(?: \(([0-9a-f.:]{2,45})\))?/i;
/** `MTR.0.95,1741000000,OK,10.2.0.10,1,192.168.7.1,0.00,5,…` (`--csv`). */
const CSV =
  /^MTR\.[\d.]{1,12},\d{1,12},[A-Z]{2,8},([^,]{1,253}),(\d{1,3}),([^,]{1,253}),(\d{1,3}(?:\.\d{1,2})?),/;

/** Who is asked and by whom, as a report's own lines say. */
export type TraceEnds = { from?: string; to?: string };

/** Whether the line is one that mtr alone prints. */
export function isMtrLine(line: string): boolean {
  return HOP.test(line) || CSV.test(line) || ENDS.test(line.trim());
}

/** The hop of a line of mtr's table. */
export function mtrHop(line: string): Hop | undefined {
  const csv = CSV.exec(line);
  const found = HOP.exec(line);
  const silent = SILENT.exec(line)?.[1];
  if (silent !== undefined) return { distance: Number(silent), addresses: [] };
  const [distance, who, loss] = csv ? [csv[2], csv[3], csv[4]] : found ? found.slice(1) : [];
  if (distance === undefined || who === undefined) return undefined;
  return compact<Hop>({
    distance: Number(distance),
    ...whoIs(who.split(' ')),
    loss: Number(loss),
    error: undefined,
  });
}

export function mtrEnds(line: string): TraceEnds | undefined {
  const csv = CSV.exec(line);
  if (csv) return { to: csv[1] ?? '' };
  const [, from, name, address] = ENDS.exec(line.trim()) ?? [];
  if (from === undefined || name === undefined) return undefined;
  return { from: plainAddress(from), to: address ?? name };
}

/** `mtr --json`: the hops, and the names of both ends. */
export function mtrJson(lines: readonly string[]): { hops: Hop[]; ends: TraceEnds } | undefined {
  const report = jsonItems(lines.join('\n'))
    .items.map((item) => record(item['report']))
    .find(Boolean);
  const mtr = record(report?.['mtr']);
  if (!report || !mtr) return undefined;
  const hops = records(report['hubs']).map((hub, at) => {
    const loss = number(hub['Loss%']) ?? Number(text(hub['Loss%']) ?? Number.NaN);
    const { addresses, name } = whoIs((text(hub['host']) ?? '').split(' '));
    return compact<Hop>({
      distance: number(hub['count']) ?? at + 1,
      addresses,
      name,
      loss: Number.isNaN(loss) ? undefined : loss,
      error: undefined,
    });
  });
  const [to, from] = [text(mtr['dst']), text(mtr['src'])];
  return {
    hops,
    ends: {
      ...(to === undefined ? {} : { to }),
      ...(from !== undefined && isAddress(plainAddress(from)) ? { from: plainAddress(from) } : {}),
    },
  };
}
