import { createHash } from 'node:crypto';
import type { Diagnosed } from '../analyzer/model/index.ts';
import { leaveOutSecrets } from '../without-secrets.ts';
import type { Actor, Origin, TriageEvent } from './events.ts';
import type { Refusal } from './policy.ts';

type Requested = Extract<TriageEvent, { kind: 'requested' }>;

/** How the log calls a host whose name no prompt shows. */
const UNNAMED_HOST = 'this host';

/** What a pasted console's triage consists of: who asked, and what was found in the paste. */
export function pasteEvents(
  pasted: string,
  diagnosis: Diagnosed,
  by: Actor,
  origin: Origin,
): [Requested, TriageEvent] {
  // The hash is of what is kept. A database's text takes no NUL and no half of a surrogate pair.
  const { text, kinds } = leaveOutSecrets(pasted.replaceAll('\0', '').toWellFormed());
  const { flow } = diagnosis;
  const host = diagnosis.host === '' ? UNNAMED_HOST : diagnosis.host;
  const bytes = Buffer.from(text);
  return [
    {
      kind: 'requested',
      by,
      origin,
      request: {
        host,
        interface: flow.interface,
        protocol: flow.protocol,
        ...(flow.from === undefined ? {} : { from: { kind: 'address', address: flow.from } }),
        ...(flow.to === '' ? {} : { to: flow.to }),
        ...(flow.port === undefined ? {} : { port: flow.port }),
      },
      paste: { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
    },
    { kind: 'diagnosed', diagnosis, final: true, transcripts: [{ host, text }], leftOut: kinds },
  ];
}

/** The answer to everything that would reach a host: the paste may be of any machine, and of any day. */
export function onlyPasted(): Refusal {
  return {
    allowed: false,
    because: 'not-offered',
    said: { key: 'refusal.only-pasted' },
  };
}
