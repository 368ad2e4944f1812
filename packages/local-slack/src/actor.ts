import type { Delivery } from './delivery/transport.ts';
import { ActError, type Context } from './interactions/context.ts';
import { openHome } from './interactions/home.ts';
import { type PressOptions, press, pressInView } from './interactions/press.ts';
import { type AttachedFile, say } from './interactions/say.ts';
import { globalShortcut, messageShortcut } from './interactions/shortcut.ts';
import { slash } from './interactions/slash-command.ts';
import { type Suggestions, suggest } from './interactions/suggest.ts';
import { closeView, type Submission, submitView } from './interactions/view.ts';
import type { JsonObject } from './json.ts';
import type { Channel, Message, User, View } from './records.ts';
import { topView } from './views.ts';

/** What one person can do. Channels are given by id, `#name` or, for a direct message, `@name`. */
export interface Actor {
  readonly user: User;
  /** Posts a message, with files where some are given; `@name` in it is a mention. */
  say(channel: string, text: string, options?: { thread?: string; files?: readonly AttachedFile[] }): Message;
  /** Sends a slash command; answers when the app acknowledged (or failed to). Undefined: Slack itself refused. */
  slash(channel: string, command: string, options?: { thread?: string }): Promise<Delivery | undefined>;
  /** Presses a button (its confirm dialog confirmed) by action id or text; rejects when there is none. */
  press(channel: string, ts: string, actionIdOrText: string, options?: PressOptions): Promise<Delivery>;
  /** The same in the open modal. */
  pressInView(actionIdOrText: string, options?: PressOptions): Promise<Delivery>;
  /** Submits the open modal; texts by action id or block id. */
  submitView(values?: Record<string, string | JsonObject>): Promise<Submission>;
  closeView(): void;
  /** Chooses a message shortcut, or a global one where no message is given. */
  shortcut(callbackId: string, message?: { channel: string; ts: string }): Promise<Delivery>;
  /** Types into a menu whose options the app finds, in the open modal or a message. */
  suggest(
    actionId: string,
    query: string,
    message?: { channel: string; ts: string },
    blockId?: string,
  ): Promise<Suggestions>;
  /** The same as `pressInView`, on the Home tab. */
  pressOnHome(actionIdOrText: string, options?: PressOptions): Promise<Delivery>;
  /** Opens the app's Home tab, or its messages. */
  openHome(tab?: 'home' | 'messages'): void;
  /** The open modal. */
  view(): View | undefined;
  /** The Home tab that the app published for this person. */
  home(): View | undefined;
  /** The direct message with the app. */
  directMessage(): Channel;
}

export function actorFor(context: Context, user: User): Actor {
  const { state } = context;
  const openView = (): View => {
    const view = topView(state, user.id);
    if (!view) throw new ActError('view_not_found', `No dialog is open for ${user.name}`);
    return view;
  };
  return {
    user,
    say: (channel, text, options = {}) => say(context, user, channel, text, options.thread, options.files),
    slash: (channel, command, options = {}) => slash(context, user, channel, command, options.thread),
    press: async (channel, ts, wanted, options) => press(context, user, channel, ts, wanted, options),
    pressInView: async (wanted, options) => {
      return pressInView(context, user, openView(), wanted, options);
    },
    pressOnHome: async (wanted, options) => {
      const home = state.homes.get(user.id);
      if (!home) throw new ActError('view_not_found', `The app has published no Home tab for ${user.name}`);
      return pressInView(context, user, home, wanted, options);
    },
    suggest: async (actionId, query, message, blockId) =>
      suggest(context, user, message ?? { view: openView() }, actionId, query, blockId),
    submitView: (values) => submitView(context, user, values),
    closeView: () => closeView(context, user),
    shortcut: async (callbackId, message) =>
      message
        ? messageShortcut(context, user, message.channel, message.ts, callbackId)
        : globalShortcut(context, user, callbackId),
    openHome: (tab) => openHome(context, user, tab),
    view: () => topView(state, user.id),
    home: () => state.homes.get(user.id),
    directMessage: () => state.directMessage(user.id, state.identity.botUserId),
  };
}
