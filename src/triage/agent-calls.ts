import type { Actor, TriageId } from './events.ts';
import type { EventStore } from './ports.ts';

/** The log of agents' calls among those of the triages: no triage has this id, and nothing but calls stands there. */
const CALLS: TriageId = 'T0000000001';

/** Characters of a call's input that are recorded. */
const INPUT_LIMIT = 2000;

/** More writers than this at one moment do not happen. */
const ATTEMPTS = 20;

/** A tool that an agent called, with its input as JSON. */
export type AgentCall = { by: Actor; tool: string; input: string };

/** Records agents' calls, one after the other. A call that cannot be recorded is not answered: the promise rejects. */
export function createCallLog(store: Pick<EventStore, 'read' | 'append'>): {
  record(call: AgentCall): Promise<void>;
} {
  // Other processes write there, too: what is known is where this one wrote last.
  let length: number | undefined;
  let last: Promise<void> = Promise.resolve();

  async function append({ by, tool, input }: AgentCall): Promise<void> {
    const event = { kind: 'agent-called', by, tool, input: input.slice(0, INPUT_LIMIT) } as const;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      length ??= (await store.read(CALLS)).length;
      const outcome = await store.append(CALLS, length, [event]);
      length = outcome.kind === 'conflict' ? undefined : length + 1;
      if (length !== undefined) return;
    }
    throw new Error('the log of calls: other writers were always quicker');
  }

  return {
    record(call) {
      const mine = last.then(() => append(call));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
