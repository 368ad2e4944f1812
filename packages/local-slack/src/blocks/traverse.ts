import { isObject, type JsonObject, objects } from '../json.ts';

/** Every block of a message or view, the children of containers and carousels included. */
export function allBlocks(blocks: readonly JsonObject[]): JsonObject[] {
  return blocks.flatMap((block) => [
    block,
    ...allBlocks(objects(block, 'child_blocks')),
    ...(block.type === 'carousel' ? objects(block, 'elements') : []),
  ]);
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

/** As Slack does: a block or interactive element without an id is given one. */
export function withIds(block: JsonObject): JsonObject {
  const result: JsonObject = { ...block, block_id: block.block_id ?? randomId() };
  if (Array.isArray(block.child_blocks)) result.child_blocks = objects(block, 'child_blocks').map(withIds);
  if (block.type === 'carousel') result.elements = objects(block, 'elements').map(withIds);
  if (block.type === 'card' && block.actions !== undefined) {
    result.actions = objects(block, 'actions').map(withActionId);
  }
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
