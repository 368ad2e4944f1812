/** One command of a console and what it printed. */
export type Section = {
  /** The host that the prompt, the collector or the wrapping `ssh HOST` named. */
  host?: string;
  /** The command without `sudo`, environment assignments and wrappers; absent where no prompt told it. */
  command?: string;
  /** Output as printed, without escape sequences and carriage returns. */
  output: string;
  /** Known only from the collector's own framing. */
  exitStatus?: number;
  /** The output ends before the command's end: cut by the collector, the console or whoever pasted it. */
  truncated?: boolean;
  /** Line of the paste where it begins, from 1. */
  line?: number;
  /** Nothing stands behind it in the paste, not even a prompt: the output may go on. */
  atEnd?: boolean;
};
