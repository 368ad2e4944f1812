import { readFileSync } from 'node:fs';
import { quoteWord } from '../analyzer/model/index.ts';

/** A part of a shell program: its file below `program/`, and its text. */
export type ProgramPart = { file: string; text: string };

/** The parts of the one program that runs on a host, in the order in which they are joined. */
const PARTS = [
  'words.sh',
  'environment.sh',
  'bounded.sh',
  'proc.sh',
  'frame.sh',
  'workplace.sh',
  'flow.sh',
  'hold.sh',
  'reading-time.sh',
  'relay.sh',
  'capture.sh',
  'caller.sh',
  'probe.sh',
  'state.sh',
  'filters.sh',
  'passage.sh',
  'surroundings.sh',
  'oracle.sh',
  'look.sh',
  'step-grammar.sh',
  'kinds-of-change.sh',
  'own-routes-and-rules.sh',
  'kept-files.sh',
  'keep.sh',
  'undo-steps.sh',
  'notes.sh',
  'roots-alone.sh',
  'record.sh',
  'armer.sh',
  'approval.sh',
  'change.sh',
  'confirm.sh',
  'recheck.sh',
] as const;
/** What the undo that stands armed on a host is made of: what it shares with the program, and its own end. */
const UNDO_PARTS = [
  'environment.sh',
  'bounded.sh',
  'proc.sh',
  'kinds-of-change.sh',
  'own-routes-and-rules.sh',
  'kept-files.sh',
  'undo-steps.sh',
  'notes.sh',
  'armed-undo.sh',
] as const;
/** What a key of an installed host is bound to. */
export type KeyRole = 'observe' | 'apply';

/** Comes last: it runs what the other parts define. */
const MAIN = 'main.sh';

let joined: string | undefined;

/** The program as text for `sh -s`: POSIX sh, as dash and BusyBox have it. Read once. */
export function hostProgram(): string {
  joined ??= programParts()
    .map(({ text }) => text)
    .join('\n');
  return joined;
}

/** The parts as they are joined; the undo's text is among them as a variable, since it is handed on as an argument. */
export function programParts(): ProgramPart[] {
  // Quoted, and not a here-document, for which some shells write a file.
  const undo = `# shellcheck disable=SC2016\nUNDO_PROGRAM=${quoteWord(undoText())}\n`;
  return [...PARTS.map(read), { file: 'UNDO_PROGRAM', text: undo }, read(MAIN)];
}

/** Without comments: who lists the processes of a host sees it all. */
function undoText(): string {
  return undoParts()
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
    .join('\n');
}

/** The forced command of a key: what it lets through is the role's verbs, and nothing else. */
export function gateProgram(role: KeyRole): string {
  return `#!/bin/sh\nROLE=${role}\n${gatePart().text}`;
}

/** The gate as it is checked. */
export function gatePart(): ProgramPart {
  return read('gate.sh');
}

/** The parts of the undo. */
export function undoParts(): ProgramPart[] {
  return UNDO_PARTS.map(read);
}

function read(file: string): ProgramPart {
  return { file, text: readFileSync(new URL(`./program/${file}`, import.meta.url), 'utf8') };
}
