import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { emojiText } from '../../packages/local-slack/page/js/emoji.js';
import { root } from '../cli/run-roundtrip.ts';

/** Characters that a colour font draws; a text font has those that need the sign U+FE0F for it, too. */
const COLOURED = /\p{Emoji_Presentation}/gu;

test('what messages show in colour is drawn where a machine has no colour font', () => {
  const said = globSync('src/{texts,slack}/**/*.ts', { cwd: root }).flatMap(
    (file) => readFileSync(join(root, file), 'utf8').match(COLOURED) ?? [],
  );
  vi.stubGlobal('document', {
    createElementNS: () => ({ setAttribute: vi.fn(), append: vi.fn(), dataset: {} }),
  });
  try {
    const undrawn = new Set(said.filter((each) => typeof emojiText(each)[0] !== 'object'));

    expect(said).toContain('🔴');
    expect([...undrawn]).toEqual([]);
  } finally {
    vi.unstubAllGlobals();
  }
});
