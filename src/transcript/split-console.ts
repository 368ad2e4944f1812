import { type Background, interrupts, isBehind, isLeftRunning, isOfBackground } from './background.ts';
import { readCommandLine } from './command-line.ts';
import { isFailure } from './forms/failures.ts';
import { isProse, looksTechnical } from './forms/prose.ts';
import { isElision, plainLines } from './forms/text.ts';
import { type OpenSection, openSection, sectionOf } from './open-section.ts';
import type { Output } from './output.ts';
import { capture } from './outputs/capture.ts';
import { formOf, outputOf } from './outputs/index.ts';
import { readPrompt, startsWithCommand } from './prompt.ts';
import type { Section } from './section.ts';
import { undressed } from './undressed.ts';

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
  const plain = undressed(source);
  const lines = plain.map(({ text }) => text);
  const sections: Section[] = [];
  let open: OpenSection = { output: [] };
  let fenced = false;
  let background: Background | undefined;
  let isInside = false;

  const close = () => {
    if (open.command !== undefined || open.output.some((line) => line.trim() !== '')) {
      const section = sectionOf(open);
      sections.push(section);
      if (open.prints && isLeftRunning(open)) background = { section, host: open.host, prints: open.prints };
    }
    open = { output: [] };
  };

  const push = (line: string, at: number) => {
    open.line ??= (plain[at]?.at ?? at) + 1;
    open.output.push(line);
  };

  for (let at = 0; at < lines.length; at++) {
    if (open.numbered) lines[at] = (lines[at] ?? '').replace(/^\d{1,6}[:-]/, '');
    const line = lines[at] ?? '';
    if (FENCE.test(line)) {
      isInside = !isInside;
      // A command before the fence that opens prints what stands in it.
      const prints = open.heading === true || (isInside && open.command !== undefined);
      if (!(prints && open.output.every((earlier) => earlier.trim() === ''))) close();
      fenced = true;
      continue;
    }
    // A fence ends the paste as its end does; what follows it is seen to stand behind.
    if (line.trim() !== '') fenced = false;
    const prompt = promptOf(lines, at, open);
    if (prompt) {
      // The program in the background prints over the prompt: what is typed then stands alone on its line.
      const running = isLeftRunning(open) ? open.host : background?.host;
      const isNext = isBehind(background, open, sections);
      const host = prompt.heading && (running === open.host || isNext) ? running : prompt.host;
      close();
      const begins = (plain[at]?.at ?? at) + 1;
      let { typed } = prompt;
      while (typed.endsWith('\\') && at + 1 < lines.length && typed.length < 4000) {
        typed = `${typed.slice(0, -1)} ${(lines[++at] ?? '').replace(/^\s*>\s?/, '').trim()}`;
      }
      open = { ...openSection(host, typed), line: begins };
      if (prompt.heading) open.heading = true;
    } else if (!background && interrupts(open, line)) {
      // Somebody else's packets would stand behind the ping's own end, or another prompt.
      const section: Section = { output: line, line: (plain[at]?.at ?? at) + 1 };
      if (open.host !== undefined) section.host = open.host;
      sections.push(section);
      background = { section, host: open.host, prints: capture, taken: true };
    } else if (
      background &&
      open.prints !== background.prints &&
      (open.host === background.host || isBehind(background, open, sections)) &&
      isOfBackground(background, line)
    ) {
      background.section.output += `\n${line}`;
      background.taken = true;
    } else if (open.command !== undefined && endsSection(lines, at, open)) {
      const interrupted = open.prints !== undefined && printsNext(lines, at + 1, open.prints);
      close();
      // Lines of the same kind behind a remark: the listing may go on there.
      const ended = sections.at(-1);
      if (interrupted && ended) ended.atEnd = true;
      push(line, at);
    } else push(line, at);
  }
  const last = open;
  const shown = sections.length;
  close();
  const ending = sections.length > shown || fenced ? sections.at(-1) : undefined;
  if (ending) ending.atEnd = true;
  // A command at the very end without any output: the paste may have been cut right there.
  if (last.command !== undefined && last.output.every((line) => line.trim() === '')) {
    const section = sections.at(-1);
    if (section) section.truncated = true;
  }
  return sections;
}

/** Whether a line after a command's output belongs to it no more: prose, or the form of another command's output. */
function endsSection(lines: readonly string[], at: number, open: OpenSection): boolean {
  const line = lines[at] ?? '';
  const { prints } = open;
  if (!prints?.lines?.formed || line.trim() === '' || prints.lines.continues?.(line)) return false;
  const form = formOf(line, lines[at + 1]);
  if (form === prints) open.shown = true;
  if (form === prints || isFailure(line)) return false;
  if (form !== undefined) return form !== 'json' && form.lines?.unmistakable === true && open.shown === true;
  if (isElision(line)) return false;
  // Headings are translated: what stands between the command and the first line of its output is one.
  const isHeading = !open.shown && open.output.every((earlier) => earlier.trim() === '');
  if (isHeading && printsNext(lines, at + 1, prints)) return false;
  if (isProse(line)) return true;
  const { canBelong } = prints.lines;
  const json = /^\s*[[{]/.test(open.output.find((shown) => shown.trim() !== '') ?? line);
  if (json || canBelong?.(line)) return false;
  // What stands before the first line of an output can be its heading.
  if (canBelong) return open.shown === true || !printsNext(lines, at + 1, prints);
  const apart = open.shown === true && open.output.at(-1)?.trim() === '';
  return apart && !looksTechnical(line);
}

function promptOf(
  lines: readonly string[],
  at: number,
  open: OpenSection,
): { host?: string; typed: string; heading?: true } | undefined {
  const line = lines[at] ?? '';
  // A lone `#` is a prompt behind a command's output, and an empty comment elsewhere.
  if (line.trim() === '#' && open.prints?.lines?.formed) return { typed: '' };
  const watch = line.startsWith('Every ') ? WATCH.exec(line.slice(0, 700)) : null;
  if (watch) return { host: watch[2] ?? '', typed: watch[1] ?? '' };
  const prompt = readPrompt(line);
  if (prompt && !(prompt.typed === '' && prompt.host === undefined && !open.known)) return prompt;
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
    const prints = commands.length === 1 && commands[0] ? outputOf(commands[0]) : undefined;
    if (
      prints !== undefined &&
      prints !== 'ignored' &&
      formOf(line) === undefined &&
      printsNext(lines, at + 1, prints)
    )
      return { typed: candidate, heading: true };
  }
  return undefined;
}

/** Whether one of the next lines begins an output of this kind. */
function printsNext(lines: readonly string[], from: number, output: Output): boolean {
  for (let at = from; at < Math.min(from + 4, lines.length); at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || FENCE.test(line)) continue;
    const form = formOf(line, lines[at + 1]);
    if (form === undefined) return false;
    if (form === 'json') return output.json !== undefined || output.kind === 'nft';
    return form === output || output.lines?.beginsAs?.includes(form.kind) === true;
  }
  return false;
}
