import { readCommandLine, type TypedCommand } from './command-line.ts';
import { plainLines } from './forms/text.ts';
import { type Kind, kindOfCommand } from './kinds.ts';
import { readPrompt, startsWithCommand } from './prompt.ts';
import { formOf, isFailure, isProse, looksTechnical } from './recognise.ts';
import type { Section } from './section.ts';

const FENCE = /^\s*(?:```|~~~)/;
const WATCH = /^Every [\d.]{1,8}s: (.{1,300}?)\s{2,}(\S{1,253}): /;

/** Sections of a pasted console: see readConsole; ANSI sequences, carriage returns and fences are taken off first. */
export function splitConsole(text: string): Section[] {
  return readConsole(plainLines(text));
}

/**
 * The commands and their outputs in the lines of a console, by its prompts; a prompt's host goes with its commands. Text
 * that follows no prompt comes as sections without a command.
 */
export function readConsole(source: readonly string[]): Section[] {
  const lines = unquoted(source);
  const sections: Section[] = [];
  let open: OpenSection = { output: [] };

  const close = () => {
    if (open.command !== undefined || open.output.some((line) => line.trim() !== ''))
      sections.push(sectionOf(open));
    open = { output: [] };
  };

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (FENCE.test(line)) {
      // A heading that is a command stands before the fence of its output.
      if (!(open.heading && open.output.every((earlier) => earlier.trim() === ''))) close();
      continue;
    }
    const prompt = promptOf(lines, at, open);
    if (prompt) {
      close();
      let { typed } = prompt;
      while (typed.endsWith('\\') && at + 1 < lines.length && typed.length < 4000) {
        typed = `${typed.slice(0, -1)} ${(lines[++at] ?? '').replace(/^\s*>\s?/, '').trim()}`;
      }
      open = openSection(prompt.host, typed);
      if (prompt.heading) open.heading = true;
    } else if (open.command !== undefined && endsSection(line, open)) {
      close();
      open.output.push(line);
    } else open.output.push(line);
  }
  const last = open;
  close();
  // A command at the very end without any output: the paste may have been cut right there.
  if (last.command !== undefined && last.output.every((line) => line.trim() === '')) {
    const section = sections.at(-1);
    if (section) section.truncated = true;
  }
  return sections;
}

/** `shown`: a line of the command's own kind was seen. */
type OpenSection = {
  host?: string;
  command?: string;
  kind?: Kind;
  output: string[];
  shown?: true;
  heading?: true;
};

function openSection(host: string | undefined, typed: string): OpenSection {
  const open: OpenSection = { output: [] };
  if (host !== undefined) open.host = host;
  if (typed === '') return open;
  const commands = readCommandLine(typed);
  open.command = withoutWrappers(typed, commands);
  const kinds = commands.map(kindOfCommand);
  if (commands.length === 1 && kinds[0] !== undefined) open.kind = kinds[0];
  const remote = commands[0]?.host;
  if (remote !== undefined && remote !== '' && commands.every((command) => command.host === remote))
    open.host = remote;
  return open;
}

/** The line as typed, less what stands before a single command (`sudo -n`, `LANG=C`, `ssh HOST`). */
function withoutWrappers(typed: string, commands: readonly TypedCommand[]): string {
  const [only] = commands;
  const name = only?.argv[0];
  if (commands.length !== 1 || name === undefined || only?.host !== undefined) return typed;
  const at = new RegExp(`(?:^|[\\s/\\\\])(${name.replace(/[^\w-]/g, '\\$&')})(?=\\s|$|[;|&>])`).exec(typed);
  return at ? typed.slice(at.index + at[0].length - name.length) : typed;
}

function sectionOf(open: OpenSection): Section {
  const section: Section = { output: open.output.join('\n') };
  if (open.host !== undefined) section.host = open.host;
  if (open.command !== undefined) section.command = open.command;
  return section;
}

/** Kinds whose lines all have a form of their own, so that foreign lines show where the output ended. */
const STRICT: ReadonlySet<Kind> = new Set<Kind>([
  'interfaces',
  'brief',
  'routes',
  'route-table',
  'rules',
  'neighbours',
  'route-get',
  'sysctl',
  'capture',
  'ping',
  'counters',
  'sockets',
  'arp',
  'uname',
  'hostname',
]);
/** Forms that are not mistaken for one another. */
const DISTINCT: ReadonlySet<Kind> = new Set<Kind>([
  'interfaces',
  'rules',
  'sysctl',
  'capture',
  'ping',
  'route-table',
  'counters',
  'nft',
  'iptables-save',
  'ifconfig',
]);

/** Whether a line after a command's output belongs to it no more: prose, or the form of another command's output. */
function endsSection(line: string, open: OpenSection): boolean {
  if (open.kind === undefined || !STRICT.has(open.kind) || line.trim() === '') return false;
  const form = formOf(line);
  if (form === open.kind) open.shown = true;
  if (form === open.kind || isFailure(line)) return false;
  if (form === undefined) {
    const apart = open.shown === true && open.output.at(-1)?.trim() === '';
    return isProse(line) || (apart && !looksTechnical(line));
  }
  return DISTINCT.has(form) && open.shown === true;
}

function promptOf(
  lines: readonly string[],
  at: number,
  open: OpenSection,
): { host?: string; typed: string; heading?: true } | undefined {
  const line = lines[at] ?? '';
  // A lone `#` is a prompt behind a command's output, and an empty comment elsewhere.
  if (line.trim() === '#' && open.kind !== undefined && STRICT.has(open.kind)) return { typed: '' };
  const watch = line.startsWith('Every ') ? WATCH.exec(line.slice(0, 700)) : null;
  if (watch) return { host: watch[2] ?? '', typed: watch[1] ?? '' };
  const prompt = readPrompt(line);
  if (prompt && !(prompt.typed === '' && prompt.host === undefined && open.kind === undefined)) return prompt;
  return bareCommand(lines, at);
}

/** A command that stands on a line of its own (a heading, `set -x`, inline code) right before the output that it prints. */
function bareCommand(lines: readonly string[], at: number): { typed: string; heading: true } | undefined {
  const line = (lines[at] ?? '').trim();
  if (line.length < 2 || line.length > 300) return undefined;
  const inline = /`([^`]{2,200})`/.exec(line)?.[1];
  const candidates = [line.replace(/^[#*=+>\s-]{1,8}(?=\S)/, '').replace(/[*=:\s-]{1,8}$/, ''), inline];
  for (const candidate of candidates) {
    if (candidate === undefined || !startsWithCommand(candidate)) continue;
    const commands = readCommandLine(candidate);
    const kind = commands.length === 1 && commands[0] ? kindOfCommand(commands[0]) : undefined;
    if (kind !== undefined && printsNext(lines, at + 1, kind)) return { typed: candidate, heading: true };
  }
  return undefined;
}

function printsNext(lines: readonly string[], from: number, kind: Kind): boolean {
  for (let at = from; at < Math.min(from + 4, lines.length); at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || FENCE.test(line)) continue;
    const form = formOf(line);
    if (form === undefined) return false;
    if (form === kind) return true;
    if (form === 'json')
      return ['interfaces', 'routes', 'rules', 'neighbours', 'route-get', 'nft'].includes(kind);
    // The answer of `ip route get` reads like a route.
    if (kind === 'route-get') return form === 'routes';
    return kind === 'files' && form === 'sysctl';
  }
  return false;
}

/** Mail and chat quote with `> ` at the beginning of the lines. */
function unquoted(lines: readonly string[]): readonly string[] {
  const full = lines.filter((line) => line.trim() !== '');
  const quoted = full.filter((line) => /^>\s?/.test(line)).length;
  if (full.length === 0 || quoted * 10 < full.length * 6) return lines;
  return lines.map((line) => line.replace(/^>\s?/, ''));
}
