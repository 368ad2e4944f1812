import type { RouteAnswer } from '../routes/index.ts';

/** A way that an answer may take: out of `device`, to `gateway` where it is not on the link. */
export type WayOut = { device: string; gateway?: string };

/** The ways that an answer may take: one, or those among which a flow hash chooses. */
export function waysOf(answer: Extract<RouteAnswer, { kind: 'route' }>): WayOut[] {
  const hops = answer.nextHops ?? [answer];
  return hops.flatMap(({ dev, gateway }) =>
    dev === undefined ? [] : [{ device: dev, ...(gateway === undefined ? {} : { gateway }) }],
  );
}
