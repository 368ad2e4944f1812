import { expect, test } from 'vitest';
import { terminalTextsIn } from '../../src/texts/terminal/index.ts';

type Leaf = string | ((parameters: unknown) => unknown);

/** Every sentence of a catalogue by its path. */
function sentences(texts: object, path = ''): [string, Leaf][] {
  return Object.entries(texts).flatMap(([key, value]): [string, Leaf][] =>
    typeof value === 'object' ? sentences(value, `${path}${key}.`) : [[`${path}${key}`, value as Leaf]],
  );
}

const LISTS = new Set([
  'causes',
  'devices',
  'sources',
  'parts',
  'known',
  'because',
  'paths',
  'groups',
  'problems',
  'unread',
]);

/** Parameters for any sentence: lists and names, by how they are called. `users` of the store are records. */
function parameters(isList: (name: string) => boolean): unknown {
  return new Proxy(
    {},
    {
      get(_target, name) {
        if (name === 'users') return [{ program: 'X1', connections: 2 }];
        if (name === 'reason') return 'X1';
        if (name === 'purpose') return 'undo';
        if (name === 'instead') return 'stop';
        if (name === 'from') return 'deb';
        return isList(String(name)) ? ['X1', 'X2'] : 2;
      },
    },
  );
}

function told(leaf: Leaf): string {
  if (typeof leaf === 'string') return leaf;
  const said = [(name: string) => LISTS.has(name), () => false].map((isList) => {
    try {
      return leaf(parameters(isList));
    } catch {
      return undefined;
    }
  });
  const first = said.find((one) => one !== undefined);
  return typeof first === 'string' ? first : Object.values(first ?? {}).join(' ');
}

test('both languages have the same sentences, each in its own words', () => {
  const english = sentences(terminalTextsIn('en'));
  const japanese = new Map(sentences(terminalTextsIn('ja')));

  expect([...japanese.keys()].toSorted()).toEqual(english.map(([path]) => path).toSorted());
  expect(english.length).toBeGreaterThan(250);
  for (const [path, leaf] of english) {
    const [inEnglish, inJapanese] = [told(leaf), told(japanese.get(path) ?? '')];
    expect(`${inEnglish}${inJapanese}`, path).not.toMatch(/undefined|\[object/);
    expect(inEnglish, path).not.toMatch(/[぀-ヿ㐀-鿿]/);
    if (!SAME_IN_BOTH.test(path) && /[A-Za-z]{3}/.test(inEnglish))
      expect(inJapanese, path).toMatch(/[぀-ヿ㐀-鿿]/);
  }
});

/** Names and codes: no language has other words for them. */
const SAME_IN_BOTH =
  /^(answer\.(ping|question|stage|verdict|gatewayNeeded)|detail\.code|(doctor|ready)\.names\.slack|asking\.yesNo|help\.config\.summary)$/;
