import type { Command } from '../command.ts';
import type { HostState } from '../host-state.ts';

/** All that is to be known of one kind of change. `C` is the change as its schema describes it. */
export interface ChangeKind<C> {
  /** The command that makes it. */
  do(change: C): Command;
  /** The exact inverse. */
  undo(change: C): Command;
  /** The command that shows it. */
  check(change: C): Command;
  /** The host's state once it is made; the given state is left as it is. */
  after(state: HostState, change: C): HostState;
  /** The step in the host program's grammar: the kind's name, then a fixed number of words. */
  wire(change: C): string[];
}

/** `ip` for a family. */
export function ip(family: 4 | 6): Command {
  return family === 6 ? ['ip', '-6'] : ['ip'];
}
