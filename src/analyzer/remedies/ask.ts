import type { Rule } from '../model/index.ts';
import type { ArrivalQuery, KernelModel, RouteAnswer, RouteQuery } from '../routes/index.ts';

/** A way that an answer may take: out of `device`, to `gateway` where it is not on the link. */
export type WayOut = { device: string; gateway?: string };

/** The ways that an answer may take: one, or those among which a flow hash chooses. */
export function waysOf(answer: Extract<RouteAnswer, { kind: 'route' }>): WayOut[] {
  return answer.nextHops ? answer.nextHops.flatMap(wayOut) : wayOut(answer);
}

function wayOut({ dev, gateway }: { dev?: string | undefined; gateway?: string | undefined }): WayOut[] {
  if (dev === undefined) return [];
  return [gateway === undefined ? { device: dev } : { device: dev, gateway }];
}

/** The rule that decides a lookup; undefined where none does, or it is not known. */
export function decidingRule(model: KernelModel, query: RouteQuery): Rule | undefined {
  return model.explain(query).rule;
}

/** The rule that decides the way back when an arriving packet's source is validated. */
export function decidingReverseRule(model: KernelModel, query: ArrivalQuery): Rule | undefined {
  return model.explainSource(query).reverse?.rule;
}
