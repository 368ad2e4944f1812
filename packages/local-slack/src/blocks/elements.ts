import type { JsonObject } from '../json.ts';
import { isObject, object } from '../json.ts';
import { BLOCK_LIMITS, ELEMENT_LIMITS } from '../limits.ts';
import { checkConfirm, checkPlainText } from './composition.ts';
import { checkField } from './fields.ts';
import type { Problems } from './problems.ts';

const SELECTS = [
  'users_select',
  'static_select',
  'conversations_select',
  'channels_select',
  'external_select',
];
const MULTI_SELECTS = SELECTS.map((type) => `multi_${type}`);
const PICKERS = ['datepicker', 'timepicker', 'checkboxes', 'radio_buttons', ...SELECTS, ...MULTI_SELECTS];

/** What an actions block may hold. */
export const ACTIONS_ELEMENTS = [
  ...['button', 'overflow', 'workflow_button', 'datetimepicker', 'rich_text_input'],
  ...PICKERS,
];
/** What may stand beside a section's text. */
export const ACCESSORIES = ['button', 'image', 'overflow', 'workflow_button', ...PICKERS];
/** What an input block may hold. */
export const INPUT_ELEMENTS = [
  ...['plain_text_input', 'email_text_input', 'url_text_input', 'number_input', 'file_input'],
  ...['datetimepicker', 'rich_text_input'],
  ...PICKERS,
];

/** One interactive element (or image), of a type that its place allows. */
export function checkElement(
  value: unknown,
  pointer: string,
  problems: Problems,
  allowed: readonly string[],
): void {
  const element = problems.object(value, pointer);
  if (!element) return;
  const type = element.type;
  if (typeof type !== 'string' || !allowed.includes(type)) {
    problems.add(`${pointer}/type`, `unsupported type: ${String(type)}`);
    return;
  }
  if (type === 'image') {
    checkImage(element, pointer, problems);
    return;
  }
  problems.optionalString(element.action_id, `${pointer}/action_id`, BLOCK_LIMITS.actionId, 1);
  checkConfirm(element.confirm, `${pointer}/confirm`, problems);
  if (element.placeholder !== undefined) {
    checkPlainText(element.placeholder, `${pointer}/placeholder`, problems, ELEMENT_LIMITS.placeholder);
  }
  if (type === 'button' || type === 'workflow_button') checkButton(element, pointer, problems);
  else if (type === 'feedback_buttons') checkFeedback(element, pointer, problems);
  else checkField(element, pointer, problems);
}

function checkButton(button: JsonObject, pointer: string, problems: Problems): void {
  problems.onlyProperties(button, pointer, [
    ...['type', 'text', 'action_id', 'url', 'value', 'style', 'confirm', 'accessibility_label', 'workflow'],
  ]);
  checkPlainText(button.text, `${pointer}/text`, problems, ELEMENT_LIMITS.buttonText);
  problems.optionalString(button.value, `${pointer}/value`, ELEMENT_LIMITS.buttonValue);
  problems.optionalString(button.url, `${pointer}/url`, ELEMENT_LIMITS.buttonUrl);
  problems.optionalString(
    button.accessibility_label,
    `${pointer}/accessibility_label`,
    ELEMENT_LIMITS.accessibilityLabel,
  );
  if (button.style !== undefined) problems.oneOf(button.style, `${pointer}/style`, ['primary', 'danger']);
}

function checkFeedback(element: JsonObject, pointer: string, problems: Problems): void {
  for (const key of ['positive_button', 'negative_button']) {
    const side = object(element, key);
    checkPlainText(side.text, `${pointer}/${key}/text`, problems, ELEMENT_LIMITS.buttonText);
    problems.string(side.value, `${pointer}/${key}/value`, ELEMENT_LIMITS.buttonValue);
  }
}

const FILE_ID = /^[F][A-Z0-9]{8,}$/;

/** An image, as a block of its own or inside another block: an address or a file of the workspace, and its description. */
export function checkImage(image: JsonObject, pointer: string, problems: Problems): void {
  problems.string(image.alt_text, `${pointer}/alt_text`, BLOCK_LIMITS.imageAltText);
  if (image.slack_file !== undefined) checkSlackFile(image.slack_file, `${pointer}/slack_file`, problems);
  else problems.string(image.image_url, `${pointer}/image_url`, BLOCK_LIMITS.imageUrl);
  if (image.slack_file !== undefined && image.image_url !== undefined) {
    problems.add(pointer, 'only one of image_url and slack_file may be given');
  }
  if (image.title !== undefined) {
    checkPlainText(image.title, `${pointer}/title`, problems, BLOCK_LIMITS.imageTitle);
  }
}

/** In Slack's words: a file that is unknown, no image, or not processed yet is an "invalid slack file". */
function checkSlackFile(value: unknown, pointer: string, problems: Problems): void {
  const { id, url } = isObject(value) ? value : {};
  const reference = id ?? url;
  if (typeof reference !== 'string' || (id !== undefined && url !== undefined)) {
    problems.add(pointer, 'must have either id or url');
    return;
  }
  if (id !== undefined && !FILE_ID.test(reference)) {
    problems.add(`${pointer}/id`, `input must match regex pattern: ${FILE_ID.source}`);
    return;
  }
  if (!problems.policy.hasImage(reference)) problems.add(pointer, 'invalid slack file');
}
