import type { SlackTexts } from '../../texts/index.ts';
import type { TriageId } from '../../triage/index.ts';
import type { Reader } from '../sight.ts';
import type { ListenerContext } from './context.ts';
import { tellUnknown, whatIsHidden } from './hidden.ts';

/** Why a reader may not act on that triage (mrkdwn): its host, or the one that would send the probe, is for others to ask about. */
export async function notForYou(
  { triages, sight, log }: ListenerContext,
  triage: TriageId,
  reader: Reader,
  say: SlackTexts,
  prober?: string,
): Promise<string | undefined> {
  const state = await triages.read(triage);
  // Nothing is looked at for a pasted console.
  if (!state || state.paste) return undefined;
  const hidden = await whatIsHidden(sight, { host: state.request.host, prober }, reader, say);
  if (!hidden) return undefined;
  log.warn({ ...reader, triage, hidden: hidden.name }, 'a press was refused');
  return hidden.told;
}

/** The same where nobody else reads along, as in a dialog of the Home tab. */
export async function notForYouAlone(
  { triages, ownSight, log }: ListenerContext,
  triage: TriageId,
  user: string,
  say: SlackTexts,
): Promise<string | undefined> {
  const host = (await triages.read(triage))?.request.host;
  if (host !== undefined && (await ownSight.sees(host, user))) return undefined;
  log.warn({ user, triage, hidden: host }, 'a press was refused');
  return tellUnknown(host ?? '', await ownSight.names(user), say);
}
