import type { HostState } from '../model/index.ts';
import { type KernelModel, kernelModel, type RouteAnswer } from '../routes/index.ts';
import { familyOf } from './addresses.ts';

/** A listing may hold a million routes: each is compiled once, however many addresses are looked up. */
const models = new WeakMap<HostState, KernelModel>();

/** The route that a host's listings give to an address; undefined where no routes were listed. */
export function routeTo(state: HostState, to: string): RouteAnswer | undefined {
  if (to === '' || (state.routes[4] === undefined && state.routes[6] === undefined)) return undefined;
  const model = models.get(state) ?? kernelModel(state);
  models.set(state, model);
  return model.lookup({ family: familyOf(to), to });
}
