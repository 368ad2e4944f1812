import type { Delivery } from '../../triage/index.ts';
import { escapeText } from '../views/text.ts';
import type { Question } from './ask.ts';
import type { ListenerContext } from './context.ts';

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
  const person = await context.access.person(user);
  if (person.kind === 'refused') return { toAll: false, text: person.message };
  const place = await context.access.place(channel);
  if (place.kind === 'refused') return { toAll: false, text: place.message };
  const freeze = word.toLowerCase() === 'freeze';
  const reason = said.trim().slice(0, 400);
  const name = await context.nameOf(user);
  const by = `slack:${user}`;
  const result = await context.triages.changeFreeze({ freeze, by, reason }, { ...delivery, name });
  if (!result.done) {
    context.log.warn({ user, channel, freeze }, 'a freeze was refused');
    return { toAll: false, text: result.message };
  }
  const why = reason === '' ? '' : `: ${escapeText(reason)}`;
  const what = freeze
    ? '❄️ %s froze all changes, on every host%w. An approver ends that with `/roundtrip unfreeze`.'
    : '%s ended the freeze%w. Changes can be applied again.';
  return { toAll: true, text: what.replace('%s', () => escapeText(name ?? user)).replace('%w', () => why) };
}
