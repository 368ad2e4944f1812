import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../cli/run-roundtrip.ts';

/** The code blocks of a language below a heading of docs/operating.md. */
export function documented(heading: string, language: 'sh' | 'yaml'): string {
  const text = readFileSync(join(root, 'docs/operating.md'), 'utf8');
  const start = text.indexOf(`\n${heading}\n`);
  const rest = text.slice(start + heading.length + 2);
  const section = rest.slice(0, /^#+ /m.exec(rest)?.index);
  const blocks = [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(
    ([, name]) => name === language,
  );
  if (start < 0 || blocks.length === 0)
    throw new Error(`docs/operating.md has no ${language} below "${heading}"`);
  return blocks.map(([, , code]) => code).join('');
}

/** The same for the services of the lab. */
export function forLab(script: string): string {
  return script.replaceAll(
    /(?<=^\s*(?:until )?docker compose .*\s)(?:bot|migrate|postgres)(?=\s|;)/gm,
    'lab-$&',
  );
}
