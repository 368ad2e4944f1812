import type { OutputReason } from '../analyzer/model/index.ts';
import { readCommandLine, type TypedCommand } from './command-line.ts';
import { isProse, looksTechnical } from './forms/prose.ts';
import { isElision } from './forms/text.ts';
import type { Block, Output } from './output.ts';
import { formOf, outputOf, outputOfJson } from './outputs/index.ts';
import type { Section } from './section.ts';

/** The blocks of a section: one where its command tells the kind, else as the lines' forms tell them. */
export function blocksOf(section: Section): Block[] {
  const { lines, elided } = withoutElisions(section.output.split('\n'));
  const commands = section.command === undefined ? [] : readCommandLine(section.command);
  const telling = commands.map((command) => ({ command, output: outputOf(command) }));
  const readable = telling.filter((told): told is Telling => told.output !== 'ignored');
  // 124 and 137 are what timeout(1) leaves behind.
  const late = section.exitStatus === 124 || section.exitStatus === 137;
  const cut =
    section.truncated || elided
      ? ({ kind: 'cut' } as const)
      : late
        ? ({ kind: 'too-slow' } as const)
        : undefined;
  const [only] = readable;
  if (telling.length > 0 && readable.length === 0) return [];
  if (readable.length === 1 && only?.output !== undefined && commands.length === 1) {
    const block: Block = { output: only.output, lines, command: only.command };
    if (section.atEnd) block.atEnd = true;
    return [decorated(block, section, cut)];
  }
  // Lines that no form is known of may be what another command of the line printed.
  const isMixed =
    commands.length > 1 && telling.some(({ output }) => output === undefined || output === 'ignored');
  const formed = blocksByForm(lines, cut, isMixed ? () => false : isDamaged);
  const last = formed.at(-1);
  if (section.atEnd && last?.open) last.block.atEnd = true;
  const blocks = formed.map(({ block }) => block);
  if (section.command === undefined) return blocks;
  return blocks.map((block) => decorated(matched(block, blocks, readable), section, block.partial));
}

function decorated(block: Block, section: Section, cut: OutputReason | undefined): Block {
  const whole: Block = { ...block };
  if (section.command !== undefined) whole.typed = section.command;
  if (section.exitStatus !== undefined) whole.exitStatus = section.exitStatus;
  if (cut !== undefined) whole.cut = true;
  const filters = block.command?.filters ?? [];
  const names = filters.filter((filter) => !keepsAll(filter, block.lines)).map(([name = '']) => name);
  if (names.length > 0) whole.partial = { kind: 'filtered', by: names.join(' | ') };
  else if (cut !== undefined) whole.partial = cut;
  return whole;
}

/** `head` and `tail` let everything through where less is shown than they would show. */
function keepsAll(filter: readonly string[], lines: readonly string[]): boolean {
  const [name = '', ...args] = filter;
  if (name !== 'head' && name !== 'tail') return false;
  const count = args.length === 0 ? '10' : /^(?:-n ?|-|-n,)(\d{1,5})$/.exec(args.join(' '))?.[1];
  return count !== undefined && lines.filter((line) => line.trim() !== '').length < Number(count);
}

type Telling = { command: TypedCommand; output: Output | undefined };

/** The command that printed a block of a line with several commands, where only one of them can have. */
function matched(block: Block, blocks: readonly Block[], readable: readonly Telling[]): Block {
  const mine = readable.filter(({ output }) => output === block.output);
  const same = blocks.filter(({ output }) => output === block.output);
  const command = mine.length === same.length ? mine[same.indexOf(block)]?.command : undefined;
  if (command !== undefined) return { ...block, command };
  if (mine.length < 2) return block;
  return { ...block, ambiguous: true, partial: { kind: 'ambiguous' } };
}

function withoutElisions(lines: readonly string[]): { lines: string[]; elided: boolean } {
  const kept = lines.filter((line) => !isElision(line));
  return { lines: kept, elided: kept.length < lines.length };
}

/** What a block was told to be by its form: JSON's objects say later what they are. */
type Formed = Output | 'json';
type FormedBlock = { form: Formed; lines: string[]; interrupted?: true };

/** JSON runs on to the bracket that closes its first one: pretty-printed, that stands at a line's beginning, or behind the last object. */
function endOf(form: Formed, lines: readonly string[], line: string): 'with' | 'before' | undefined {
  if (form !== 'json') return form.lines?.end?.(line);
  if (!line.trimEnd().endsWith(']')) return undefined;
  const first = (lines[0] ?? line).trim();
  // iproute2 indents the objects of the list by four, and what stands in them by more.
  return first.length >= 4 || /^\]|^ {0,4}\} ?\]/.test(line) ? 'with' : undefined;
}

/** Whether the lines run on to an end of their own. */
function runsOn(form: Formed): boolean {
  return form === 'json' || form.lines?.end !== undefined;
}

/**
 * Blocks of lines without any command, by the lines' own forms: a block goes on over lines that have no form (they may be
 * damaged, or belong to the line before), and ends at a blank line, at prose, or at another form. `open`: the block that
 * nothing ended. `isMore`: whether lines without a form, right behind a block, are more of it.
 */
function blocksByForm(
  lines: readonly string[],
  cut: OutputReason | undefined,
  isMore: (pending: readonly string[]) => boolean,
): { block: Block; open: boolean }[] {
  const blocks: FormedBlock[] = [];
  let open: FormedBlock | undefined;
  let pending: string[] = [];
  for (const [at, line] of lines.entries()) {
    if (open && runsOn(open.form)) {
      const ended = endOf(open.form, open.lines, line);
      if (ended !== 'before') {
        open.lines.push(line);
        if (ended === 'with') open = undefined;
        continue;
      }
      open = undefined;
    }
    const own = formOf(line, lines[at + 1]);
    const form = own ?? (open && linesOf(open.form).continues?.(line) ? open.form : undefined);
    if (form === undefined) {
      if (open === undefined) continue;
      const { blankLines, canBelong } = linesOf(open.form);
      if (line.trim() === '') {
        if (blankLines) open.lines.push(line);
        else pending.push(line);
      } else if (isProse(line) || canBelong?.(line) === false) {
        open = undefined;
        pending = [];
      } else if (pending.length === 0 || blankLines) pending.push(line);
      else open = undefined;
      continue;
    }
    if (open === undefined || !goesOn(open.form, form)) {
      if (open !== undefined && isMore(pending)) open.lines.push(...pending);
      const before = blocks.at(-1);
      // Lines of the same kind behind a remark: the listing may go on there.
      if (before?.form === form && !runsOn(form)) before.interrupted = true;
      open = { form, lines: [] };
      blocks.push(open);
    } else open.lines.push(...pending);
    pending = [];
    open.lines.push(line);
    if (endOf(form, [], line) === 'with') open = undefined;
  }
  if (open && isMore(pending)) open.lines.push(...pending);
  return blocks.flatMap((formed) => {
    const output = formed.form === 'json' ? outputOfJson(formed.lines) : formed.form;
    if (output === undefined) return [];
    const block: Block = { output, lines: formed.lines };
    if (cut !== undefined) block.partial = cut;
    if (formed.interrupted) block.atEnd = true;
    return { block, open: formed === open };
  });
}

function linesOf(form: Formed): NonNullable<Output['lines']> {
  return (form !== 'json' && form.lines) || {};
}

/** Whether lines without a form, right behind a block, look like more of it that was damaged. */
function isDamaged(pending: readonly string[]): boolean {
  const [first] = pending;
  return first !== undefined && first.trim() !== '' && looksTechnical(first);
}

function goesOn(open: Formed, form: Formed): boolean {
  return open === form || (form !== 'json' && linesOf(open).takesIn?.includes(form.kind) === true);
}
