/** A JSON object whose fields are not known yet: Slack's payloads before they are checked. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field as text, or undefined when it is missing or something else. */
export function text(source: JsonObject, key: string): string | undefined {
  const value = source[key];
  return typeof value === 'string' ? value : undefined;
}

/** The field as a list of objects; anything else in the list is passed over. */
export function objects(source: JsonObject, key: string): JsonObject[] {
  const value = source[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The field as an object, or an empty one. */
export function object(source: JsonObject, key: string): JsonObject {
  const value = source[key];
  return isObject(value) ? value : {};
}

/** Form-encoded bodies say `true`, `1` or `"1"`; JSON bodies say true. */
export function flag(source: JsonObject, key: string): boolean {
  const value = source[key];
  return value === true || value === 1 || value === 'true' || value === '1';
}
