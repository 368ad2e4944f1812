import { readFileSync } from 'node:fs';

/** A part of a shell program: its file below `program/`, and its text. */
export type ProgramPart = { file: string; text: string };

/** The parts of the one program that runs on a host, in the order in which they are joined. */
const PARTS = [
  'words.sh',
  'environment.sh',
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
  'record.sh',
  'change.sh',
  'confirm.sh',
] as const;
/** What the undo that stands armed on a host is made of: what it shares with the program, and its own end. */
const UNDO_PARTS = ['environment.sh', 'kinds-of-change.sh', 'undo.sh'] as const;
/** Comes last: it runs what the other parts define. */
const MAIN = 'main.sh';

const UNDO_END = 'ROUNDTRIP_UNDO_ENDS_HERE';

let joined: string | undefined;

/** The program as text for `sh -s`: POSIX sh, as dash and BusyBox have it. Read once. */
export function hostProgram(): string {
  joined ??= programParts()
    .map(({ text }) => text)
    .join('\n');
  return joined;
}

/** The parts as they are joined; the undo's text is among them as a function that prints it. */
export function programParts(): ProgramPart[] {
  const printsUndo = [
    '# undo_text: prints the undo, which the program writes beside the record of a change.',
    'undo_text() {',
    `  cat <<'${UNDO_END}'`,
    ...undoParts().map(({ text }) => text),
    UNDO_END,
    '}',
    '',
  ].join('\n');
  return [...PARTS.map(read), { file: 'undo_text', text: printsUndo }, read(MAIN)];
}

/** The parts of the undo. */
export function undoParts(): ProgramPart[] {
  return UNDO_PARTS.map(read);
}

function read(file: string): ProgramPart {
  return { file, text: readFileSync(new URL(`./program/${file}`, import.meta.url), 'utf8') };
}
