import { nearNames } from '../../near-names.ts';
import type { SlackTexts } from '../../texts/index.ts';
import type { TriageRequest } from '../../triage/index.ts';
import type { Reader, Sight } from '../sight.ts';
import { escapeText } from '../views/text.ts';
import type { ListenerContext } from './context.ts';

/** A name that a reader may not ask about, and what the reader is told of it (mrkdwn). */
type Hidden = { name: string; told: string };

/**
 * The host of the request that cannot be looked at for that reader: there is none of that name, or it is for others to ask
 * about. Both are told alike.
 */
export async function unknownHost(
  { sight }: ListenerContext,
  { host, from }: TriageRequest,
  reader: Reader,
  say: SlackTexts,
): Promise<Hidden | undefined> {
  return whatIsHidden(sight, { host, prober: from?.kind === 'host' ? from.host : undefined }, reader, say);
}

/** The same for the two names. What is said of a prober does not tell whether there is such a host. */
export async function whatIsHidden(
  sight: Sight,
  { host, prober }: { host: string; prober: string | undefined },
  reader: Reader,
  say: SlackTexts,
): Promise<Hidden | undefined> {
  if (!(await sight.sees(host, reader)))
    return { name: host, told: tellUnknown(host, await sight.names(reader), say) };
  if (prober === undefined || (await sight.mayProbe(prober, host, reader))) return undefined;
  const allowed = sight.probersOf(host)?.map((each) => `\`${escapeText(each)}\``);
  const told = allowed
    ? say.refused.probesFrom({ host: `\`${escapeText(host)}\``, allowed })
    : tellUnknown(prober, await sight.names(reader), say);
  return { name: prober, told };
}

/** What is said of a name that the reader may not ask about; `known`: those that may be offered instead. */
export function tellUnknown(name: string, known: readonly string[], { refused }: SlackTexts): string {
  const near = nearNames(name, known).map((each) => `\`${escapeText(each)}\``);
  return refused.notFound({ name: `\`${escapeText(name)}\``, near });
}
