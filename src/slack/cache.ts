/** Answers kept for a while; a failed look-up is not kept, and one under way is shared. */
export type Cache<Value> = { get(key: string): Promise<Value>; forget(key: string): void };

/** More answers than this are not kept: the oldest go first. */
const MAX_ENTRIES = 2_000;

/** Keeps what `lookUp` answers for `milliseconds`. */
export function createCache<Value>(
  milliseconds: number,
  lookUp: (key: string) => Promise<Value>,
): Cache<Value> {
  const kept = new Map<string, { value: Promise<Value>; until: number }>();
  return {
    forget: (key) => void kept.delete(key),
    get(key) {
      const known = kept.get(key);
      if (known && known.until > Date.now()) return known.value;
      const value = lookUp(key);
      kept.delete(key);
      kept.set(key, { value, until: Date.now() + milliseconds });
      value.catch(() => {
        if (kept.get(key)?.value === value) kept.delete(key);
      });
      const [oldest] = kept.keys();
      if (kept.size > MAX_ENTRIES && oldest !== undefined) kept.delete(oldest);
      return value;
    },
  };
}
