/** What stands before each line where an editor, a pager or a terminal's log numbers its lines or notes their time. */
type Margin = {
  form: RegExp;
  /** Whether a line's margin can follow the one before it. */
  follows: (mark: string, before: string) => boolean;
};

const MARGINS: readonly Margin[] = [
  {
    form: /^\s{0,8}(\d{1,6})(?:[:.)|]\s?|\s?\|\s?| {1,2}|\t|$)/,
    follows: (mark, before) => Number(mark) === Number(before) + 1,
  },
  {
    form: /^\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?(?:\]:?|:)?(?:\s|$)/,
    follows: (mark, before) => mark >= before,
  },
  {
    // A round of a loop has the clock before it, `ts` the date; tcpdump's own clock has fractions.
    form: /^\[?((?:(?:[A-Z][a-z]{2} ){1,2} ?\d{1,2} )?\d\d:\d\d(?::\d\d)?)(?:\]:?|:)?\s/,
    follows: () => true,
  },
];

/** A stretch of fewer lines is no margin: an output may begin its lines so. */
const FEWEST = 3;

/**
 * The lines without their margin, wherever a stretch of them has one: the marks follow each other from line to line, and without
 * them more lines tell what they are than with them. `tells`: whether a line tells that by itself.
 */
export function withoutMargins(lines: readonly string[], tells: (line: string) => boolean): string[] {
  return MARGINS.reduce((shown, margin) => withoutMargin(shown, margin, tells), [...lines]);
}

function withoutMargin(
  lines: readonly string[],
  { form, follows }: Margin,
  tells: (line: string) => boolean,
): string[] {
  const result: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const stretch: { line: string; rest: string }[] = [];
    let before: string | undefined;
    for (let next = at; next < lines.length; next++) {
      const line = lines[next] ?? '';
      const margin = form.exec(line.slice(0, 60));
      const mark = margin?.[1];
      if (!margin || mark === undefined || (before !== undefined && !follows(mark, before))) break;
      stretch.push({ line, rest: line.slice(margin[0].length) });
      before = mark;
    }
    const gained =
      stretch.length >= FEWEST ? stretch.filter(({ line, rest }) => !tells(line) && tells(rest)) : [];
    const lost = gained.length === 0 ? [] : stretch.filter(({ line, rest }) => tells(line) && !tells(rest));
    const isMargin = gained.length >= 2 && gained.length > lost.length;
    if (stretch.length === 0) result.push(lines[at] ?? '');
    for (const { line, rest } of stretch) result.push(isMargin ? rest : line);
    at += Math.max(1, stretch.length);
  }
  return result;
}

/**
 * The lines without the indent of code blocks (Markdown: four blanks or a tab, behind a blank line), where such a block begins
 * with a prompt: outputs tell their parts by indents of their own.
 */
export function withoutIndents(
  lines: readonly string[],
  showsPrompt: (line: string) => boolean,
): readonly string[] {
  const result = [...lines];
  for (let at = 0; at < lines.length; at++) {
    const begins = isIndented(lines[at] ?? '') && (lines[at - 1] ?? '').trim() === '';
    if (!begins || !showsPrompt(lines[at] ?? '')) continue;
    let end = at;
    while (end < lines.length && (isIndented(lines[end] ?? '') || (lines[end] ?? '').trim() === '')) end++;
    const block = lines.slice(at, end);
    const widths = block.flatMap((line) =>
      line.trim() === '' ? [] : (/^[ \t]*/.exec(line)?.[0].length ?? 0),
    );
    const width = Math.min(...widths);
    for (const [offset, line] of block.entries()) result[at + offset] = line.slice(width);
    at = end;
  }
  return result;
}

function isIndented(line: string): boolean {
  return /^(?: {4}|\t)\s*\S/.test(line);
}
