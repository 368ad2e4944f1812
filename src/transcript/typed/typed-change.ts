import type { ObservationDraft } from '../observation-draft.ts';

/** Parts of a host's state that a typed command can change. */
export type ChangedPart =
  | 'links'
  | 'addresses'
  | 'rules'
  | 'routes'
  | 'sysctls'
  | 'neighbours'
  | 'sockets'
  | 'filters'
  | 'hooks'
  | 'tracking';

/** What of a part is in doubt; each limit left out means all of it. */
export type Doubt = {
  part: ChangedPart;
  family?: 4 | 6;
  /** Routing table as typed. */
  table?: string;
  device?: string;
  /** A kernel setting. */
  key?: string;
};

/**
 * What became of the state: the change was made in it; it changes nothing that an answer to a packet depends on; or what it
 * did cannot be told, and these parts are in doubt.
 */
export type Effect = 'made' | 'nothing' | { doubts: readonly Doubt[] };

/** A command in a console that changes the state of its host. */
export type TypedChange = {
  /** The parts that it may change. */
  parts: readonly ChangedPart[];
  /** Makes it in what is known of the state. */
  make: (draft: ObservationDraft) => Effect;
};

/** A change of which the effect cannot be told. */
export function doubtful(doubts: readonly Doubt[]): TypedChange {
  return { parts: [...new Set(doubts.map(({ part }) => part))], make: () => ({ doubts }) };
}
