import { hostProgram } from '../../../src/host/program.ts';

/** The two sides of one look. */
export type Side = 'target' | 'sender';

/**
 * What happened on both sides of one look, in order: a side was asked, something was said to it, or it printed something
 * `after` so many milliseconds of quiet.
 */
type Step = { side: Side } & (
  | { kind: 'begun' }
  | { kind: 'said'; words: string }
  | { kind: 'printed'; stream: 'stdout' | 'stderr'; text: string; after: number }
);

export type Recording = { nonces: Record<Side, string>; steps: Step[] };

/** The word that marks what belongs to a run of the host's program. */
export function nonceOf(command: string): string {
  return /\bnonce ([0-9a-f]+)/.exec(command)?.[1] ?? '';
}

/** Words that come as often as time passes, and change nothing. */
export const isHold = (words: string): boolean => words.startsWith('hold ');

/** Tells of each line that follows the host's program on its standard input. */
export function wordsAfterProgram(onWords: (words: string) => void): (chunk: Buffer) => void {
  let program = Buffer.byteLength(hostProgram());
  let partial = '';
  return (chunk) => {
    const rest = chunk.subarray(program);
    program = Math.max(0, program - chunk.length);
    const lines = (partial + rest.toString()).split('\n');
    partial = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onWords(line);
  };
}
