import type { Delivery } from '../delivery/transport.ts';
import { toSlack } from '../messages.ts';
import type { ShortcutOption, User } from '../records.ts';
import { responseUrl } from '../response-url.ts';
import { ActError, type Context, channelFor, channelName, common, visibleMessage } from './context.ts';

/** Chooses a message shortcut from a message's menu. What one person alone sees has no such menu. */
export function messageShortcut(
  context: Context,
  user: User,
  channelId: string,
  ts: string,
  callbackId: string,
): Promise<Delivery> {
  const { state } = context;
  needShortcut(context, callbackId, 'message');
  const channel = channelFor(context, user, channelId);
  const message = visibleMessage(context, user, channel, ts);
  if (message.onlyFor !== undefined) {
    throw new ActError('message_not_found', 'A message that only one person sees has no shortcuts');
  }
  const target = state.newResponseTarget({ channel: channel.id, user: user.id });
  return context.transport.send({
    type: 'interactive',
    acceptsResponse: false,
    payload: {
      type: 'message_action',
      ...common(context, user, channel),
      callback_id: callbackId,
      action_ts: state.nextTs(),
      message_ts: message.ts,
      channel: { id: channel.id, name: channelName(channel) },
      message: toSlack(state, message),
      response_url: responseUrl(context.url, target),
    },
  });
}

/** Chooses a global shortcut: the app learns who, and not where. */
export function globalShortcut(context: Context, user: User, callbackId: string): Promise<Delivery> {
  needShortcut(context, callbackId, 'global');
  return context.transport.send({
    type: 'interactive',
    acceptsResponse: false,
    payload: {
      type: 'shortcut',
      ...common(context, user),
      callback_id: callbackId,
      action_ts: context.state.nextTs(),
    },
  });
}

function needShortcut(context: Context, callbackId: string, kind: ShortcutOption['kind']): void {
  const known = context.shortcuts.some((one) => one.callbackId === callbackId && one.kind === kind);
  if (!known) {
    const names = context.shortcuts.map((one) => `${one.callbackId} (${one.kind})`).join(', ') || 'none';
    throw new ActError(
      'shortcut_not_found',
      `The app has no ${kind} shortcut ${callbackId}; it has: ${names}`,
    );
  }
}
