import type { JsonObject } from '../json.ts';
import { toSlack } from '../messages.ts';
import type { Channel, Message } from '../records.ts';
import type { WorkspaceState } from '../state.ts';
import type { EventSender } from './events.ts';

/** The subscription and the `channel_type` of messages, by kind of conversation. */
const KINDS = {
  public: { subscription: 'message.channels', type: 'channel' },
  private: { subscription: 'message.groups', type: 'group' },
  im: { subscription: 'message.im', type: 'im' },
  mpim: { subscription: 'message.mpim', type: 'mpim' },
} as const satisfies Record<Channel['kind'], { subscription: string; type: string }>;

/** Tells the app of a message, where it subscribed to messages of such conversations. */
export function sendMessageEvent(events: EventSender, channel: Channel, event: JsonObject): void {
  const { subscription, type } = KINDS[channel.kind];
  events.send(subscription, { ...event, channel: channel.id, channel_type: type });
}

/** What the app itself posts, changes and deletes comes back to it as events, as in Slack. */
export function echoOwnMessages(state: WorkspaceState, events: EventSender): () => void {
  const tell = (message: Message, event: JsonObject): void => {
    const channel = state.channels.get(message.channel);
    if (channel?.members.includes(state.identity.botUserId)) sendMessageEvent(events, channel, event);
  };
  const hidden = (subtype: string): JsonObject => ({
    type: 'message',
    subtype,
    hidden: true,
    ts: state.nextTs(),
  });
  return state.onOwnMessage(({ what, message }) => {
    if (what === 'posted') tell(message, toSlack(state, message));
    else if (what === 'changed')
      tell(message, { ...hidden('message_changed'), message: toSlack(state, message) });
    else
      tell(message, {
        ...hidden('message_deleted'),
        deleted_ts: message.ts,
        previous_message: toSlack(state, message),
      });
  });
}
