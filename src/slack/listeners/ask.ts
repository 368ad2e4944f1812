import { nearNames } from '../../near-names.ts';
import type { SlackTexts } from '../../texts/index.ts';
import type { Delivery, Origin } from '../../triage/index.ts';
import { isWithheldOf } from '../evidence.ts';
import { knownTo } from '../known-hosts.ts';
import { LIMITS } from '../limits.ts';
import { type Check, type Reading, readSentence } from '../sentence/index.ts';
import type { Reader } from '../sight.ts';
import { checkQuestion, type Unclear, writeCarried } from '../views/check-question.ts';
import type { ListenerContext } from './context.ts';
import { tellUnknown, unknownHost, whatIsHidden } from './hidden.ts';
import { overviewAsked, takeOverview } from './overview.ts';
import type { Answer, Question } from './question.ts';
import { scanAsked, takeScan } from './scan.ts';

/**
 * Takes a question: checks who asks and where, reads it, and records the triage where it is certain what is asked. Answers
 * what the asker must be told or asked, undefined where the card will tell it.
 */
export async function takeQuestion(
  context: ListenerContext,
  question: Question,
  delivery: Delivery,
): Promise<Answer | undefined> {
  const say = await context.speech.textsFor(question.user);
  if (/^\s*explain\b/i.test(question.text) && !Object.hasOwn(context.config.hosts, 'explain'))
    return { text: say.told.howToPaste };
  const refusal = await refusalOf(context, question, say);
  const overview = overviewAsked(question.text, context.config);
  if (overview)
    return refusal
      ? refuse(context, question, refusal.hidden, refusal.told)
      : takeOverview(context, overview, question, say);
  const scanned = scanAsked(question.text, context.config);
  if (scanned)
    return refusal
      ? refuse(context, question, refusal.hidden, refusal.told)
      : takeScan(context, scanned, question, delivery, say);
  const reading = await readQuestion(context, question.text, question);
  if (reading.kind === 'help') return { text: say.help };
  if (refusal) return refuse(context, question, refusal.hidden, refusal.told);
  if (reading.kind === 'certain') return begin(context, reading.check, question, delivery, say);
  return askBack(context, question, reading, say);
}

/** What somebody's words ask for, among the hosts that they may know of. */
export async function readQuestion(
  { sight, looks, config }: Pick<ListenerContext, 'sight' | 'looks' | 'config'>,
  text: string,
  reader: Reader,
): Promise<Reading> {
  const withheld = (host: string) => isWithheldOf(config, host);
  const known = await knownTo({ sight, looks, isWithheld: withheld }, text, reader);
  return readSentence(text, known, LIMITS.request);
}

/** Records the triage, where that person may ask for it there. */
export async function begin(
  context: ListenerContext,
  check: Check,
  question: Omit<Question, 'text'>,
  delivery: Delivery,
  say: SlackTexts,
): Promise<Answer | undefined> {
  const hidden = await unknownHost(context, check, question, say);
  if (hidden) return refuse(context, question, hidden.name, hidden.told);
  const origin: Origin = {
    kind: 'slack',
    channel: question.channel,
    ...(question.threadTs === undefined ? {} : { threadTs: question.threadTs }),
  };
  const state = await context.triages.request(check, `slack:${question.user}`, origin, {
    ...delivery,
    name: await context.nameOf(question.user),
    language: await context.speech.languageOf(question.user),
  });
  context.projector.nudge(state.id);
  return undefined;
}

/** Why that person may not ask there, or at all. */
export async function refusalOf(
  { access }: ListenerContext,
  { user, channel }: Omit<Question, 'text'>,
  say: SlackTexts,
): Promise<{ hidden: string; told: string } | undefined> {
  const person = await access.person(user);
  if (person.kind === 'refused') return { hidden: 'person', told: person.told(say) };
  const place = await access.place(channel);
  return place.kind === 'refused' ? { hidden: 'place', told: place.told(say) } : undefined;
}

/** The question that remains, with the likely answers as buttons of the asker alone. */
async function askBack(
  context: ListenerContext,
  question: Question,
  reading: Unclear,
  say: SlackTexts,
): Promise<Answer> {
  const { user, channel, threadTs } = question;
  const place = { channel, ...(threadTs === undefined ? {} : { threadTs }) };
  const unknown = 'unknown' in reading ? reading.unknown : undefined;
  const said =
    unknown === undefined ? undefined : await tellOfUnknown(context, unknown, reading, question, say);
  if (said !== undefined) refuse(context, question, unknown ?? '', said);
  return checkQuestion(reading, said, say, (action, draft) =>
    context.buttons.sealOwn(action, user, writeCarried(draft, place)),
  );
}

/** What is said of a name that is none of the inventory: where a host's team has probers, who sends to it. */
async function tellOfUnknown(
  { sight }: ListenerContext,
  unknown: string,
  reading: Unclear,
  reader: Reader,
  say: SlackTexts,
): Promise<string> {
  const [check] = reading.kind === 'almost' ? reading.checks : [];
  const isTarget = check === undefined || nearNames(unknown, [check.host]).length > 0;
  const names = isTarget ? { host: unknown, prober: undefined } : { host: check.host, prober: unknown };
  const hidden = await whatIsHidden(sight, names, reader, say);
  return hidden?.told ?? tellUnknown(unknown, await sight.names(reader), say);
}

/** Told to the asker alone; the log keeps who tried what. */
function refuse(
  { log }: ListenerContext,
  { user, channel }: Omit<Question, 'text'>,
  hidden: string,
  text: string,
): Answer {
  log.warn({ user, channel, hidden }, 'a question was refused');
  return { text };
}
