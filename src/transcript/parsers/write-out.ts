/** What curl prints of a transfer with `-w` where its server was reached, by the variable. */
const REACHED: Readonly<Record<string, RegExp>> = {
  http_code: /(?:^|\D)[1-9]\d\d$/,
  response_code: /(?:^|\D)[1-9]\d\d$/,
  http_connect: /(?:^|\D)[1-9]\d\d$/,
  time_connect: /[1-9]/,
  time_appconnect: /[1-9]/,
  num_connects: /^[1-9]/,
  local_port: /^[1-9]/,
};

/** Whether the server was reached, by what `curl -w FORMAT` printed of it; undefined where that does not tell. */
export function reachedByWriteOut(argv: readonly string[], said: readonly string[]): boolean | undefined {
  const told = (formatIn(argv) ?? '').split(/\\[nr]|\n/).flatMap((part) => {
    const pieces = part.trim().replaceAll('\\t', '\t').split(VARIABLE);
    return pieces.length > 1 ? said.flatMap((line) => toldBy(line, pieces)) : [];
  });
  return told.length === 0 ? undefined : told.includes(true);
}

/** Whether a command of curl puts what it fetches into a file: what is printed is nothing of it. */
export function writesElsewhere(argv: readonly string[]): boolean {
  return argv.some((word) => /^(?:-[a-zA-Z#]{0,20}[oO]|--(?:output|remote-name)$)/.test(word));
}

/** Literal texts and, at every second place, the names of variables. */
const VARIABLE = /%\{(\w{1,40})\}/;

/** What each variable that tells of it says; nothing where the line is not printed by this part of the format. */
function toldBy(line: string, pieces: readonly string[]): boolean[] {
  const [first = ''] = pieces;
  let from = line.indexOf(first);
  if (from < 0) return [];
  from += first.length;
  const told: boolean[] = [];
  for (let at = 1; at < pieces.length; at += 2) {
    const literal = pieces[at + 1] ?? '';
    const end = literal === '' ? line.length : line.indexOf(literal, from);
    if (end < 0) return [];
    const form = REACHED[pieces[at] ?? ''];
    if (form) told.push(form.test(line.slice(from, end)));
    from = end + literal.length;
  }
  return told;
}

function formatIn(argv: readonly string[]): string | undefined {
  for (const [at, word] of argv.entries()) {
    if (word === '--write-out' || /^-[a-zA-Z#]*w$/.test(word)) return argv[at + 1]?.slice(0, 400);
    const joined = /^(?:--write-out=|-[a-vx-zA-Z#]{0,20}w)(.{0,200}%\{.{0,200})$/.exec(word)?.[1];
    if (joined !== undefined) return joined;
  }
  return undefined;
}
