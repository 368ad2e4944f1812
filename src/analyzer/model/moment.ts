import type { Observation } from './observation.ts';

/** A command that changed a host, as it was typed. */
export type TypedCommandLine = { command: string; host?: string };

/**
 * A stretch of a console in which no host was changed while something was watched: what was watched in it, the state of its
 * time, and the changes that it begins with.
 */
export type Moment = { observations: Observation[]; changes: readonly TypedCommandLine[] };
