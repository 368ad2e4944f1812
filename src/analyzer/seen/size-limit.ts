import type { ProbeReport } from '../model/index.ts';
import { saidTooLong } from './probe-errors.ts';

/** Bytes of payload that pass, and those that vanish without a word, as pings of one address show them. */
export type SizeLimit = { passes: number; lost: number; command?: string };

/** No link carries more in one packet; larger ones are sent in fragments, which filters drop for other reasons. */
const JUMBO = 9600;

/** Bytes of a ping that is told no size. */
const ORDINARY = 56;

/**
 * Whether the size decides which pings are answered: every one up to some size is, and none of the larger ones, of which
 * nobody says that it is too large. Where small ones are lost as well, or one size was both answered and not, it does not.
 */
export function sizeLimit(probes: readonly ProbeReport[]): SizeLimit | undefined {
  const pings = probes.filter(
    (probe) => probe.protocol === undefined && probe.sent > 0 && sizeOf(probe) <= JUMBO,
  );
  const passing = pings.filter(({ received }) => received > 0);
  const passes = Math.max(...passing.map(sizeOf));
  const larger = pings.filter((probe) => sizeOf(probe) > passes);
  const upTo = pings.filter((probe) => sizeOf(probe) <= passes);
  const [smallest] = larger.toSorted((one, other) => sizeOf(one) - sizeOf(other));
  if (passing.length === 0 || smallest === undefined || larger.some(saidTooLong)) return undefined;
  const sentLarge = larger.reduce((sum, { sent }) => sum + sent, 0);
  const lostSmall = upTo.reduce((sum, { sent, received }) => sum + sent - received, 0);
  // One of the small ones may have waited for ARP.
  if (sentLarge < 2 || lostSmall > 1) return undefined;
  const { command } = smallest;
  return { passes, lost: sizeOf(smallest), ...(command === undefined ? {} : { command }) };
}

function sizeOf({ size, command }: ProbeReport): number {
  const told = /\s-[a-zA-Z]*s\s*(\d{1,6})\b/.exec(command ?? '')?.[1];
  return size ?? (told === undefined ? ORDINARY : Number(told));
}
