import { formatValue } from '../model/index.ts';
import type { Flight } from './flight.ts';
import type { FilterVerdict, Rewritten } from './packet.ts';

/** What the rules made of the packet between two moments; what they may have made of it is not known. */
export function changes(
  before: Flight,
  after: Flight,
): Pick<FilterVerdict, 'mark' | 'ctMark' | 'rewritten' | 'untracked'> {
  const rewritten = rewriting(before, after);
  return {
    ...(after.mark === undefined ? {} : { mark: after.mark }),
    ...(after.ctMark === undefined ? {} : { ctMark: after.ctMark }),
    ...(rewritten ? { rewritten } : {}),
    ...tracking(before, after),
  };
}

function tracking(before: Flight, after: Flight): Pick<FilterVerdict, 'untracked'> {
  if (before.ctState === after.ctState) return {};
  return { untracked: after.ctState === undefined ? null : true };
}

function rewriting(before: Flight, after: Flight): Rewritten | undefined {
  const rewritten: Rewritten = {};
  const unknown: NonNullable<Rewritten['unknown']> = [];
  for (const side of ['source', 'destination'] as const) {
    if (before[side] === after[side]) continue;
    const value = after[side];
    if (value === undefined) unknown.push(side);
    else rewritten[side] = formatValue(after.family, value);
  }
  for (const side of ['sourcePort', 'destinationPort'] as const) {
    if (before[side] === after[side]) continue;
    const value = after[side];
    if (value === undefined) unknown.push(side);
    else rewritten[side] = value;
  }
  if (unknown.length > 0) rewritten.unknown = unknown;
  return Object.keys(rewritten).length > 0 ? rewritten : undefined;
}
