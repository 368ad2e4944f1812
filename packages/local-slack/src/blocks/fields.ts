import { isObject, type JsonObject, object } from '../json.ts';
import { ELEMENT_LIMITS } from '../limits.ts';
import { checkOptionGroups, checkOptions } from './composition.ts';
import type { Problems } from './problems.ts';

const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** A menu, picker or input: its options and the bounds of what it takes (element references). */
export function checkField(field: JsonObject, pointer: string, problems: Problems): void {
  const type = String(field.type);
  if (field.max_selected_items !== undefined && !isCount(field.max_selected_items, 1)) {
    problems.add(`${pointer}/max_selected_items`, 'must be 1 or more');
  }
  CHECKS[type.replace(/^multi_/, '')]?.(field, pointer, problems);
}

const CHECKS: Record<string, (field: JsonObject, pointer: string, problems: Problems) => void> = {
  plain_text_input: checkTextInput,
  number_input(field, at, problems) {
    if (typeof field.is_decimal_allowed !== 'boolean') {
      problems.add(at, 'missing required field: is_decimal_allowed');
    }
    for (const key of ['initial_value', 'min_value', 'max_value']) {
      const value = field[key];
      if (value !== undefined && (typeof value !== 'string' || value === '' || Number.isNaN(Number(value)))) {
        problems.add(`${at}/${key}`, 'must be a number as a string');
      }
    }
  },
  file_input(field, at, problems) {
    const count = field.max_files;
    if (count !== undefined && !(isCount(count, 1) && count <= ELEMENT_LIMITS.inputFiles)) {
      problems.add(`${at}/max_files`, `must be between 1 and ${ELEMENT_LIMITS.inputFiles}`);
    }
  },
  datepicker: (field, at, problems) => checkPattern(field.initial_date, `${at}/initial_date`, DATE, problems),
  timepicker: (field, at, problems) => checkPattern(field.initial_time, `${at}/initial_time`, TIME, problems),
  datetimepicker(field, at, problems) {
    const time = field.initial_date_time;
    if (time !== undefined && !/^\d{10}$/.test(String(time))) {
      problems.add(`${at}/initial_date_time`, 'must be a UNIX time of 10 digits');
    }
  },
  checkboxes: checkChoices,
  radio_buttons: checkChoices,
  overflow: (field, at, problems) =>
    checkOptions(field.options, `${at}/options`, problems, ELEMENT_LIMITS.overflowOptions),
  static_select: checkStaticSelect,
  external_select(field, at, problems) {
    const least = field.min_query_length;
    if (least !== undefined && !isCount(least, 0)) {
      problems.add(`${at}/min_query_length`, 'must be 0 or more');
    }
  },
};

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
  problems.optionalString(input.initial_value, `${pointer}/initial_value`, ELEMENT_LIMITS.inputLength);
}

function checkChoices(field: JsonObject, at: string, problems: Problems): void {
  const max = ELEMENT_LIMITS.choiceOptions;
  checkOptions(field.options, `${at}/options`, problems, max, ['plain_text', 'mrkdwn']);
  checkInitial(field, at, problems);
}

function checkStaticSelect(field: JsonObject, at: string, problems: Problems): void {
  if (field.option_groups !== undefined && field.options === undefined) {
    checkOptionGroups(field.option_groups, `${at}/option_groups`, problems);
  } else {
    checkOptions(field.options, `${at}/options`, problems, ELEMENT_LIMITS.selectOptions);
  }
  checkInitial(field, at, problems);
}

/** What is chosen at first must be one of the options, word for word. */
function checkInitial(field: JsonObject, at: string, problems: Problems): void {
  const named = (option: JsonObject): string => JSON.stringify([option.value, object(option, 'text').text]);
  const offered = optionsOf(field).map(named);
  const many = Array.isArray(field.initial_options) ? field.initial_options : [];
  const initial = [...many, ...(field.initial_option === undefined ? [] : [field.initial_option])];
  for (const option of initial) {
    if (!isObject(option) || !offered.includes(named(option))) {
      const key = field.initial_option === undefined ? 'initial_options' : 'initial_option';
      problems.add(`${at}/${key}`, 'must exactly match one of the provided options');
    }
  }
}

/** The options that a menu carries with it, those of its groups included. */
export function optionsOf(menu: JsonObject): JsonObject[] {
  const list = (value: unknown): JsonObject[] => (Array.isArray(value) ? value : []);
  return [...list(menu.options), ...list(menu.option_groups).flatMap((group) => list(group.options))];
}

function checkPattern(value: unknown, pointer: string, pattern: RegExp, problems: Problems): void {
  if (value !== undefined && !pattern.test(String(value))) {
    problems.add(pointer, `input must match regex pattern: ${pattern.source}`);
  }
}

function isCount(value: unknown, least: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least;
}
