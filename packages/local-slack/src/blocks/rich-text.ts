import { isObject } from '../json.ts';
import type { Problems } from './problems.ts';

const PARTS = ['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote'];
const INLINE = [
  'broadcast',
  'color',
  'channel',
  'date',
  'emoji',
  'link',
  'team',
  'text',
  'user',
  'usergroup',
];

/** A rich_text entity: sections, lists, quotes and preformatted text of known inline elements. */
export function checkRichText(value: unknown, pointer: string, problems: Problems): void {
  const block = problems.object(value, pointer);
  if (!block) return;
  if (block.type !== 'rich_text') problems.add(`${pointer}/type`, 'must be rich_text');
  for (const [index, part] of problems.items(block.elements, `${pointer}/elements`, 1000, 0).entries()) {
    checkPart(part, `${pointer}/elements/${index}`, problems);
  }
}

function checkPart(value: unknown, pointer: string, problems: Problems): void {
  const part = problems.object(value, pointer);
  if (!part) return;
  if (typeof part.type !== 'string' || !PARTS.includes(part.type)) {
    problems.add(`${pointer}/type`, `unsupported type: ${String(part.type)}`);
    return;
  }
  for (const [index, item] of problems.items(part.elements, `${pointer}/elements`, 10_000, 0).entries()) {
    const at = `${pointer}/elements/${index}`;
    if (part.type === 'rich_text_list') checkPart(item, at, problems);
    else checkInline(item, at, problems);
  }
}

function checkInline(value: unknown, pointer: string, problems: Problems): void {
  if (!isObject(value) || typeof value.type !== 'string' || !INLINE.includes(value.type)) {
    problems.add(`${pointer}/type`, `unsupported type: ${isObject(value) ? String(value.type) : 'none'}`);
    return;
  }
  // Slack refuses an empty text element inside rich_text.
  if (value.type === 'text') problems.string(value.text, `${pointer}/text`, Number.POSITIVE_INFINITY);
  if (value.type === 'link') problems.string(value.url, `${pointer}/url`, 3000);
  if (value.type === 'user') problems.string(value.user_id, `${pointer}/user_id`, 255);
}
