import type { PlannedCondition } from '../../analyzer/model/index.ts';

/** One command of a shell text: its line (from 1), its words as typed, and how it hangs on the one before. */
export type ShellCommand = {
  line: number;
  text: string;
  when: PlannedCondition;
  /** Lines that were given to it as input (`<<EOF`). */
  input?: readonly { line: number; text: string }[];
};

/** The commands of a shell text, one after the other: `a && b`, `a || b` and `a; b` are several. */
export function shellCommands(text: string): ShellCommand[] {
  const commands: ShellCommand[] = [];
  const lines = text.split(/\r?\n/);
  const variables = new Map<string, string>();
  for (let at = 0; at < lines.length; at++) {
    const line = at + 1;
    let whole = withoutPrompt(lines[at] ?? '');
    while (/(?<!\\)\\$/.test(whole) && at + 1 < lines.length)
      whole = `${whole.slice(0, -1)} ${(lines[++at] ?? '').trim()}`;
    const heredoc = /(?<!<)<<-?\s*(["']?)([A-Za-z_]\w*)\1/.exec(whole);
    let input: { line: number; text: string }[] | undefined;
    if (heredoc) {
      input = [];
      while (++at < lines.length && (lines[at] ?? '').trim() !== heredoc[2])
        input.push({ line: at + 1, text: lines[at] ?? '' });
      whole = whole.replace(heredoc[0], '');
    }
    for (const { text: part, when } of splitCommands(whole)) {
      const assigned = /^(?:export\s+)?([A-Za-z_]\w*)=(["']?)([^"'$`\s]*)\2$/.exec(part);
      if (assigned) {
        variables.set(assigned[1] ?? '', assigned[3] ?? '');
        continue;
      }
      const named = part.replace(/\$(?:\{(\w+)\}|(\w+))/g, (known, braced: string, plain: string) => {
        return variables.get(braced ?? plain) ?? known;
      });
      commands.push({ line, text: named, when, ...(input ? { input } : {}) });
    }
  }
  return commands;
}

/** A prompt that was copied along with its command. */
function withoutPrompt(line: string): string {
  return line.replace(
    /^\s*(?:\[[^\]]{1,60}\]\s?|[\w.-]{1,40}@[\w.-]{1,60}:\S{0,80})?[#$]\s(?=\S)/,
    (prompt) => (/^\s*#\s/.test(prompt) ? `# ` : ''),
  );
}

/** Commands of one line by the operators between them, outside of quotes; a comment ends it. */
function splitCommands(line: string): { text: string; when: PlannedCondition }[] {
  const parts: { text: string; when: PlannedCondition }[] = [];
  let when: PlannedCondition = 'always';
  let part = '';
  let quote: string | undefined;
  const close = (next: PlannedCondition) => {
    const text = part.trim();
    if (text !== '') parts.push({ text, when });
    // `a; b && c`: what follows `;` hangs on nothing.
    when = next;
    part = '';
  };
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    const double = line.slice(at, at + 2);
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      part += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      part += character;
    } else if (character === '#' && (part === '' || /\s$/.test(part))) break;
    else if (double === '&&' || double === '||') {
      close(double === '&&' ? 'success' : 'failure');
      at++;
    } else if (character === ';') close('always');
    else part += character;
  }
  close('always');
  return parts;
}
