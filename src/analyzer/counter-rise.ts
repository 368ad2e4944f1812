import type { CounterSnapshot } from './model/index.ts';

/** How much a counter rose between the first and the last snapshot that show it; undefined where it was not read twice. */
export function rise(counters: readonly CounterSnapshot[], name: string): number | undefined {
  const values = counters.flatMap(({ values }) => values[name] ?? []);
  const [first, last] = [values[0], values.at(-1)];
  return first === undefined || last === undefined || values.length < 2 ? undefined : last - first;
}
