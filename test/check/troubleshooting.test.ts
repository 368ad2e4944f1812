import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../cli/run-roundtrip.ts';

test('docs/troubleshooting.md quotes what the program says', () => {
  const sources = globSync(['src/**/*.ts', 'src/**/*.sh', 'bin/*.js'], { cwd: root })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  const page = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8');

  const quoted = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, quote = '']) => quote);

  expect(quoted.length).toBeGreaterThan(40);
  const fragments = quoted.flatMap((quote) => quote.split('…')).map((fragment) => fragment.trim());
  expect(fragments.filter((fragment) => !sources.includes(fragment))).toEqual([]);
});
