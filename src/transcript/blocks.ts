import type { Block } from './block.ts';
import { readCommandLine, type TypedCommand } from './command-line.ts';
import { isElision, wordsOf } from './forms/text.ts';
import { type Kind, kindOfCommand } from './kinds.ts';
import { formOf, isIfconfigHeader, isProse, looksTechnical } from './recognise.ts';
import { kindOfJson } from './recognise-json.ts';
import type { Section } from './section.ts';

/** The blocks of a section: one where its command tells the kind, else as the lines' forms tell them. */
export function blocksOf(section: Section): Block[] {
  const { lines, elided } = withoutElisions(section.output.split('\n'));
  const commands = section.command === undefined ? [] : readCommandLine(section.command);
  const telling = commands.map((command) => ({ command, kind: kindOfCommand(command) }));
  const readable = telling.filter(({ kind }) => kind !== 'ignored');
  // 124 and 137 are what timeout(1) leaves behind.
  const late = section.exitStatus === 124 || section.exitStatus === 137;
  const cut =
    section.truncated || elided ? 'the output is cut' : late ? 'the command did not end in time' : undefined;
  const [only] = readable;
  if (telling.length > 0 && readable.length === 0) return [];
  if (readable.length === 1 && only?.kind !== undefined && commands.length === 1) {
    const block: Block = { kind: only.kind, lines, command: only.command };
    return [decorated(block, section, cut)];
  }
  const formed = blocksByForm(lines, cut);
  if (section.command === undefined) return formed;
  return formed.map((block) => decorated(matched(block, formed, readable), section, block.partial));
}

function decorated(block: Block, section: Section, cut: string | undefined): Block {
  const whole: Block = { ...block };
  if (section.command !== undefined) whole.typed = section.command;
  if (section.exitStatus !== undefined) whole.exitStatus = section.exitStatus;
  const filters = block.command?.filters ?? [];
  if (filters.length > 0) whole.partial = `only what \`${filters.join(' | ')}\` let through is shown`;
  else if (cut !== undefined) whole.partial = cut;
  return whole;
}

type Telling = { command: TypedCommand; kind: Kind | undefined };

/** The command that printed a block of a line with several commands, where only one of them can have. */
function matched(block: Block, blocks: readonly Block[], readable: readonly Telling[]): Block {
  const mine = readable.filter(({ kind }) => kind === block.kind);
  const same = blocks.filter(({ kind }) => kind === block.kind);
  const command = mine.length === same.length ? mine[same.indexOf(block)]?.command : undefined;
  if (command !== undefined) return { ...block, command };
  if (mine.length < 2) return block;
  return { ...block, ambiguous: true, partial: 'the outputs of several commands cannot be told apart' };
}

function withoutElisions(lines: readonly string[]): { lines: string[]; elided: boolean } {
  const kept = lines.filter((line) => !isElision(line));
  return { lines: kept, elided: kept.length < lines.length };
}

/** Kinds that run on from their first line until their own end: the last line (`with`), or the first that is foreign (`before`). */
const ENDS: Partial<Record<Kind, (line: string, lines: readonly string[]) => 'with' | 'before' | false>> = {
  json: (line, lines) => line.trimEnd().endsWith(']') && balanced(lines) && 'with',
  nft: (line) => /^\}\s*$/.test(line) && 'with',
  'iptables-save': (line) => !/^\s*(?:[*:#[-]|COMMIT\b|$)/.test(line) && 'before',
};

/**
 * Blocks of lines without any command, by the lines' own forms: a block goes on over lines that have no form (they may be
 * damaged, or belong to the line before), and ends at a blank line, at prose, or at another form.
 */
function blocksByForm(lines: readonly string[], cut: string | undefined): Block[] {
  const blocks: { kind: Kind; lines: string[] }[] = [];
  let open: { kind: Kind; lines: string[] } | undefined;
  let pending: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const end = open === undefined ? undefined : ENDS[open.kind];
    if (open && end) {
      const ended = end(line, [...open.lines.slice(0, 1), line]);
      if (ended !== 'before') {
        open.lines.push(line);
        if (ended === 'with') open = undefined;
        continue;
      }
      open = undefined;
    }
    const value = open?.kind === 'sysctl' && /^\s*-?\d{1,12}\s*$/.test(line.slice(0, 40));
    const form = value ? 'sysctl' : formAt(lines, at);
    if (form === undefined) {
      if (open === undefined) continue;
      if (line.trim() === '') {
        if (!keepsBlankLines(open.kind)) pending.push(line);
        else open.lines.push(line);
      } else if (isProse(line)) {
        open = undefined;
        pending = [];
      } else if (pending.length === 0 || keepsBlankLines(open.kind)) pending.push(line);
      else open = undefined;
      continue;
    }
    if (open === undefined || !continues(open.kind, form)) {
      if (open !== undefined && isDamaged(pending)) open.lines.push(...pending);
      open = { kind: form, lines: [] };
      blocks.push(open);
    } else open.lines.push(...pending);
    pending = [];
    open.lines.push(line);
    if (ENDS[form]?.(line, [line]) === 'with') open = undefined;
  }
  if (open && isDamaged(pending)) open.lines.push(...pending);
  return blocks.map((block) => {
    const kind = block.kind === 'json' ? (kindOfJson(block.lines) ?? 'json') : block.kind;
    return cut === undefined ? { kind, lines: block.lines } : { kind, lines: block.lines, partial: cut };
  });
}

/** Whether lines without a form, right behind a block, look like more of it that was damaged. */
function isDamaged(pending: readonly string[]): boolean {
  const [first] = pending;
  return first !== undefined && first.trim() !== '' && looksTechnical(first);
}

/** Whether the line that ends with a bracket closes the outermost one: pretty-printed, it stands at the line's beginning. */
function balanced(lines: readonly string[]): boolean {
  const [first = '', last = ''] = [lines[0]?.trim(), lines.at(-1)];
  return first.length < 4 ? last.startsWith(']') : true;
}

function keepsBlankLines(kind: Kind): boolean {
  return kind === 'ifconfig' || kind === 'capture' || kind === 'ping' || kind === 'iptables-list';
}

function continues(kind: Kind, form: Kind): boolean {
  if (kind === form) return true;
  // A ping's error lines, an address line of ifconfig, and a listing's rows can look like another form.
  if (kind === 'ifconfig') return form === 'interfaces';
  return kind === 'iptables-save' && form === 'iptables-rules';
}

/** The form of a line, with the next one looked at: an answer of `ip route get` is a route followed by `cache`. */
function formAt(lines: readonly string[], at: number): Kind | undefined {
  const line = lines[at] ?? '';
  const form = formOf(line);
  if (form !== 'routes') {
    return form === undefined && isIfconfigHeader(line.trim()) ? 'ifconfig' : form;
  }
  const words = wordsOf(line.slice(0, 400));
  const next = (lines[at + 1] ?? '').trim();
  const answer = /^cache(?:\s|$)/.test(next) || words.includes('uid');
  return answer && !(words[0] ?? '').includes('/') && words[0] !== 'default' ? 'route-get' : form;
}
