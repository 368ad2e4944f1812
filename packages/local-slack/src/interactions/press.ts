import { allBlocks, interactiveElements } from '../blocks/surfaces.ts';
import type { Delivery } from '../delivery/transport.ts';
import { isObject, type JsonObject, object } from '../json.ts';
import { toSlack } from '../messages.ts';
import type { Message, User, View } from '../records.ts';
import { responseUrl } from '../response-url.ts';
import { viewToSlack } from '../web-api/views.ts';
import { ActError, type Context, channelFor, channelName, common, visibleMessage } from './context.ts';

/** Which element, where a name alone does not tell, and what was chosen in it. */
export interface PressOptions {
  blockId?: string;
  /** Value of the button, where several share an action id or a text. */
  value?: string;
  /** What a menu or input says: `{ selected_option: … }`, `{ value: … }`. */
  chosen?: JsonObject;
}

/** Uses a button or menu of a message, confirmed where it asks for that. */
export function press(
  context: Context,
  user: User,
  channelId: string,
  ts: string,
  actionIdOrText: string,
  options: PressOptions = {},
): Promise<Delivery> {
  const { state } = context;
  const channel = channelFor(context, user, channelId);
  const message = visibleMessage(context, user, channel, ts);
  const { block, element } = findElement(message.blocks ?? [], actionIdOrText, options);
  const target = state.newResponseTarget({
    channel: channel.id,
    user: user.id,
    messageTs: message.ts,
    ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
  });
  return context.transport.send({
    type: 'interactive',
    acceptsResponse: false,
    payload: {
      type: 'block_actions',
      ...common(context, user),
      container: containerOf(message),
      channel: { id: channel.id, name: channelName(channel) },
      message: toSlack(state, message, true),
      state: { values: {} },
      response_url: responseUrl(context.url, target),
      actions: [actionOf(context, block, element, options)],
    },
  });
}

/** The same in a modal or on the Home tab. */
export function pressInView(
  context: Context,
  user: User,
  view: View,
  actionIdOrText: string,
  options: PressOptions & { values?: JsonObject } = {},
): Promise<Delivery> {
  const blocks = Array.isArray(view.content.blocks) ? view.content.blocks.filter(isObject) : [];
  const { block, element } = findElement(blocks, actionIdOrText, options);
  return context.transport.send({
    type: 'interactive',
    acceptsResponse: false,
    payload: {
      type: 'block_actions',
      ...common(context, user),
      container: { type: 'view', view_id: view.id },
      view: viewToSlack(context.state, view, options.values),
      state: { values: options.values ?? {} },
      actions: [actionOf(context, block, element, options)],
    },
  });
}

function containerOf(message: Message): JsonObject {
  return {
    type: 'message',
    message_ts: message.ts,
    channel_id: message.channel,
    is_ephemeral: message.onlyFor !== undefined,
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
  };
}

function findElement(
  blocks: JsonObject[],
  wanted: string,
  options: PressOptions,
): { block: JsonObject; element: JsonObject } {
  const all = allBlocks(blocks).flatMap((block) =>
    interactiveElements(block).map((element) => ({ block, element })),
  );
  const found = all.filter(
    ({ block, element }) =>
      (element.action_id === wanted || object(element, 'text').text === wanted) &&
      (options.blockId === undefined || block.block_id === options.blockId) &&
      (options.value === undefined || element.value === options.value),
  );
  const [first] = found;
  if (first) return first;
  const offered = all.map(({ element }) => String(object(element, 'text').text ?? element.action_id));
  throw new ActError(
    'action_not_found',
    `There is no "${wanted}" in this message; it offers: ${offered.join(', ') || 'nothing'}`,
  );
}

function actionOf(
  context: Context,
  block: JsonObject,
  element: JsonObject,
  options: PressOptions,
): JsonObject {
  return {
    type: element.type,
    action_id: element.action_id,
    block_id: block.block_id,
    ...(element.text === undefined ? {} : { text: element.text }),
    ...(element.value === undefined ? {} : { value: element.value }),
    ...(element.style === undefined ? {} : { style: element.style }),
    ...(element.url === undefined ? {} : { url: element.url }),
    ...(element.confirm === undefined ? {} : { confirm: element.confirm }),
    ...options.chosen,
    action_ts: context.state.nextTs(),
  };
}
