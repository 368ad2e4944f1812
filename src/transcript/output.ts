import type { OpenQuestion, OutputReason } from '../analyzer/model/index.ts';
import type { TypedCommand } from './command-line.ts';
import type { JsonRecord } from './forms/json.ts';
import type { ObservationDraft } from './observation-draft.ts';

/** Lines of one kind of output, with the command that printed them where it is known. */
export type Block = {
  output: Output;
  lines: readonly string[];
  /** The command taken apart; absent where the kind was told from the lines' form. */
  command?: TypedCommand;
  /** The command as typed, for the evidence. */
  typed?: string;
  exitStatus?: number;
  /** Several commands of the line print this kind, and which of them printed these lines cannot be told. */
  ambiguous?: true;
  /** Lines are missing: the paste was cut, or the output went through `grep`, `head` … */
  partial?: OutputReason;
  /** Lines are missing that no filter of the command left out. */
  cut?: true;
  /** The last lines of the paste: the output may go on. */
  atEnd?: true;
};

/** How the evidence names a block that has no command. */
export function commandOf(block: Block): string {
  return block.typed ?? '(pasted)';
}

/** How the lines of an output show where it begins and ends. */
type Lines = {
  /** Every line has a form of its own, so that a foreign one shows where the output ended. */
  formed?: true;
  /** Its form is not mistaken for that of another kind: where it begins, the output before it has ended. */
  unmistakable?: true;
  /** Whether a line without a form can still be one of this output, damaged. What cannot was written by a person. */
  canBelong?: (line: string) => boolean;
  /** Blank lines stand within it. */
  blankLines?: true;
  /** It runs on from its first line to its own end: the last line (`with`), or the first foreign one (`before`). */
  end?: (line: string) => 'with' | 'before' | undefined;
  /** Whether a line that has another form, or none, goes on with it. */
  continues?: (line: string) => boolean;
  /** Kinds whose form its lines can have: they go on with it. */
  takesIn?: readonly string[];
  /** Kinds whose form its first line can have, behind its command. */
  beginsAs?: readonly string[];
};

/** One kind of output: how it is recognised, read, and what it answers. */
export type Output = {
  kind: string;
  /** Whether the command prints it. */
  printedBy?: (command: TypedCommand) => boolean;
  /** Whether a line by itself shows to be one of it; the next line is looked at where one alone does not tell. */
  form?: (line: string, next: string) => boolean;
  /** Whether an object of a JSON listing is one of it. */
  json?: (item: JsonRecord) => boolean;
  lines?: Lines;
  /** It shows a host's own state: where one host is named, a nameless output of this kind is its own. */
  state: boolean;
  /** The part of the state that stays open where the command could not run. */
  part: string;
  /** Whether a line says that the command could not run, where errors are what the output tells. */
  couldNotRun?: (line: string) => boolean;
  /** The open questions that it can answer. */
  answers: readonly OpenQuestion['about'][];
  /** Puts what a block says into the draft. */
  read: (draft: ObservationDraft, block: Block) => void;
};
