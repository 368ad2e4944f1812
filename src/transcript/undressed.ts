import { withoutIndents, withoutMargins } from './margins.ts';
import { formOf } from './outputs/index.ts';
import { readPrompt } from './prompt.ts';
import { type Line, rejoined } from './rejoined.ts';

/** A fence as Markdown has it, for what other editors write instead. */
const FENCE = '```';
/** Wiki, forum and HTML tags around code, alone on a line or beside its first or last line. */
const OPENING =
  /^\s{0,8}(?:\{(?:code|noformat)(?::[^{}]{1,60})?\}|\[code(?:=\w{1,20})?\]|\{\{\{(?:#!\w{1,20})?|<(?:pre|code|syntaxhighlight|source)(?:\s[^<>]{0,100})?>)/i;
const CLOSING = /(?:\{(?:code|noformat)\}|\[\/code\]|\}\}\}|<\/(?:pre|code|syntaxhighlight|source)>)\s*$/i;

/**
 * The lines of a console without what mail, chats and wikis put around them: line numbers, quote marks, bold, table cells, bullets, the
 * marks of a diff (whose removed lines are left out), the indent of a code block, and tags around code; what a narrow screen broke is joined. A line is
 * changed only where it then has a form of its own, or shows a prompt.
 */
export function undressed(source: readonly string[]): Line[] {
  const fenced = source.flatMap((text, at) => withFences(text).map((part) => ({ text: part, at })));
  const quoted = withoutQuotes(fenced.map(({ text }) => text));
  const plain = withoutMargins(withoutIndents(quoted, showsPrompt), tells);
  const changed = withoutDress(plain);
  return rejoined(fenced.flatMap(({ at }, index) => (changed[index] ?? []).map((text) => ({ text, at }))));
}

/** The lines that each line comes to: one, or none. */
function withoutDress(lines: readonly string[]): string[][] {
  const isDiff = lines.some(
    (line) => /^@@ |^\+(?!\+\+)/.test(line) && (line.startsWith('@@') || tells(line.slice(1))),
  );
  return lines.map((line) => [plainLine(line, isDiff)].flat());
}

function plainLine(line: string, isDiff: boolean): string | string[] {
  const first = line.trimStart()[0];
  if (first === '|') return cells(line);
  if (isDiff && (first === '+' || first === '-')) return ofDiff(line);
  if (first === '-' || first === '*' || first === '+') return withoutBullet(line);
  if (line.includes('**') || first === '_' || first === '`') return withoutBold(line);
  return SAID.test(line) ? saidInIt(line) : line;
}

/** What programs say of an attempt that failed, for somebody to quote within a sentence or a chat's line. */
const SAID = /\S\s+["'`“«„]?(?:ssh: connect to host |curl: \(\d|nc: connect to )/;

function saidInIt(line: string): string {
  const at = SAID.exec(line)?.index ?? 0;
  const said = line
    .slice(at + 1)
    .trim()
    .replace(/^["'`“«„]|["'`”»]?[.!]?$/g, '');
  return !tells(line) && formOf(said) !== undefined ? said : line;
}

/** Whether a line tells by itself what it is. */
function tells(line: string): boolean {
  return formOf(line) !== undefined || showsPrompt(line);
}

function showsPrompt(line: string): boolean {
  return line.length < 400 && readPrompt(line)?.typed !== undefined && /[#$%>]/.test(line);
}

function withFences(line: string): string[] {
  const start = line.slice(0, 200);
  const opening = OPENING.exec(start)?.[0];
  const closes = CLOSING.test(line.slice(-40));
  if (opening === undefined && !closes) return [line];
  const body = line.slice(opening?.length ?? 0).replace(CLOSING, '');
  return [
    ...(opening === undefined ? [] : [FENCE]),
    ...(body.trim() === '' ? [] : [body]),
    ...(closes ? [FENCE] : []),
  ];
}

/** Mail and chat quote with `> `: most of a paste, or a stretch of it that shows outputs. */
function withoutQuotes(lines: readonly string[]): readonly string[] {
  const full = lines.filter((line) => line.trim() !== '');
  const quoted = full.filter((line) => line.startsWith('>')).length;
  if (quoted === 0) return lines;
  if (quoted * 10 >= full.length * 6) return lines.map(unquoted);
  const result: string[] = [];
  for (let at = 0; at < lines.length; ) {
    let end = at;
    while (end < lines.length && lines[end]?.startsWith('>')) end++;
    if (end === at) result.push(lines[at++] ?? '');
    else {
      const stretch = lines.slice(at, end);
      const plain = stretch.map(unquoted);
      result.push(...(stretch.length > 1 && plain.some(tells) ? plain : stretch));
      at = end;
    }
  }
  return result;
}

function unquoted(line: string): string {
  return line.replace(/^(?:>\s?){1,6}/, '');
}

/** `| 10.0.0.0/24 | dev eth0 |`: the cells of a row, in one line. */
function cells(line: string): string | string[] {
  const row = /^\s*\|{1,2}(.*?)\|{0,2}\s*$/.exec(line.slice(0, 2000))?.[1];
  if (row === undefined) return line;
  if (/^[\s|:-]+$/.test(row)) return [];
  const joined = row.replace(/\s*\|{1,2}\s*/g, ' ').trim();
  return tells(joined) ? joined : line;
}

/** What a diff adds or leaves; what it takes away is no more. */
function ofDiff(line: string): string | string[] {
  if (/^(?:\+\+\+|---) /.test(line)) return [];
  const mark = line[0];
  const rest = line.slice(1);
  if ((mark !== '+' && mark !== '-') || formOf(line) !== undefined || !tells(rest)) return line;
  return mark === '+' ? rest : [];
}

function withoutBullet(line: string): string {
  const rest = /^\s{0,8}[-*+] +(\S.*)$/.exec(line)?.[1];
  if (rest === undefined || formOf(line) !== undefined || !tells(rest)) return withoutBold(line);
  return rest;
}

/** `**line**`, `__line__`, `` `line` `` as a whole; `**` anywhere in a line that has a form without it. */
function withoutBold(line: string): string {
  const whole = /^\s*(\*\*|__|`{1,2})(.{2,600}?)\1\s*$/.exec(line)?.[2];
  if (whole !== undefined && formOf(line) === undefined && tells(whole)) return whole;
  if (!line.includes('**')) return line;
  const plain = line.replaceAll('**', '');
  return formOf(plain) !== undefined ? plain : line;
}
