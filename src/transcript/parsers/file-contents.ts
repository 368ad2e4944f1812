/** A file's text as a command showed it; `whole`: from its first line on, so that its lines can be counted. */
export type FileContents = { path: string; lines: string[]; whole: boolean };

const PREFIXED = /^((?:\/[\w.@:+-]{1,80}){1,12}):(.*)$/;
const TITLED = /^==> (\/\S{1,300}) <==$/;

/** The files in the output of `cat FILE`, `grep -H . FILE…` (`path:line`), or `head`/`tail FILE…` (`==> path <==`). */
export function filesOf(lines: readonly string[], argv: readonly string[]): FileContents[] {
  const files = new Map<string, string[]>();
  const paths = argv.slice(1).filter((word) => word.startsWith('/') && !/[*?[{]/.test(word));
  const prefixed = /^(?:z|e|f)?grep$/.test(argv[0] ?? '');
  let current = paths.length === 1 ? paths[0] : undefined;
  for (const line of lines) {
    const titled = TITLED.exec(line.slice(0, 400));
    if (titled) {
      current = titled[1];
      continue;
    }
    const named = prefixed || current === undefined ? PREFIXED.exec(line.slice(0, 2000)) : null;
    const path = named?.[1] ?? current;
    if (path === undefined) continue;
    const known = files.get(path) ?? [];
    known.push(named?.[2] ?? line);
    files.set(path, known);
  }
  const whole = /^(?:cat|more|less)$/.test(argv[0] ?? '') && files.size === 1;
  return [...files].map(([path, content]) => ({ path, lines: content, whole }));
}
