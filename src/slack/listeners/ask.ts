import type { Delivery, Origin, TriageRequest } from '../../triage/index.ts';
import { nearNames } from '../near-names.ts';
import { parseRequest } from '../parse-request.ts';
import type { Reader, Sight } from '../sight.ts';
import { escapeText } from '../views/text.ts';
import type { ListenerContext } from './context.ts';
import { helpText } from './help.ts';

/** Something that a person asked the bot, wherever they did. */
export type Question = { text: string; user: string; channel: string; threadTs?: string };

const HOW_TO_PASTE =
  'To have a console explained, mention me in a message with the console in a code block or a text file, or choose *Explain this* in the menu of the message that holds it.';

/**
 * Takes a question: reads it, checks who asks and where, and records the triage. Answers what the asker must be
 * told (mrkdwn), undefined where the card will tell it.
 */
export async function takeQuestion(
  context: ListenerContext,
  question: Question,
  delivery: Delivery,
): Promise<string | undefined> {
  if (/^\s*explain\b/i.test(question.text) && !Object.hasOwn(context.config.hosts, 'explain'))
    return HOW_TO_PASTE;
  const asked = parseRequest(question.text);
  if (asked.kind === 'help') return helpText();
  if (asked.kind === 'malformed') return escapeText(asked.message);

  const person = await context.access.person(question.user);
  if (person.kind === 'refused') return refuse(context, question, 'person', person.message);
  const place = await context.access.place(question.channel);
  if (place.kind === 'refused') return refuse(context, question, 'place', place.message);
  const hidden = await unknownHost(context, asked.request, question);
  if (hidden) return refuse(context, question, hidden.name, hidden.told);

  const origin: Origin = {
    kind: 'slack',
    channel: question.channel,
    ...(question.threadTs === undefined ? {} : { threadTs: question.threadTs }),
  };
  const state = await context.triages.request(asked.request, `slack:${question.user}`, origin, {
    ...delivery,
    name: await context.nameOf(question.user),
  });
  context.projector.nudge(state.id);
  return undefined;
}

/** Told to the asker alone; the log keeps who tried what. */
function refuse({ log }: ListenerContext, { user, channel }: Question, hidden: string, told: string): string {
  log.warn({ user, channel, hidden }, 'a question was refused');
  return told;
}

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
): Promise<Hidden | undefined> {
  return whatIsHidden(sight, { host, prober: from?.kind === 'host' ? from.host : undefined }, reader);
}

/** The same for the two names. What is said of a prober does not tell whether there is such a host. */
export async function whatIsHidden(
  sight: Sight,
  { host, prober }: { host: string; prober: string | undefined },
  reader: Reader,
): Promise<Hidden | undefined> {
  if (!(await sight.sees(host, reader)))
    return { name: host, told: tellUnknown(host, await sight.names(reader)) };
  if (prober === undefined || (await sight.mayProbe(prober, host, reader))) return undefined;
  const allowed = sight.probersOf(host)?.map((each) => `\`${escapeText(each)}\``);
  const told = allowed
    ? `Probes to \`${escapeText(host)}\` are sent from ${allowed.join(', ')} alone.`
    : tellUnknown(prober, await sight.names(reader));
  return { name: prober, told };
}

/** What is said of a name that the reader may not ask about; `known`: those that may be offered instead. */
function tellUnknown(name: string, known: readonly string[]): string {
  const near = nearNames(name, known).map((each) => `\`${escapeText(each)}\``);
  const instead =
    near.length > 0
      ? ` Did you mean ${near.join(' or ')}?`
      : ' If it should be one, ask whoever runs Roundtrip.';
  return `\`${escapeText(name)}\` is not a host that you can ask about here.${instead}`;
}
