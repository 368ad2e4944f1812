import type { TrailTexts } from '../../failures/trail.ts';

/** What can be wrong with the audit trail, and with who guards it. */
export const trailTexts: TrailTexts = {
  findings: {
    'before-the-first': () => 'it stands before event 1, where the log begins: something else wrote it',
    'event-missing': ({ after, next }) => `an event is missing: ${after} is followed by ${next}`,
    'chain-broken': () => 'it does not carry the hash of the event before it',
    'content-changed': () => 'its content does not match its hash',
    'out-of-order': ({ sequence, triage }) => `it is not event ${sequence} of ${triage}`,
    'content-gone': () => 'its content is gone, and no event says that it was pruned',
    unsigned: () => 'it is not signed',
    'signature-wrong': () => 'its signature is not that of the key, or is of something else',
    'other-event-anchored': ({ line }) => `it is not the event that line ${line} of the anchor signs`,
    'end-cut-off': ({ end, anchored }) =>
      `the log ends at ${end}, but the anchor signs event ${anchored}: its end was cut off`,
    'anchor-unverifiable': () => 'nobody can tell who signed the anchor: its key is not there',
    'anchor-no-head': ({ line }) => `line ${line} of the anchor is not a signed head`,
    'anchor-other-key': ({ line }) => `line ${line} of the anchor is signed by another key`,
    'anchor-signature-wrong': ({ line }) => `the signature in line ${line} of the anchor is wrong`,
    'anchor-empty': ({ events }) => `the anchor holds no head of this log, though it has ${events} events`,
    'anchor-behind': ({ anchored, events }) =>
      `the anchor ends at event ${anchored}, though the log goes on to ${events}: its end was cut off, or could not be written`,
  },
  gaps: {
    superuser: ({ role }) => `${role} is a superuser`,
    owner: ({ role }) => `${role} owns the events`,
    privileges: ({ role, privileges }) => `${role} has ${privileges.join(', ')} on the events`,
    'trigger-off': () => 'the trigger that refuses changes of events is gone, or off',
  },
};
