import type { Failure } from '../failures/index.ts';

/** What is going on while somebody waits. */
export type ProgressMessages = {
  'progress.connecting': { host: string; from?: string };
  /** Over one ssh alias it failed; another one is tried. */
  'progress.next-way': { alias: string; failure: Failure };
  /** SSH failed in a way that may pass. */
  'progress.once-more': { failure: Failure };
  'progress.listening': { host: string; device: string };
  'progress.probing': { from: string; to: string };
  /** Of the probes so far none arrived, or only some were answered. */
  'progress.more-probes': { so: 'none-arrived' | 'some-answered'; more: number };
  'progress.slow': { host: string };
  'progress.looking-at': { device: string };
  'progress.other-change': Record<never, never>;
  /** `by`: the triage whose change is neither confirmed nor undone yet. */
  'progress.held': { host: string; by: string };
};
