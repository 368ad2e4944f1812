import type { JsonObject } from '../json.ts';
import { isObject, objects } from '../json.ts';
import { BLOCK_LIMITS, MESSAGE_LIMITS, VIEW_LIMITS } from '../limits.ts';
import { refusal, SlackError } from '../slack-error.ts';
import { checkBlock } from './blocks.ts';
import { checkPlainText } from './composition.ts';
import { Problems } from './problems.ts';

/** Throws Slack's refusal of a message's blocks, or returns them with generated ids where they have none. */
export function acceptMessageBlocks(value: unknown): JsonObject[] {
  if (!Array.isArray(value)) throw new SlackError('invalid_blocks_format');
  const problems = new Problems();
  checkBlockList(value, '/blocks', problems, BLOCK_LIMITS.perMessage);
  if (problems.any) throw refusal('invalid_blocks', problems.list);
  const blocks = value.filter(isObject);
  if (textLength(blocks) > MESSAGE_LIMITS.blocksText) throw new SlackError('msg_blocks_too_long');
  return blocks.map(withIds);
}

/** Throws Slack's refusal of a modal or Home view, or returns its blocks with ids. */
export function acceptViewBlocks(view: JsonObject): JsonObject[] {
  const problems = new Problems();
  problems.oneOf(view.type, '/view/type', ['modal', 'home']);
  if (view.type === 'modal') {
    checkPlainText(view.title, '/view/title', problems, VIEW_LIMITS.title);
    for (const key of ['close', 'submit']) {
      if (view[key] !== undefined) checkPlainText(view[key], `/view/${key}`, problems, VIEW_LIMITS.button);
    }
    const asks = objects(view, 'blocks').some((block) => block.type === 'input');
    if (asks && view.submit === undefined) problems.add('/view', 'missing required field: submit');
  }
  problems.optionalString(view.callback_id, '/view/callback_id', VIEW_LIMITS.callbackId);
  problems.optionalString(view.private_metadata, '/view/private_metadata', VIEW_LIMITS.privateMetadata);
  checkBlockList(view.blocks, '/view/blocks', problems, BLOCK_LIMITS.perView, 0);
  if (problems.any) throw refusal('invalid_arguments', problems.list);
  return objects(view, 'blocks').map(withIds);
}

function checkBlockList(value: unknown, at: string, problems: Problems, max: number, min = 1): void {
  const blocks = problems.items(value, at, max, min);
  for (const [index, block] of blocks.entries()) checkBlock(block, `${at}/${index}`, problems);
  const all = blocks.filter(isObject).flatMap((block) => [block, ...objects(block, 'child_blocks')]);
  checkUnique(
    all.map((block) => block.block_id),
    at,
    problems,
    'block_id',
  );
  for (const block of all) {
    checkUnique(
      interactiveElements(block).map((element) => element.action_id),
      at,
      problems,
      'action_id',
    );
  }
  const tables = all.filter((block) => block.type === 'table');
  if (tables.length > BLOCK_LIMITS.tablesPerMessage) problems.add(at, 'only_one_table_allowed');
  const markdown = all.filter((block) => block.type === 'markdown').map((block) => String(block.text));
  if (markdown.join('').length > BLOCK_LIMITS.markdownText) {
    problems.add(at, `markdown must be less than ${BLOCK_LIMITS.markdownText + 1} characters in all`);
  }
}

function checkUnique(values: unknown[], at: string, problems: Problems, name: string): void {
  const given = values.filter((value) => typeof value === 'string');
  const seen = new Set<string>();
  for (const value of given) {
    if (seen.has(value)) problems.add(at, `\`${name}\` must be unique: ${value} already exists`);
    seen.add(value);
  }
}

/** The elements of one block that a person can use (its children's are not its own). */
export function interactiveElements(block: JsonObject): JsonObject[] {
  const accessory = isObject(block.accessory) && block.accessory.type !== 'image' ? [block.accessory] : [];
  const element = block.type === 'input' && isObject(block.element) ? [block.element] : [];
  const elements =
    block.type === 'actions' || block.type === 'context_actions' ? objects(block, 'elements') : [];
  const buttons = block.type === 'card' ? objects(block, 'actions') : [];
  return [...elements, ...accessory, ...element, ...buttons];
}

/** Every block of a message or view, the children of containers and carousels included. */
export function allBlocks(blocks: JsonObject[]): JsonObject[] {
  return blocks.flatMap((block) => [
    block,
    ...allBlocks(objects(block, 'child_blocks')),
    ...(block.type === 'carousel' ? objects(block, 'elements') : []),
  ]);
}

const NOT_TEXT = new Set(['type', 'block_id', 'action_id', 'style', 'task_id', 'status', 'level', 'width']);

/** The characters that count towards `msg_blocks_too_long`: every string that is no type, id or style. */
function textLength(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + textLength(item), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value)
    .filter(([key]) => !NOT_TEXT.has(key))
    .reduce((sum, [, item]) => sum + textLength(item), 0);
}

/** As Slack does: a block or interactive element without an id is given one. */
function withIds(block: JsonObject): JsonObject {
  const result: JsonObject = { ...block, block_id: block.block_id ?? randomId() };
  if (Array.isArray(block.child_blocks)) result.child_blocks = objects(block, 'child_blocks').map(withIds);
  if (block.type === 'actions' || block.type === 'context_actions') {
    result.elements = objects(block, 'elements').map(withActionId);
  }
  if (isObject(block.accessory) && block.accessory.type !== 'image') {
    result.accessory = withActionId(block.accessory);
  }
  if (block.type === 'input' && isObject(block.element)) result.element = withActionId(block.element);
  return result;
}

function withActionId(element: JsonObject): JsonObject {
  return { ...element, action_id: element.action_id ?? randomId() };
}

function randomId(): string {
  return Math.random().toString(36).slice(2, 7);
}
