import type { HostState, Observation } from '../../src/analyzer/model/index.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import type { Asked } from '../lab/scenarios/play.ts';
import { readRecordings } from '../lab/scenarios/recording.ts';

/** What was heard of a scenario on the lab, as the analyzer is asked about it. */
export function recorded(name: string): Asked {
  const found = readRecordings(SCENARIOS.filter((scenario) => scenario.name === name))[0];
  if (!found) throw new RangeError(`nothing was recorded of ${name}`);
  return found.asked;
}

/** The same with the host's state changed. */
export function withState(asked: Asked, change: (state: HostState) => Partial<HostState>): Asked {
  const { state } = asked.observation;
  return withObservation(asked, { state: { ...state, ...change(state) } });
}

export function withObservation(asked: Asked, change: Partial<Observation>): Asked {
  return { ...asked, observation: { ...asked.observation, ...change } };
}

/** The counters as if these had risen by so much between the first and the last snapshot. */
export function withRises(asked: Asked, rises: Readonly<Record<string, number>>): Asked {
  const [first] = asked.observation.counters;
  const before = first?.values ?? {};
  const after = { ...before };
  for (const [name, by] of Object.entries(rises)) after[name] = (before[name] ?? 0) + by;
  return withObservation(asked, { counters: [{ values: before }, { values: after }] });
}
