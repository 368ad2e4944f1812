import type { Delivery } from '../delivery/transport.ts';
import { valuesOf, withValue } from '../input-values.ts';
import { type JsonObject, object, objects } from '../json.ts';
import type { User, View } from '../records.ts';
import { responseUrl } from '../response-url.ts';
import { type Context, channelFor, common, visibleMessage } from './context.ts';
import { type Found, findElement, messagePlace, viewPlace } from './elements.ts';

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
  const blocks = message.blocks ?? [];
  const found = findElement(blocks, actionIdOrText, options);
  const key = `${user.id}/${channel.id}/${message.ts}`;
  const entered = chosenIn(state.messageValues.get(key) ?? {}, found, options);
  state.messageValues.set(key, entered);
  const target = state.newResponseTarget({
    channel: channel.id,
    user: user.id,
    messageTs: message.ts,
  });
  return context.transport.send({
    type: 'interactive',
    acceptsResponse: false,
    payload: {
      type: 'block_actions',
      ...common(context, user, channel),
      ...messagePlace(context, channel, message),
      state: { values: valuesOf(blocks, entered) },
      response_url: responseUrl(context.url, target),
      actions: [actionOf(context, found, options)],
    },
  });
}

/** The same in a modal or on the Home tab. */
export function pressInView(
  context: Context,
  user: User,
  view: View,
  actionIdOrText: string,
  options: PressOptions = {},
): Promise<Delivery> {
  const blocks = objects(view.content, 'blocks');
  const found = findElement(blocks, actionIdOrText, options);
  view.values = chosenIn(view.values, found, options);
  return context.transport.send({
    type: 'interactive',
    acceptsResponse: false,
    payload: {
      type: 'block_actions',
      ...common(context, user),
      ...viewPlace(context, view),
      state: { values: valuesOf(blocks, view.values) },
      actions: [actionOf(context, found, options)],
    },
  });
}

function chosenIn(entered: JsonObject, { block, element }: Found, { chosen }: PressOptions): JsonObject {
  return chosen ? withValue(entered, String(block.block_id), String(element.action_id), chosen) : entered;
}

function actionOf(context: Context, { block, element }: Found, options: PressOptions): JsonObject {
  const sides = [object(element, 'positive_button'), object(element, 'negative_button')];
  const side = sides.find((one) => one.value !== undefined && one.value === options.chosen?.value);
  const { text, value } = side ?? element;
  return {
    type: element.type,
    action_id: element.action_id,
    block_id: block.block_id,
    ...(text === undefined ? {} : { text }),
    ...(value === undefined ? {} : { value }),
    ...(element.style === undefined ? {} : { style: element.style }),
    ...(element.url === undefined ? {} : { url: element.url }),
    ...(element.confirm === undefined ? {} : { confirm: element.confirm }),
    ...options.chosen,
    action_ts: context.state.nextTs(),
  };
}
