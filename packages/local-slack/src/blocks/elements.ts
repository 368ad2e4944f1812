import type { JsonObject } from '../json.ts';
import { BLOCK_LIMITS, ELEMENT_LIMITS } from '../limits.ts';
import { checkConfirm, checkOptionGroups, checkOptions, checkPlainText } from './composition.ts';
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
  else if (type === 'plain_text_input') checkTextInput(element, pointer, problems);
  else checkMenu(element, pointer, problems);
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

function checkTextInput(input: JsonObject, pointer: string, problems: Problems): void {
  for (const [key, least] of [
    ['min_length', 0],
    ['max_length', 1],
  ] as const) {
    const length = input[key];
    if (length === undefined) continue;
    if (typeof length !== 'number' || length < least || length > ELEMENT_LIMITS.inputLength) {
      problems.add(`${pointer}/${key}`, `must be between ${least} and ${ELEMENT_LIMITS.inputLength}`);
    }
  }
}

function checkMenu(menu: JsonObject, pointer: string, problems: Problems): void {
  const at = `${pointer}/options`;
  switch (menu.type) {
    case 'checkboxes':
    case 'radio_buttons':
      checkOptions(menu.options, at, problems, ELEMENT_LIMITS.choiceOptions, ['plain_text', 'mrkdwn']);
      break;
    case 'overflow':
      checkOptions(menu.options, at, problems, ELEMENT_LIMITS.overflowOptions);
      break;
    case 'static_select':
    case 'multi_static_select':
      if (menu.option_groups !== undefined && menu.options === undefined) {
        checkOptionGroups(menu.option_groups, `${pointer}/option_groups`, problems);
      } else {
        checkOptions(menu.options, at, problems, ELEMENT_LIMITS.selectOptions);
      }
      break;
  }
}

/** An image, as a block of its own or inside another block: an address (or Slack file) and its description. */
export function checkImage(image: JsonObject, pointer: string, problems: Problems): void {
  problems.string(image.alt_text, `${pointer}/alt_text`, BLOCK_LIMITS.imageAltText);
  if (image.slack_file === undefined) {
    problems.string(image.image_url, `${pointer}/image_url`, BLOCK_LIMITS.imageUrl);
  }
  if (image.title !== undefined) {
    checkPlainText(image.title, `${pointer}/title`, problems, BLOCK_LIMITS.imageTitle);
  }
}
