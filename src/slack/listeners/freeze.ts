import { tell } from '../../texts/index.ts';
import type { Delivery } from '../../triage/index.ts';
import { escapeText } from '../views/text.ts';
import type { ListenerContext } from './context.ts';
import type { Question } from './question.ts';

/** What came of it: told to the channel where something was changed, else to who asked alone (mrkdwn). */
type Told = { toAll: boolean; text: string };

/** "freeze REASON" and "unfreeze REASON"; undefined for what is neither. A host of that name is asked about as ever. */
export async function takeFreeze(
  context: ListenerContext,
  { text, user, channel }: Question,
  delivery: Delivery,
): Promise<Told | undefined> {
  const [, word, said = ''] = /^\s*(freeze|unfreeze)(?:\s+([\s\S]*))?$/i.exec(text) ?? [];
  if (word === undefined || Object.hasOwn(context.config.hosts, word)) return undefined;
  const say = await context.speech.textsFor(user);
  const person = await context.access.person(user);
  if (person.kind === 'refused') return { toAll: false, text: person.told(say) };
  const place = await context.access.place(channel);
  if (place.kind === 'refused') return { toAll: false, text: place.told(say) };
  const freeze = word.toLowerCase() === 'freeze';
  const reason = said.trim().slice(0, 400);
  const name = await context.nameOf(user);
  const by = `slack:${user}`;
  const result = await context.triages.changeFreeze({ freeze, by, reason }, { ...delivery, name });
  if (!result.done) {
    context.log.warn({ user, channel, freeze }, 'a freeze was refused');
    return { toAll: false, text: tell(result.said, say.language) };
  }
  const told = { who: escapeText(name ?? user), ...(reason === '' ? {} : { reason: escapeText(reason) }) };
  return { toAll: true, text: freeze ? say.told.frozen(told) : say.told.unfrozen(told) };
}
