/** The names most like the one that was typed, best first: at most three, none that is merely different. */
export function nearNames(typed: string, names: readonly string[]): string[] {
  return near(typed, names)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Those of them that are nearest: what a slip of the fingers makes of each is the same number of letters away. */
export function nearestNames(typed: string, names: readonly string[]): string[] {
  const all = near(typed, names);
  return all
    .filter(({ distance }) => distance === all[0]?.distance)
    .slice(0, 4)
    .map(({ name }) => name);
}

function near(typed: string, names: readonly string[]): { name: string; distance: number }[] {
  const wanted = typed.toLowerCase();
  const most = Math.max(1, Math.floor(wanted.length / 3));
  return names
    .filter((name) => Math.abs(name.length - wanted.length) <= most || isPart(wanted, name.toLowerCase()))
    .map((name) => ({ name, distance: distanceOf(wanted, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((one, other) => one.distance - other.distance);
}

function isPart(one: string, other: string): boolean {
  return one.length >= 3 && (other.includes(one) || one.includes(other));
}

/**
 * A name that contains the other is as near as one wrong letter; else Levenshtein's distance, in which two letters that
 * changed places count once (Damerau).
 */
function distanceOf(one: string, other: string): number {
  if (isPart(one, other)) return 1;
  let beforeThat: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...one].entries()) {
    const current = [row + 1];
    for (const [column, counterpart] of [...other].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === counterpart ? 0 : 1);
      const swapped = one[row - 1] === counterpart && other[column - 1] === letter;
      current.push(
        Math.min(
          replaced,
          (previous[column + 1] ?? 0) + 1,
          (current[column] ?? 0) + 1,
          swapped ? (beforeThat[column - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeThat = previous;
    previous = current;
  }
  return previous[other.length] ?? 0;
}
