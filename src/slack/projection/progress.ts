import type { StoredEvent } from '../../triage/index.ts';

const PROGRESS: ReadonlySet<StoredEvent['event']['kind']> = new Set([
  'progress',
  'undo-armed',
  'applied',
  'verified',
]);

/** Whether the event changes no more than how far a work has come. */
export function isProgress({ event }: Pick<StoredEvent, 'event'>): boolean {
  return PROGRESS.has(event.kind);
}
