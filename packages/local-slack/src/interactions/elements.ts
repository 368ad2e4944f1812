import { allBlocks, interactiveElements } from '../blocks/traverse.ts';
import { type JsonObject, object } from '../json.ts';
import { toSlack } from '../messages.ts';
import type { Channel, Message, View } from '../records.ts';
import { viewToSlack } from '../views.ts';
import { ActError, type Context, channelName } from './context.ts';

/** An element, and the block that it stands in. */
export interface Found {
  block: JsonObject;
  element: JsonObject;
}

/** The first element with this action id or text; rejects with what is offered instead. */
export function findElement(
  blocks: readonly JsonObject[],
  wanted: string,
  options: { blockId?: string; value?: string } = {},
): Found {
  const all = allBlocks(blocks).flatMap((block) =>
    interactiveElements(block).map((element) => ({ block, element })),
  );
  const first = all.find(
    ({ block, element }) =>
      (element.action_id === wanted || object(element, 'text').text === wanted) &&
      (options.blockId === undefined || block.block_id === options.blockId) &&
      (options.value === undefined || element.value === options.value),
  );
  if (first) return first;
  const offered = all.map(({ element }) => String(object(element, 'text').text ?? element.action_id));
  throw new ActError(
    'action_not_found',
    `There is no "${wanted}" in this message; it offers: ${offered.join(', ') || 'nothing'}`,
  );
}

/** The place of an interaction in a message, as payloads describe it. */
export function messagePlace({ state }: Context, channel: Channel, message: Message): JsonObject {
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: message.onlyFor !== undefined,
      ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    },
    channel: { id: channel.id, name: channelName(channel) },
    message: toSlack(state, message, true),
  };
}

/** The place of an interaction in a modal or on the Home tab. */
export function viewPlace({ state }: Context, view: View): JsonObject {
  return { container: { type: 'view', view_id: view.id }, view: viewToSlack(state, view) };
}
