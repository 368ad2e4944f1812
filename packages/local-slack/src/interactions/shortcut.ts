import type { Delivery } from '../delivery/transport.ts';
import { toSlack } from '../messages.ts';
import type { User } from '../records.ts';
import { responseUrl } from '../response-url.ts';
import { type Context, channelFor, channelName, common, visibleMessage } from './context.ts';

/** Chooses a message shortcut from a message's menu. */
export function messageShortcut(
  context: Context,
  user: User,
  channelId: string,
  ts: string,
  callbackId: string,
): Promise<Delivery> {
  const { state } = context;
  const channel = channelFor(context, user, channelId);
  const message = visibleMessage(context, user, channel, ts);
  const target = state.newResponseTarget({ channel: channel.id, user: user.id });
  return context.transport.send({
    type: 'interactive',
    acceptsResponse: false,
    payload: {
      type: 'message_action',
      ...common(context, user),
      callback_id: callbackId,
      action_ts: state.nextTs(),
      message_ts: message.ts,
      channel: { id: channel.id, name: channelName(channel) },
      message: toSlack(state, message),
      response_url: responseUrl(context.url, target),
    },
  });
}

/** Chooses a global shortcut. */
export function globalShortcut(context: Context, user: User, callbackId: string): Promise<Delivery> {
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
