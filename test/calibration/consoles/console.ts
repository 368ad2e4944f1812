import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One command of a console, on which host it was typed, and what it printed. */
export interface ConsoleSection {
  readonly host: string;
  readonly command: string;
  readonly output: string;
}

/** Where the consoles of the scenarios are kept: one file each, as a person would have copied them. */
export const CONSOLES = join(import.meta.dirname, 'recordings');

/** The host of sections whose prompt names none. */
const NAMELESS = '-';

const PROMPT = /^\[root@([\w.-]+) ~\]# (.*)$/;

/** The sections of a console whose prompts are `[root@HOST ~]# `. */
export function sectionsOf(text: string): ConsoleSection[] {
  const sections: { host: string; command: string; lines: string[] }[] = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const prompt = PROMPT.exec(line);
    if (prompt) sections.push({ host: prompt[1] ?? '', command: prompt[2] ?? '', lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ host, command, lines }) => ({ host, command, output: lines.join('\n') }));
}

/** The console that the sections make. */
export function consoleOf(sections: readonly ConsoleSection[]): string {
  return sections
    .map(({ host, command, output }) => {
      const prompt = host === NAMELESS ? '#' : `[root@${host} ~]#`;
      return `${prompt} ${command}\n${output === '' ? '' : `${output}\n`}`;
    })
    .join('');
}

/** The consoles that were recorded, by the scenario's name. */
export function readConsoles(): Map<string, readonly ConsoleSection[]> {
  const files = readdirSync(CONSOLES).filter((file) => file.endsWith('.txt'));
  return new Map(
    files
      .sort()
      .map((file) => [file.slice(0, -'.txt'.length), sectionsOf(readFileSync(join(CONSOLES, file), 'utf8'))]),
  );
}
