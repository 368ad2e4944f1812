import type { Counted } from '../counted.ts';
import { rise } from '../counter-rise.ts';
import type { Observation } from '../model/index.ts';

/** What the kernel counts where an IPsec policy stops a packet (Documentation/networking/xfrm_proc). */
const COUNTERS = {
  in: ['InTmplMismatch', 'InNoPols', 'InPolBlock', 'InNoStates'],
  out: ['OutNoStates', 'OutPolBlock', 'OutPolError', 'AcquireError', 'OutBundleGenError'],
} as const;

/** By how much the counters of one direction rose while the requests came; undefined where none was read twice. */
export type IpsecRise = { counter: string; by: number; isOurs: boolean };

/** The counter of one direction that rose, exactly by our requests where there is one; `by: 0` where none rose. */
export function ipsecRise(
  { counters }: Observation,
  { sent }: Counted,
  direction: keyof typeof COUNTERS,
): IpsecRise | undefined {
  const rises = COUNTERS[direction].flatMap((name) => {
    const by = rise(counters, `Xfrm.${name}`);
    return by === undefined ? [] : { counter: `Xfrm${name}`, by, isOurs: sent > 0 && by === sent };
  });
  return rises.find(({ isOurs }) => isOurs) ?? rises.toSorted((one, other) => other.by - one.by)[0];
}
