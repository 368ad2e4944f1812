import stringWidth from 'fast-string-width';
import { wrapAnsi } from 'fast-wrap-ansi';
import { printable } from '../printable.ts';

/** Columns where nobody looks at a terminal. */
const USUAL_WIDTH = 80;
/** Narrower than this nothing can be laid out. */
const LEAST_WIDTH = 30;

/** Columns of the terminal, or of what is read later where output goes to a file or a pipe. */
export function screenWidth(stream: { columns?: number } = process.stdout): number {
  return Math.max(LEAST_WIDTH, stream.columns ?? USUAL_WIDTH);
}

type Layout = { first?: string; rest?: string; width?: number };

/** Prose within the width: its lines, the first behind `first` and the others behind `rest`. */
export function wrapped(
  text: string,
  { first = '', rest = first, width = screenWidth() }: Layout = {},
): string[] {
  const room = Math.max(10, width - Math.max(stringWidth(first), stringWidth(rest)));
  return wrapAnsi(text, room, { hard: true })
    .split('\n')
    .map((line, index) => `${index === 0 ? first : rest}${line}`);
}

/** Text of hosts is data: what could steer a terminal is shown, never sent. */
export function safe(text: string, limit = 2000): string {
  return printable(text.replaceAll('\t', '  '), limit);
}

/** Prints prose on standard error, within the width: progress, questions, what is beside the result. */
export function tellAside(text: string): void {
  const lines = text.split('\n').flatMap((line) => wrapped(line, { width: screenWidth(process.stderr) }));
  process.stderr.write(`${lines.join('\n')}\n`);
}
