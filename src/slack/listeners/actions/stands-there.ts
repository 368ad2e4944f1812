import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Postings, TriageId } from '../../../triage/index.ts';
import { isMessageOf } from '../../projection/find-by-metadata.ts';

/** The message that a button was pressed in, as the payload names it. */
export type PressedIn = {
  channel: string | undefined;
  ts: string | undefined;
  threadTs: string | undefined;
};

type Sources = { postings: Pick<Postings, 'find'>; client: WebClient; log: Logger };

/**
 * Whether the pressed message is the one of the triage that its button was made for: nothing is approved from another message.
 *
 * A message can be pressed before it is noted where it stands: its process may have ended in between. Slack is asked then.
 */
export async function standsThere(
  { postings, client, log }: Sources,
  { triage, slot }: { triage: TriageId; slot: string },
  { channel, ts, threadTs }: PressedIn,
): Promise<boolean> {
  if (channel === undefined || ts === undefined) return false;
  const posting = await postings.find(triage, slot);
  if (posting?.channel !== channel) return false;
  if (posting.ts !== '') return posting.ts === ts;
  const thread = threadTs === undefined ? {} : { threadTs };
  return isMessageOf(client, { triage, slot, channel, ts, ...thread }, log);
}
