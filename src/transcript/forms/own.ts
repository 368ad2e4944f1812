/** The value under a key that came from outside: never what the object inherits (`__proto__`, `constructor`). */
export function ownValue<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}
