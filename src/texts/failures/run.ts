/** How a program that an administrator configured failed; `said`: its own words, or an error's code. */
export type FailedRun =
  | { how: 'not-started'; said: string }
  | { how: 'too-slow'; seconds: number }
  | { how: 'interrupted' }
  | { how: 'too-much'; kilobytes: number }
  /** `status`: a number, or the name of a signal. */
  | { how: 'ended'; status: number | string; said: string };
