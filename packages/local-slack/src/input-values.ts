import { optionsOf } from './blocks/fields.ts';
import { allBlocks, interactiveElements } from './blocks/traverse.ts';
import { isObject, type JsonObject, object, text } from './json.ts';

/** How an element says what is in it: the key in `state.values`, and what stands there at first. */
interface Holding {
  key: string;
  initial: (element: JsonObject) => unknown;
}

const plainValue = (initial: string): Holding => ({ key: 'value', initial: (one) => one[initial] ?? null });
const single = (key: string, initial: string): Holding => ({ key, initial: (one) => one[initial] ?? null });
const several = (key: string, initial: string): Holding => ({ key, initial: (one) => one[initial] ?? [] });

/** The elements that hold something; buttons and overflow menus hold nothing (view state reference). */
const HOLDING: Record<string, Holding> = {
  plain_text_input: plainValue('initial_value'),
  email_text_input: plainValue('initial_value'),
  url_text_input: plainValue('initial_value'),
  number_input: plainValue('initial_value'),
  rich_text_input: single('rich_text_value', 'initial_value'),
  file_input: several('files', 'initial_files'),
  datepicker: single('selected_date', 'initial_date'),
  timepicker: single('selected_time', 'initial_time'),
  datetimepicker: single('selected_date_time', 'initial_date_time'),
  checkboxes: several('selected_options', 'initial_options'),
  radio_buttons: single('selected_option', 'initial_option'),
  static_select: single('selected_option', 'initial_option'),
  external_select: single('selected_option', 'initial_option'),
  users_select: single('selected_user', 'initial_user'),
  channels_select: single('selected_channel', 'initial_channel'),
  conversations_select: single('selected_conversation', 'initial_conversation'),
  multi_static_select: several('selected_options', 'initial_options'),
  multi_external_select: several('selected_options', 'initial_options'),
  multi_users_select: several('selected_users', 'initial_users'),
  multi_channels_select: several('selected_channels', 'initial_channels'),
  multi_conversations_select: several('selected_conversations', 'initial_conversations'),
};

/** An element that holds something, and where it stands. */
export interface Field {
  block: JsonObject;
  element: JsonObject;
  blockId: string;
  actionId: string;
  holding: Holding;
}

/** Every element of the blocks that holds something: in inputs, actions and beside sections. */
export function fieldsOf(blocks: readonly JsonObject[]): Field[] {
  return allBlocks(blocks).flatMap((block) =>
    interactiveElements(block).flatMap((element) => {
      const holding = HOLDING[String(element.type)];
      if (!holding) return [];
      return [
        { block, element, blockId: String(block.block_id), actionId: String(element.action_id), holding },
      ];
    }),
  );
}

/** Slack's `state.values`, by block id and action id: what was entered, else what stood there at first. */
export function valuesOf(blocks: readonly JsonObject[], entered: JsonObject): JsonObject {
  const values: JsonObject = {};
  for (const { blockId, actionId, element, holding } of fieldsOf(blocks)) {
    const type = element.type;
    const value = object(entered, blockId)[actionId];
    const held = isObject(value) ? { ...value, type } : { type, [holding.key]: holding.initial(element) };
    values[blockId] = { ...object(values, blockId), [actionId]: held };
  }
  return values;
}

/** The conversation in which a person was, in the menus that ask for it (`default_to_current_conversation`). */
export function currentConversation(blocks: readonly JsonObject[], channel: string): JsonObject {
  let entered: JsonObject = {};
  for (const { blockId, actionId, element, holding } of fieldsOf(blocks)) {
    if (element.default_to_current_conversation !== true) continue;
    const isMany = holding.key === 'selected_conversations';
    entered = withValue(entered, blockId, actionId, { [holding.key]: isMany ? [channel] : channel });
  }
  return entered;
}

/** What was entered before, with one element's value changed. */
export function withValue(
  entered: JsonObject,
  blockId: string,
  actionId: string,
  value: JsonObject,
): JsonObject {
  return { ...entered, [blockId]: { ...object(entered, blockId), [actionId]: value } };
}

/**
 * What a person or a test filled in, as Slack keeps it: plain text, an option's value or text, or Slack's own form; by
 * action id or block id.
 */
export function enteredValues(
  blocks: readonly JsonObject[],
  given: Readonly<Record<string, string | JsonObject>>,
): JsonObject {
  let entered: JsonObject = {};
  for (const field of fieldsOf(blocks)) {
    const { blockId, actionId } = field;
    const value = given[actionId] ?? given[blockId];
    if (value === undefined) continue;
    const own = isObject(value) && isObject(value[actionId]) ? value[actionId] : value;
    entered = withValue(entered, blockId, actionId, isObject(own) ? own : heldText(field, own));
  }
  return entered;
}

/** A plain text put into an element of any type. */
function heldText({ element, holding: { key } }: Field, value: string): JsonObject {
  const empty = value === '';
  if (key === 'selected_option') return { [key]: empty ? null : optionFor(element, value) };
  if (key === 'selected_options') return { [key]: empty ? [] : [optionFor(element, value)] };
  if (key.endsWith('s')) return { [key]: empty ? [] : value.split(',') };
  if (key === 'selected_date_time') return { [key]: empty ? null : Number(value) };
  return { [key]: empty ? null : value };
}

function optionFor(element: JsonObject, wanted: string): JsonObject {
  const found = optionsOf(element).find(
    (option) => option.value === wanted || text(object(option, 'text'), 'text') === wanted,
  );
  return found ?? { text: { type: 'plain_text', text: wanted, emoji: true }, value: wanted };
}
