import { type RawBuilder, sql } from 'kysely';

/**
 * The events that say how far the change of a triage has come. An index of the table holds these alone (`migrations.ts`): another
 * list needs another index. The kind stands at the front of the text.
 */
export const MARKS =
  'remedy-chosen|rejected|expired|apply-refused|committed|rolled-back|outcome-unknown|undo-failed|undone';

/** Those after which a change waits for approval, stands, or may stand. */
const UNSETTLED = 'remedy-chosen|committed|outcome-unknown|undo-failed';

/** Whether an event is one of them, as the index says it. */
export const isChangeMark: RawBuilder<boolean> = oneOf(MARKS);
export const isUnsettled: RawBuilder<boolean> = oneOf(UNSETTLED);

function oneOf(kinds: string): RawBuilder<boolean> {
  return sql<boolean>`substr(event, 1, 80) ~ ${sql.lit(`"kind":"(${kinds})"`)}`;
}
