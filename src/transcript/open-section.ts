import { numbersLines, readCommandLine, type TypedCommand } from './command-line.ts';
import type { Output } from './output.ts';
import { outputOf } from './outputs/index.ts';
import type { Section } from './section.ts';

/** A section whose lines are still being read. `shown`: a line of the command's own kind was seen. */
export type OpenSection = {
  host?: string;
  command?: string;
  /** The command as it was typed, with what was around it. */
  typed?: string;
  /** Its lines have numbers before them. */
  numbered?: true;
  /** The kind of output that the command prints. */
  prints?: Output;
  /** Line of the paste where it begins, from 1. */
  line?: number;
  /** The command is a known one. */
  known?: true;
  output: string[];
  shown?: true;
  heading?: true;
};

/** The section that a typed command opens. */
export function openSection(host: string | undefined, typed: string): OpenSection {
  const open: OpenSection = { output: [] };
  if (host !== undefined) open.host = host;
  if (typed === '') return open;
  const commands = readCommandLine(typed);
  open.typed = typed;
  open.command = withoutWrappers(typed, commands);
  const [command] = commands;
  if (command && numbersLines(command)) open.numbered = true;
  const prints = commands.length === 1 && command ? outputOf(command) : undefined;
  if (prints !== undefined) open.known = true;
  if (prints !== undefined && prints !== 'ignored') open.prints = prints;
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

/** The section as it was read. */
export function sectionOf(open: OpenSection): Section {
  const section: Section = { output: open.output.join('\n') };
  if (open.host !== undefined) section.host = open.host;
  if (open.command !== undefined) section.command = open.command;
  if (open.line !== undefined) section.line = open.line;
  return section;
}
