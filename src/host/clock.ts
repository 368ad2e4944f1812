import { setTimeout } from 'node:timers/promises';

/** Milliseconds of the one clock that all parts of a look share. */
export function now(): number {
  return Math.round(performance.now());
}

/** Keeps the process alive: between two attempts nothing else does. */
export const delay = (milliseconds: number): Promise<void> => setTimeout(milliseconds);

/**
 * What the promise resolves with; undefined where it takes longer than so many milliseconds. Keeps the process alive until one of both
 * has come, since a connection that is lost does not, and no longer.
 */
export async function inTime<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  const limit = new AbortController();
  const late = setTimeout(milliseconds, undefined, { signal: limit.signal }).catch(() => undefined);
  return Promise.race([promise, late]).finally(() => limit.abort());
}
