import { fieldsOf } from './input-values.ts';
import { type JsonObject, object } from './json.ts';

/** What Slack's client says before it sends a form: by block id. */
export function inputErrors(blocks: readonly JsonObject[], values: JsonObject): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { block, blockId, actionId, element, holding } of fieldsOf(blocks)) {
    if (block.type !== 'input') continue;
    const value = object(object(values, blockId), actionId)[holding.key];
    const isEmpty = value === null || value === undefined || value === '' || lengthOf(value) === 0;
    const error = isEmpty
      ? block.optional !== true && 'Please complete this required field.'
      : problemOf(element, value);
    if (error) errors[blockId] = error;
  }
  return errors;
}

function lengthOf(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}

function problemOf(element: JsonObject, value: unknown): string | undefined {
  const chosen = lengthOf(value);
  const most = Number(element.max_selected_items ?? element.max_files);
  if (chosen !== undefined) return chosen > most ? `Choose at most ${most}.` : undefined;
  if (typeof value !== 'string') return undefined;
  switch (element.type) {
    case 'plain_text_input': {
      const [least, greatest] = [Number(element.min_length ?? 0), Number(element.max_length ?? 3000)];
      if (value.length < least) return `Enter at least ${least} characters.`;
      return value.length > greatest ? `Enter at most ${greatest} characters.` : undefined;
    }
    case 'email_text_input':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? undefined : 'Enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(value) ? undefined : 'Enter a valid URL.';
    case 'number_input':
      return numberProblem(element, value);
  }
  return undefined;
}

function numberProblem(element: JsonObject, value: string): string | undefined {
  const number = Number(value);
  if (Number.isNaN(number)) return 'Enter a number.';
  if (element.is_decimal_allowed !== true && !Number.isInteger(number)) return 'Enter a whole number.';
  if (element.min_value !== undefined && number < Number(element.min_value)) {
    return `Enter ${element.min_value} or more.`;
  }
  if (element.max_value !== undefined && number > Number(element.max_value)) {
    return `Enter ${element.max_value} or less.`;
  }
  return undefined;
}
