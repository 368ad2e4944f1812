import { printable } from '../printable.ts';

/** Longest text of one line, in characters. */
const LIMIT = 1000;

/** Lines of a file that the page shows. */
const FILE_LINES = 60;

/** Names and outputs come from elsewhere: no control characters, and nothing that Markdown would take for its own. */
export function text(untrusted: string): string {
  return printable(untrusted, LIMIT).replace(/[\\`*_[\]<>|#]/g, '\\$&');
}

/** Untrusted text as code. */
export function code(untrusted: string): string {
  return `\`${printable(untrusted, LIMIT).replaceAll('`', "'")}\``;
}

/** Untrusted lines as a block of code, indented: nothing in them can end it. */
export function fenced(untrusted: string): string[] {
  const lines = untrusted.replace(/\n$/, '').split('\n');
  const more = lines.length > FILE_LINES ? [`    … (${lines.length - FILE_LINES} more lines)`] : [];
  return ['', ...lines.slice(0, FILE_LINES).map((line) => `    ${printable(line, LIMIT)}`), ...more];
}

/** A moment in UTC, to the second. */
export function second(at: string): string {
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? text(at) : `${moment.toISOString().slice(0, 19)}Z`;
}
