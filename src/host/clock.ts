/** Milliseconds of the one clock that all parts of a look share. */
export function now(): number {
  return Math.round(performance.now());
}

/** Does not keep the process alive: what is waited for has a connection that does. */
export function delay(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds).unref());
}

/** What the promise resolves with; undefined where it takes longer than so many milliseconds. */
export function inTime<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  return Promise.race([promise, delay(milliseconds)]);
}
