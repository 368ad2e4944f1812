import type { Walk } from '../walk.ts';

/** Programs that can drop a packet before a capture sees it: XDP in every mode (generic XDP too, measured on 6.18). */
export function programsInFront({ state, flow, ingress }: Walk): string[] {
  const names = new Set([flow.interface, ingress]);
  return (state.links ?? []).flatMap(({ name, xdp }) =>
    names.has(name) && xdp !== undefined ? [`XDP (${xdp}) on ${name}`] : [],
  );
}
