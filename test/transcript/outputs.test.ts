import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OUTPUTS } from '../../src/transcript/outputs/index.ts';

const folder = new URL('../../src/transcript/outputs/', import.meta.url);

it('every kind of output is one file and one line of the list', () => {
  const files = readdirSync(folder)
    .filter((name) => name !== 'index.ts' && name !== 'ignored.ts')
    .map((name) => name.replace(/\.ts$/, ''));

  expect(OUTPUTS.map(({ kind }) => kind).sort()).toEqual(files.sort());
});

it('every kind is recognised by a command, a form, or both', () => {
  const neither = OUTPUTS.filter(({ printedBy, form }) => printedBy === undefined && form === undefined);

  expect(neither).toEqual([]);
});
