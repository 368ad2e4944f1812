import type { RightOfWay } from '../../right-of-way.ts';
import type {
  Analyze,
  Directory,
  EventStore,
  Hosts,
  Job,
  Leases,
  Queue,
  Settings,
  Surveyor,
} from '../ports.ts';
import type { TriageState } from '../state.ts';
import type { Attention } from './attention.ts';

/** What a worker works with. */
export type WorkerPorts = {
  events: EventStore;
  queue: Queue;
  leases: Leases;
  hosts: Hosts;
  /** Looks at whole hosts; absent: scans are left to other workers. */
  surveyor?: Surveyor | undefined;
  analyze: Analyze;
  settings: Settings;
  directory: Directory;
  /** Jobs begin when nobody waits for an answer; absent: at once. */
  rightOfWay?: RightOfWay | undefined;
  /** What could not be told to anybody by an event. */
  onError?: ((error: unknown) => void) | undefined;
  timing?: Partial<Timing> | undefined;
};

/** How long things may take. */
export type Timing = {
  /** With a probe on its way, what the state alone tells is only said once the look has taken so long (ms): people wait 3 s for it. */
  earlyAfter: number;
  /** Seconds of a look that only collects the state again. */
  lookSeconds: number;
  /** Seconds of one round of waiting for a real client's packets. */
  roundSeconds: number;
  /** Seconds after which the change undoes itself, where a probe verifies it; `verifyNeeds` more for each further interface. */
  verifySeconds: number;
  /** Seconds that the undo leaves beyond the waiting for a confirmation. */
  marginSeconds: number;
  /** Pause between two questions to a host that does not answer (ms). */
  askAgain: number;
  /** Pause before a change that finds another under way on its host is tried again (ms). */
  heldAgain: number;
  /** How long a change waits for another's end on its host (ms). */
  heldFor: number;
  /** Seconds that verifying one interface takes at the most: with less left to the host's own undo it is not begun. */
  verifyNeeds: number;
  /** Seconds in which neighbours learn that an address is answered for by another interface: as long as they keep what they know. */
  neighbourSeconds: number;
  /** How long after an unknown outcome the host is asked again (ms), and for how long altogether. */
  lateNewsEvery: number;
  lateNewsFor: number;
};

export const TIMING: Timing = {
  earlyAfter: 2700,
  lookSeconds: 2,
  roundSeconds: 15,
  verifySeconds: 90,
  marginSeconds: 60,
  askAgain: 3000,
  heldAgain: 2000,
  heldFor: 6 * 60_000,
  verifyNeeds: 25,
  neighbourSeconds: 60,
  lateNewsEvery: 60_000,
  lateNewsFor: 24 * 3600 * 1000,
};

/** Jobs that change a host. */
export type HostChange = Extract<Job['kind'], 'apply' | 'undo' | 'persist'>;

/**
 * Whether a worker may begin this on the host. What was begun it settles all the same: it asks the host what became of it, and
 * keeps or undoes what stands there.
 */
export type Begins = (change: HostChange, state: TriageState) => boolean;

/** The ports with all that is derived from them once. */
export type WorkerParts = Omit<WorkerPorts, 'timing' | 'onError'> & {
  timing: Timing;
  onError: (error: unknown) => void;
  attention: Attention;
  begins: Begins;
};
