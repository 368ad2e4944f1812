import type { Walk } from '../walk/index.ts';
import { prohibitingRouter } from './probe-errors.ts';

/** A router that told the sender that it lets the request not pass: then it never came to the host. */
export function routerInTheWay({
  seen: { probe, arrived },
  asked: { flow, namedSender },
  modelled: { state },
}: Walk): string | undefined {
  if (arrived) return undefined;
  const own = (state.addresses ?? []).map(({ local }) => local);
  return prohibitingRouter(probe, [flow.to, ...own, probe?.from, namedSender]);
}
