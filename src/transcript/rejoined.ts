import { formOf } from './outputs/index.ts';

/** A line with its place in the source. */
export type Line = { text: string; at: number };

/** Words with which no output begins a line of its own, and that stand within the lines of several. */
const WITHIN =
  /^\s{0,3}(?:(?:via|dev|src|proto|scope|metric|lookup|brd|qdisc|master|qlen|lladdr) \S|state (?:UP|DOWN|UNKNOWN)\b|echo (?:request|reply), id|id \d+, seq|seq \d+|length \d+$|win \d+|Flags \[|options \[)/;

/**
 * Lines that a narrow screen broke, each in one again: a line that no output begins so goes on with the one before, where both
 * together have the form that the first has.
 */
export function rejoined(lines: readonly Line[]): Line[] {
  const whole: Line[] = [];
  for (const line of lines) {
    const before = whole.at(-1);
    if (before && goesOn(before.text, line.text))
      before.text = `${before.text.trimEnd()} ${line.text.trim()}`;
    else whole.push({ ...line });
  }
  return whole;
}

function goesOn(before: string, line: string): boolean {
  if (!WITHIN.test(line.slice(0, 80)) || before.trim() === '' || formOf(line) !== undefined) return false;
  const form = formOf(before);
  return form !== undefined && form !== 'json' && formOf(`${before.trimEnd()} ${line.trim()}`) === form;
}
