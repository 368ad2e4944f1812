import { modelledOf, type Walk } from '../walk/index.ts';

/** The walk as the flow would take it, came its requests in by that interface. */
export function arrivingBy(walk: Walk, device: string | undefined): Walk {
  if (device === undefined || device === walk.seen.ingress) return walk;
  const seen = { ...walk.seen, ingress: device };
  const modelled = modelledOf(walk.asked.flow, walk.asked.family, seen);
  return { ...walk, seen, modelled, worked: new Map() };
}
