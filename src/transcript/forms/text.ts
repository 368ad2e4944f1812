const ESCAPE = String.fromCharCode(27);
const BACKSPACE = String.fromCharCode(8);

/** Escape sequences of terminals: CSI (colours, cursor), OSC (titles), charset and two-character ones. */
const ESCAPE_SEQUENCE = new RegExp(
  `${ESCAPE}(?:\\[[0-9;?]{0,32}[ -/]{0,4}[@-~]|\\][^\\u0007${ESCAPE}]{0,512}(?:\\u0007|${ESCAPE}\\\\)?|[()][A-Za-z0-9]|[=>NOM78c])`,
  'g',
);

/** Lines read of one text, so that reading takes seconds at most; the rest is told as a gap. */
export const MAX_LINES = 250_000;

/** What a terminal shows, as at most MAX_LINES + 1 plain lines: no escape sequences, carriage returns, or characters typed and taken back. */
export function plainLines(text: string): string[] {
  let plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (plain.includes(ESCAPE)) plain = plain.replace(ESCAPE_SEQUENCE, '');
  // Slack hands over message text with these three escaped; no output read here prints them by itself.
  if (plain.includes('&gt;') || plain.includes('&lt;')) {
    plain = plain.replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  }
  if (plain.includes('\u00A0')) plain = plain.replaceAll('\u00A0', ' ');
  return plain.split('\n', MAX_LINES + 1).map(plainLine);
}

function plainLine(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === '\r') end--;
  let shown = end === line.length ? line : line.slice(0, end);
  const overwritten = shown.lastIndexOf('\r');
  if (overwritten !== -1) shown = shown.slice(overwritten + 1);
  return shown.includes(BACKSPACE) ? withBackspaces(shown) : shown;
}

function withBackspaces(line: string): string {
  const kept: string[] = [];
  for (const character of line) {
    if (character === BACKSPACE) kept.pop();
    else kept.push(character);
  }
  return kept.join('');
}

/** Words between blanks. */
export function wordsOf(line: string): string[] {
  const trimmed = line.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
}

/** At most `limit` characters of a line, for quoting it. */
export function quoted(line: string, limit = 160): string {
  const trimmed = line.trim();
  return trimmed.length <= limit ? trimmed : `${trimmed.slice(0, limit)}…`;
}

/** A non-negative decimal number, or undefined. */
export function decimal(word: string | undefined): number | undefined {
  return word !== undefined && /^\d{1,15}$/.test(word) ? Number(word) : undefined;
}

/** A decimal or `0x` hexadecimal number, or undefined. */
export function integer(word: string | undefined): number | undefined {
  if (word !== undefined && /^0x[0-9a-f]{1,8}$/i.test(word)) return Number.parseInt(word, 16);
  return decimal(word);
}

/** Whether a line only says that something was left out here. */
export function isElision(line: string): boolean {
  const trimmed = line.trim();
  if (trimmed.length === 0 || trimmed.length > 80) return false;
  return (
    /^(?:\.{3,}|…+|\[\.{3}\]|\[…\]|<\.{3}>|\(\.{3}\)|<snip>|\[snip\]|-*8<-*|--More--.{0,20})$/i.test(
      trimmed,
    ) || /^[[(<.… -]{0,5}(?:output |listing )?(?:truncated|omitted|snipped|cut|snip)\b.{0,40}$/i.test(trimmed)
  );
}
