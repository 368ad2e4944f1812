import type { Observation } from '../../../src/analyzer/model/index.ts';
import type { Asked } from './play.ts';

/** What a host would have shown with one witness less. */
export const LESS_HEARD: Readonly<Record<string, (asked: Asked) => Asked>> = {
  'without the capture': onHost((seen) => ({
    ...seen,
    captures: [],
    gaps: [...seen.gaps, { part: 'capture', because: 'tcpdump is not installed' }],
  })),
  'without counters': onHost((seen) => ({ ...seen, counters: [] })),
  "without the kernel's own answer": onHost((seen) => ({ ...seen, oracle: [] })),
  'without the filter listing': onHost(withoutFilters),
  'without sudo': onHost((seen) => withoutFilters({ ...seen, captures: [] })),
  "without the sender's capture": (asked) =>
    asked.peer ? { ...asked, peer: { ...asked.peer, captures: [] } } : asked,
  'without neighbours': onHost((seen) => {
    const { neighbours: _, coverage, ...state } = seen.state;
    const { neighbours: _covered, ...rest } = coverage;
    return { ...seen, state: { ...state, coverage: rest } };
  }),
};

function onHost(change: (seen: Observation) => Observation): (asked: Asked) => Asked {
  return (asked) => ({ ...asked, observation: change(asked.observation) });
}

function withoutFilters(seen: Observation): Observation {
  const { filters: _, coverage, ...state } = seen.state;
  const { filters: _covered, ...left } = coverage;
  const { filtersAfter: _after, ...rest } = seen;
  const gap = { part: 'filters', because: 'listing the packet filter needs root' };
  return { ...rest, state: { ...state, coverage: left, gaps: [...state.gaps, gap] } };
}
