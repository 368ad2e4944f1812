import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as library from '../../src/library.ts';
import { pasted } from '../explain/fixtures.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/library.md'), 'utf8');
const documented = [...page.matchAll(/^\| `(\w+)\(/gm)].map((match) => match[1]);

describe('the analyzer as a library', () => {
  it('documents what it exports, and nothing else', () => {
    expect(documented.toSorted()).toEqual(Object.keys(library).toSorted());
  });

  it('is what the package exports as roundtrip/analyzer', async () => {
    const name: string = 'roundtrip/analyzer';

    expect(Object.keys(await import(name)).toSorted()).toEqual(Object.keys(library).toSorted());
  });

  it('tells in steps what it tells in one call', () => {
    const { text } = pasted('centos7-strict');
    const explained = library.explain(text);
    if (explained.kind !== 'explained') throw new Error(explained.kind);

    expect(library.tellDiagnosis(explained.found)).toEqual(explained.diagnosis);
    expect(library.tell(library.takenMessage(explained.question))).toContain('because');
  });
});
