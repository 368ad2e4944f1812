/** The field in which an event of versions 1 and 2 holds an English sentence, by its kind. */
const SENTENCE_OF: ReadonlyMap<unknown, string> = new Map([
  ['progress', 'text'],
  ['approval-refused', 'message'],
  ['confirmation-awaited', 'because'],
  ['verified', 'detail'],
  ['committed', 'detail'],
  ['rolled-back', 'reason'],
  ['apply-refused', 'reason'],
  ['outcome-unknown', 'reason'],
  ['made-permanent', 'detail'],
  ['permanence-failed', 'reason'],
  ['undo-failed', 'reason'],
  ['undone', 'detail'],
]);

/**
 * An event as version 3 has it: what it says stands in codes and parameters. The sentences of older ones become a message that
 * shows them as they stand. What is stored, and hashed, stays as it is.
 */
export function upToDate(recorded: unknown): unknown {
  if (typeof recorded !== 'object' || recorded === null) return recorded;
  const event: Record<string, unknown> = { ...recorded };
  if (event['kind'] === 'failed' && event['facts'] === undefined)
    return { ...event, facts: { message: event['message'], nextStep: event['nextStep'] } };
  const field = SENTENCE_OF.get(event['kind']);
  const text = field === undefined || event['said'] !== undefined ? undefined : event[field];
  return typeof text === 'string' ? { ...event, said: { key: 'reason.recorded', text } } : event;
}
