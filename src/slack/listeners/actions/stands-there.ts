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

type Sources = { postings: Pick<Postings, 'list'>; client: WebClient; log: Logger };

/**
 * Whether the pressed message is one of the triage's own. What a payload says of triage and channel counts only where such a
 * message was posted: so it approves nothing of another triage, and nothing from another channel.
 *
 * A message can be pressed before it is noted where it stands: its process may have ended in between. Slack is asked then.
 */
export async function standsThere(
  { postings, client, log }: Sources,
  triage: TriageId,
  { channel, ts, threadTs }: PressedIn,
): Promise<boolean> {
  if (channel === undefined || ts === undefined) return false;
  const standing = (await postings.list(triage)).filter((posting) => posting.channel === channel);
  if (standing.some((posting) => posting.ts === ts)) return true;
  const thread = threadTs === undefined ? {} : { threadTs };
  for (const { slot, ts: noted } of standing) {
    if (noted !== '') continue;
    if (await isMessageOf(client, { triage, slot, channel, ts, ...thread }, log)) return true;
  }
  return false;
}
