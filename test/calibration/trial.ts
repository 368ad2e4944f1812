import type { Asked } from '../lab/scenarios/play.ts';

/** The kinds of input that the table keeps apart. */
export const KINDS = [
  'scenario over SSH',
  'scenario, a witness less',
  'scenario, pasted',
  'scenario, pasted, a listing filtered',
  'pasted console',
  'pasted console, no flags',
  'held console',
  'held console, no flags',
  'article',
  'article, no flags',
] as const;
type Kind = (typeof KINDS)[number];

/** What is put to the analyzer: a paste with the arguments of `explain`, or what a triage over SSH observed. */
export type Input =
  | { readonly form: 'paste'; readonly text: string; readonly arguments: readonly string[] }
  | { readonly form: 'observed'; readonly asked: Asked };

/** What may and what must not be answered. */
export interface Expected {
  /** Acceptable causes; `inconclusive` among them where that is honest. */
  readonly accept: readonly string[];
  /** Causes that must never come. */
  readonly never: readonly string[];
  /** The true cause, or the ones of which one belongs among the first two candidates; empty where it is not known. */
  readonly right: readonly string[];
  /** Remedies that repair it; one of them must be offered where the cause is named. */
  readonly helps: readonly string[];
  /** Remedies that harm or do not help here. */
  readonly neverRemedies: readonly string[];
  /** Words of advised commands that harm here. */
  readonly neverAdvice: readonly string[];
  /** Interfaces that the answer may be about; empty: any. */
  readonly interfaces: readonly string[];
  /** Other interfaces that the same cause stops, where the paste shows it. */
  readonly alsoAffected: readonly string[];
}

/** The diagnosis as far as it is measured; `refused` where there was none. */
export interface Answer {
  /** A cause, or the code of the refusal. */
  readonly cause: string;
  readonly certainty: 'proven' | 'likely' | 'open' | 'refused';
  readonly interface?: string;
  /** The asked host, and its address. */
  readonly host?: string;
  readonly to?: string;
  readonly settles?: string;
  readonly settlesOn?: string;
  /** Best first; undefined where the diagnosis has no candidates at all. */
  readonly candidates?: readonly string[];
  readonly alsoAffected: readonly string[];
  /** Remedies that get a button: said to repair, or to depend on something. */
  readonly offered: readonly string[];
  /** Those of them that are said to repair. */
  readonly promised: readonly string[];
  readonly advice: readonly string[];
  /** One line for the list of failures. */
  readonly said: string;
}

/** The input that is left once the output of a command was added to it; undefined where that output is not known. */
export type Supply = (input: Input, command: string, host: string | undefined) => Input | undefined;

/** One input, what is expected of it, and how a question of the analyzer can be answered. */
export interface Trial {
  readonly name: string;
  /** What was done to the input of that name: a witness taken away, a listing filtered. */
  readonly variant?: string;
  readonly kind: Kind;
  readonly input: Input;
  readonly expected: Expected;
  readonly supply?: Supply;
}
