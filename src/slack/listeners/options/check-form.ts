import type { App, BlockSuggestion } from '@slack/bolt';
import type { Option } from '@slack/types';
import { isWithheldOf } from '../../evidence.ts';
import { type Suggestion, suggestHosts, suggestInterfaces } from '../../suggestions.ts';
import { chosenHost, FORM } from '../../views/check-form.ts';
import { readCarried } from '../../views/check-question.ts';
import { plain } from '../../views/text.ts';
import type { ListenerContext } from '../context.ts';

/** Typing into the form's menus: hosts that this person may ask about there, and interfaces of the chosen one. */
export function onFormTyped(app: App, context: ListenerContext): void {
  for (const block of [FORM.host, FORM.interface]) {
    app.options<'block_suggestion'>(
      { block_id: block, action_id: FORM.element },
      async ({ ack, payload }) => {
        const suggestions = await suggest(context, payload).catch((error: unknown) => {
          context.log.warn({ err: error, block }, 'nothing could be suggested');
          return [];
        });
        await ack({ options: suggestions.map(optionOf) });
      },
    );
  }
}

async function suggest(
  context: ListenerContext,
  { view, user, value, block_id: block }: BlockSuggestion,
): Promise<Suggestion[]> {
  if (!view) return [];
  const opened = context.buttons.readDialog(view, user.id);
  if (typeof opened === 'string') return [];
  if ((await context.access.person(user.id)).kind === 'refused') return [];
  const { draft, place } = readCarried(opened.content);
  const reader = { user: user.id, channel: place.channel };
  const { sight, looks, config } = context;
  const sources = { sight, looks, isWithheld: (host: string) => isWithheldOf(config, host) };
  if (block === FORM.host) return suggestHosts(sources, value, reader);
  return suggestInterfaces(sources, draft.host ?? chosenHost(view), value, reader);
}

function optionOf({ name, addresses }: Suggestion): Option {
  const shown = addresses.length === 0 ? name : `${name} (${addresses.slice(0, 2).join(', ')})`;
  return { text: { type: 'plain_text', text: plain(shown, 75) }, value: name };
}
