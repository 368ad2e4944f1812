import type { CounterSnapshot } from './model/index.ts';

/** How much a counter rose between the first and the last snapshot; undefined where it was not read twice. */
export function rise(counters: readonly CounterSnapshot[], name: string): number | undefined {
  const first = counters[0]?.values[name];
  const last = counters.length > 1 ? counters.at(-1)?.values[name] : undefined;
  return first === undefined || last === undefined ? undefined : last - first;
}
