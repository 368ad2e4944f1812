/** What a host's state says of the change itself: its rule, and the routes of its table. */
const OF_THE_CHANGE = /^1001:|table 1001/;

/** The state without the change itself, which no restart keeps. */
export function withoutChange(state: string): string {
  return state
    .split('\n')
    .filter((line) => !OF_THE_CHANGE.test(line))
    .join('\n');
}

/**
 * The state as the owner writes the change. It takes over what it finds of the change as that stands (without `proto static`, without
 * `onlink`), and makes anew what is not there: a line that is exactly the program's is the owner's of the same rule or route.
 *
 * @param ours the state with the change as the program made it
 * @param owners the state with the change as the owner made it
 */
export function asOwnerWrites(state: string, ours: string, owners: string): string {
  const written = new Map(
    linesOf(ours).map(([what, line]) => [line, new Map(linesOf(owners)).get(what) ?? line]),
  );
  return state
    .split('\n')
    .map((line) => written.get(line) ?? line)
    .join('\n');
}

/** The lines of the change, each with what it is of: a preference, a destination. */
function linesOf(state: string): [what: string, line: string][] {
  const lines = state.split('\n').filter((line) => OF_THE_CHANGE.test(line));
  return lines.map((line) => [line.split(/\s/, 1)[0] ?? '', line]);
}

/** What is in one of the states alone. */
export function differences(before: string, after: string): string {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  const gone = old.filter((line) => !fresh.includes(line)).map((line) => `- ${line}`);
  const added = fresh.filter((line) => !old.includes(line)).map((line) => `+ ${line}`);
  return ` ${[...gone, ...added].slice(0, 12).join(' / ')}`;
}
