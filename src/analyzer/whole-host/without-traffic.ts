import type { Observation } from '../model/index.ts';

/**
 * What was observed without what is of another moment, or of other flows: packets that were caught, counters, the kernel's log and its
 * answers to single questions say nothing of an address that nobody asked meanwhile.
 */
export function withoutTraffic(observation: Observation): Observation {
  const { kernelLog: _log, ...state } = observation.state;
  return { ...observation, state, captures: [], counters: [], probes: [], oracle: [] };
}
