import type { Logger } from 'pino';
import type { StoredEvent } from '../triage/index.ts';

type Event = StoredEvent['event'];
type EventOf<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>;

/** What the log has of an event, beside its kind and triage: who, about what, with what outcome. */
const FIELDS: { [Kind in Event['kind']]?: (event: EventOf<Kind>) => object } = {
  requested: ({ by, origin, request: { host, interface: iface, from }, paste }) => ({
    by,
    origin: origin.kind,
    host,
    interface: iface,
    ...(from?.kind === 'host' ? { from: from.host } : {}),
    ...(from?.kind === 'address' ? { from: from.address } : {}),
    ...(paste ? { paste: paste.bytes } : {}),
  }),
  diagnosed: ({ final, diagnosis: { cause, certainty } }) => ({ final, cause, certainty }),
  failed: ({ code }) => ({ code }),
  stopped: by,
  'probe-asked': ({ by, host }) => ({ by, host }),
  'look-asked': by,
  'gateway-named': by,
  'others-included': by,
  'verdict-judged': ({ by, right }) => ({ by, right }),
  'remedy-chosen': ({ by, remedy, minimum }) => ({ by, remedy, minimum }),
  approved: ({ by, self, breakGlass }) => ({
    by,
    self,
    ...(breakGlass === undefined ? {} : { breakGlass: true }),
  }),
  'approval-refused': ({ by, because }) => ({ by, because }),
  rejected: by,
  expired: nothing,
  'apply-started': ({ attempt }) => ({ attempt }),
  applied: nothing,
  verified: ({ ok, how }) => ({ ok, how }),
  committed: said,
  'rolled-back': said,
  'apply-refused': said,
  'outcome-unknown': said,
  'permanence-asked': by,
  'made-permanent': said,
  'permanence-failed': said,
  rechecked: ({ by, found: { standing } }) => ({ by, standing }),
  'undo-asked': by,
  'undo-failed': said,
  undone: by,
  frozen: by,
  unfrozen: by,
  'message-lost': ({ slot, reason }) => ({ slot, reason }),
  'scan-requested': ({ by, hosts }) => ({ by, hosts: hosts.length }),
  'scan-ended': nothing,
  'key-changed': by,
  'agent-called': ({ by, tool }) => ({ by, tool }),
};

function by({ by }: { by: string }): object {
  return { by };
}

function said({ said }: { said: { key: string } }): object {
  return { said: said.key };
}

function nothing(): object {
  return {};
}

/** Writes what this process has recorded into the log, each event that somebody would look for as one line. */
export function logTriages(log: Logger): (events: readonly StoredEvent[], triage: string) => void {
  return (events, triage) => {
    for (const { event, sequence } of events) {
      const fieldsOf = FIELDS[event.kind as keyof typeof FIELDS] as ((event: Event) => object) | undefined;
      if (fieldsOf) log.info({ triage, event: event.kind, sequence, ...fieldsOf(event) }, 'triage');
    }
  };
}
