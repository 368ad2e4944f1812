/** A command is an argument vector: never a shell string. `argv[0]` is the program. */
export type Command = readonly string[];

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/**
 * One word quoted for a POSIX shell (XCU 2.2.2): left as it is where the shell would leave it,
 * else in single quotes.
 */
export function quoteWord(word: string): string {
  if (PLAIN.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command as a person would type it in a POSIX shell; running the text gives the argv back. */
export function quoteCommand(command: Command): string {
  return command.map(quoteWord).join(' ');
}
