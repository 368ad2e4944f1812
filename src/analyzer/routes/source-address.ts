import type { OpenQuestion } from '../model/index.ts';
import { unlessNotKnown } from './trace.ts';

/** A source address that was chosen (or none exists), or what it hangs on. */
export interface ChosenSource {
  source?: string | undefined;
  sourceUnknown?: OpenQuestion;
}

/** Runs a selection of a source address: what it lacks leaves the address open, not the route. */
export function chooseSource(select: () => string | undefined): ChosenSource {
  return unlessNotKnown<ChosenSource>(
    () => ({ source: select() }),
    (sourceUnknown) => ({ sourceUnknown }),
  );
}
