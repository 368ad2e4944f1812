export type JsonRecord = { readonly [key: string]: unknown };

/** The value as an object with keys, or undefined. */
export function record(value: unknown): JsonRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonRecord)
    : undefined;
}

/** The value as text (numbers written out), or undefined. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' ? value : undefined;
}

/** The value as a number, where it is one (also from its text form). */
export function number(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'string') return undefined;
  if (/^0x[0-9a-f]{1,8}$/i.test(value)) return Number.parseInt(value, 16);
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** The strings of an array, [] for anything else. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The objects of an array, [] for anything else. */
export function records(value: unknown): JsonRecord[] {
  return Array.isArray(value) ? value.map(record).filter((item) => item !== undefined) : [];
}

/** What could be read of a JSON array of objects, complete or cut somewhere. */
export type JsonItems = {
  items: JsonRecord[];
  /** Text that is no whole object: the place where the listing was cut. */
  rest?: string;
};

/**
 * The objects of a top-level JSON array, one by one, so that a truncated listing still gives those before the cut.
 * Linear in the text; several arrays after one another are joined.
 */
export function jsonItems(source: string): JsonItems {
  const items: JsonRecord[] = [];
  let depth = 0;
  let start = -1;
  let inString = false;
  let arrays = 0;
  let rest: string | undefined;
  for (let at = 0; at < source.length; at++) {
    const character = source[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') {
      if (depth === 0) start = at;
      depth++;
    } else if (character === '}') {
      if (depth > 0) depth--;
      if (depth === 0 && start !== -1) {
        const item = parsed(source.slice(start, at + 1));
        if (item === undefined) rest ??= source.slice(start, start + 200);
        else if (Object.keys(item).length > 0) items.push(item);
        start = -1;
      }
    } else if (depth === 0 && character === '[') arrays++;
    else if (depth === 0 && character === ']') arrays--;
  }
  if (start !== -1) rest ??= source.slice(start, start + 200);
  if (arrays > 0) rest ??= 'the closing bracket is missing';
  return rest === undefined ? { items } : { items, rest };
}

function parsed(source: string): JsonRecord | undefined {
  try {
    return record(JSON.parse(source));
  } catch {
    return undefined;
  }
}

/** Whether the output is JSON. */
export function isJson(lines: readonly string[]): boolean {
  const first = lines.find((line) => line.trim() !== '')?.trim() ?? '';
  return first.startsWith('[') || first.startsWith('{');
}
