import type { JsonObject } from '../json.ts';
import { isObject, objects } from '../json.ts';
import { BLOCK_LIMITS, MESSAGE_LIMITS, VIEW_LIMITS } from '../limits.ts';
import { refusal, SlackError } from '../slack-error.ts';
import { checkBlock, SURFACE_BLOCKS, type Surface } from './blocks.ts';
import { checkPlainText } from './composition.ts';
import type { BlockPolicy } from './policy.ts';
import { Problems } from './problems.ts';
import { allBlocks, interactiveElements, withIds } from './traverse.ts';

/** Throws Slack's refusal of a message's blocks, or returns them with generated ids where they have none. */
export function acceptMessageBlocks(value: unknown, policy: BlockPolicy): JsonObject[] {
  if (!Array.isArray(value)) throw new SlackError('invalid_blocks_format');
  const problems = new Problems(policy);
  checkBlockList(value, '/blocks', problems, { surface: 'message', max: BLOCK_LIMITS.perMessage, min: 1 });
  if (problems.any) throw refusal('invalid_blocks', problems.list);
  const blocks = value.filter(isObject);
  if (textLength(blocks) > MESSAGE_LIMITS.blocksText) throw new SlackError('msg_blocks_too_long');
  return blocks.map(withIds);
}

const VIEW_PROPERTIES = [
  ...['type', 'title', 'blocks', 'close', 'submit', 'private_metadata', 'callback_id', 'external_id'],
  ...['clear_on_close', 'notify_on_close', 'submit_disabled'],
];

/** Throws Slack's refusal of a modal or Home view, or returns it with ids in its blocks. */
export function acceptView(view: JsonObject, type: 'modal' | 'home', policy: BlockPolicy): JsonObject {
  const problems = new Problems(policy);
  problems.oneOf(view.type, '/view/type', [type]);
  problems.onlyProperties(view, '/view', VIEW_PROPERTIES);
  if (type === 'modal') checkModal(view, problems);
  problems.optionalString(view.callback_id, '/view/callback_id', VIEW_LIMITS.callbackId);
  problems.optionalString(view.external_id, '/view/external_id', VIEW_LIMITS.externalId);
  problems.optionalString(view.private_metadata, '/view/private_metadata', VIEW_LIMITS.privateMetadata);
  checkBlockList(view.blocks, '/view/blocks', problems, { surface: type, max: BLOCK_LIMITS.perView, min: 0 });
  if (problems.any) throw refusal('invalid_arguments', problems.list);
  if (JSON.stringify(view).length > VIEW_LIMITS.bytes) throw new SlackError('view_too_large');
  return { ...view, blocks: objects(view, 'blocks').map(withIds) };
}

function checkModal(view: JsonObject, problems: Problems): void {
  checkPlainText(view.title, '/view/title', problems, VIEW_LIMITS.title);
  for (const key of ['close', 'submit']) {
    if (view[key] !== undefined && view[key] !== null) {
      checkPlainText(view[key], `/view/${key}`, problems, VIEW_LIMITS.button);
    }
  }
  const asks = objects(view, 'blocks').some((block) => block.type === 'input');
  if (asks && !isObject(view.submit)) problems.add('/view', 'missing required field: submit');
}

function checkBlockList(
  value: unknown,
  at: string,
  problems: Problems,
  { surface, max, min }: { surface: Surface; max: number; min: number },
): void {
  const blocks = problems.items(value, at, max, min);
  for (const [index, block] of blocks.entries()) {
    checkBlock(block, `${at}/${index}`, problems, SURFACE_BLOCKS[surface]);
  }
  const all = allBlocks(blocks.filter(isObject));
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
  const focused = all.flatMap(interactiveElements).filter((element) => element.focus_on_load === true);
  if (focused.length > 1) problems.add(at, 'only one element may have focus_on_load');
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
