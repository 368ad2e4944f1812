import { resolveHost } from '../../config/index.ts';
import { RoundtripError } from '../../errors.ts';
import type { Delivery, Origin, TriageRequest } from '../../triage/index.ts';
import { nearNames } from '../near-names.ts';
import { parseRequest } from '../parse-request.ts';
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
  if (person.kind === 'refused') return person.message;
  const place = await context.access.place(question.channel);
  if (place.kind === 'refused') return place.message;
  const unknown = unknownHost(context, asked.request);
  if (unknown !== undefined) return unknown;

  const origin: Origin = {
    kind: 'slack',
    channel: question.channel,
    ...(question.threadTs === undefined ? {} : { threadTs: question.threadTs }),
  };
  const state = await context.triages.request(asked.request, `slack:${question.user}`, origin, delivery);
  context.projector.nudge(state.id);
  return undefined;
}

/** Why a host of the request cannot be looked at (mrkdwn): it is not in the inventory. */
export function unknownHost({ config }: ListenerContext, request: TriageRequest): string | undefined {
  const names = [request.host, ...(request.from?.kind === 'host' ? [request.from.host] : [])];
  for (const name of names) {
    try {
      resolveHost(config, name);
    } catch (error) {
      if (!(error instanceof RoundtripError)) throw error;
      const near = nearNames(name, Object.keys(config.hosts)).map((each) => `\`${escapeText(each)}\``);
      const instead =
        near.length > 0
          ? ` Did you mean ${near.join(' or ')}?`
          : ' Ask whoever runs Roundtrip to add it under "hosts" in roundtrip.yaml.';
      return `\`${escapeText(name)}\` is not in the inventory, so I cannot look at it.${instead}`;
    }
  }
  return undefined;
}
