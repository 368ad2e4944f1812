import { NotKnown } from './trace.ts';

/** A source address that was chosen (or none exists), or why it cannot be told. */
export interface ChosenSource {
  source?: string | undefined;
  sourceUnknown?: string;
}

/** Runs a selection of a source address: what it lacks leaves the address open, not the route. */
export function chooseSource(select: () => string | undefined): ChosenSource {
  try {
    return { source: select() };
  } catch (error) {
    if (error instanceof NotKnown) return { sourceUnknown: error.message };
    throw error;
  }
}
