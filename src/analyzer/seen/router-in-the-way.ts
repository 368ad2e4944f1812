import type { Walk } from '../walk.ts';
import { prohibitingRouter } from './probe-errors.ts';

/** A router that told the sender that it lets the request not pass: then it never came to the host. */
export function routerInTheWay({ probe, flow, state, arrived, namedSender }: Walk): string | undefined {
  if (arrived) return undefined;
  const own = (state.addresses ?? []).map(({ local }) => local);
  return prohibitingRouter(probe, [flow.to, ...own, probe?.from, namedSender]);
}
