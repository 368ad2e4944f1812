import { CONFIRM_LIMITS, ELEMENT_LIMITS } from '../limits.ts';
import type { Problems } from './problems.ts';

type TextType = 'plain_text' | 'mrkdwn';

/** A text object of one of the given kinds, at most `max` characters long. */
export function checkText(
  value: unknown,
  pointer: string,
  problems: Problems,
  max: number,
  types: readonly TextType[] = ['plain_text', 'mrkdwn'],
): void {
  const text = problems.object(value, pointer);
  if (!text) return;
  if (!types.some((type) => type === text.type)) {
    problems.add(`${pointer}/type`, `must be one of ${types.join(', ')}`);
    return;
  }
  problems.onlyProperties(text, pointer, ['type', 'text', text.type === 'plain_text' ? 'emoji' : 'verbatim']);
  problems.string(text.text, `${pointer}/text`, max);
}

export function checkPlainText(value: unknown, pointer: string, problems: Problems, max: number): void {
  checkText(value, pointer, problems, max, ['plain_text']);
}

/** The confirmation dialog of an interactive element. */
export function checkConfirm(value: unknown, pointer: string, problems: Problems): void {
  if (value === undefined) return;
  const confirm = problems.object(value, pointer);
  if (!confirm) return;
  problems.onlyProperties(confirm, pointer, ['title', 'text', 'confirm', 'deny', 'style']);
  checkText(confirm.text, `${pointer}/text`, problems, CONFIRM_LIMITS.text);
  for (const [key, max] of [
    ['title', CONFIRM_LIMITS.title],
    ['confirm', CONFIRM_LIMITS.button],
    ['deny', CONFIRM_LIMITS.button],
  ] as const) {
    if (confirm[key] !== undefined) checkPlainText(confirm[key], `${pointer}/${key}`, problems, max);
  }
  if (confirm.style !== undefined) {
    problems.oneOf(confirm.style, `${pointer}/style`, ['primary', 'danger']);
  }
}

/** The options of a menu: their number, texts and values. */
export function checkOptions(
  value: unknown,
  pointer: string,
  problems: Problems,
  max: number,
  texts: readonly TextType[] = ['plain_text'],
): void {
  for (const [index, item] of problems.items(value, pointer, max).entries()) {
    const at = `${pointer}/${index}`;
    const option = problems.object(item, at);
    if (!option) continue;
    problems.onlyProperties(option, at, ['text', 'value', 'description', 'url']);
    checkText(option.text, `${at}/text`, problems, ELEMENT_LIMITS.optionText, texts);
    problems.string(option.value, `${at}/value`, ELEMENT_LIMITS.optionValue);
    if (option.description !== undefined) {
      checkText(option.description, `${at}/description`, problems, ELEMENT_LIMITS.optionDescription, texts);
    }
  }
}

export function checkOptionGroups(value: unknown, pointer: string, problems: Problems): void {
  for (const [index, item] of problems.items(value, pointer, ELEMENT_LIMITS.optionGroups).entries()) {
    const at = `${pointer}/${index}`;
    const group = problems.object(item, at);
    if (!group) continue;
    checkPlainText(group.label, `${at}/label`, problems, ELEMENT_LIMITS.optionText);
    checkOptions(group.options, `${at}/options`, problems, ELEMENT_LIMITS.selectOptions);
  }
}
