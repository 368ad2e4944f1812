import type { TriageId } from './events.ts';

/** The log of changes of the signing key among those of the triages: no triage has this id, and nothing else stands there. */
export const KEY_CHANGES: TriageId = 'T000000000K';
