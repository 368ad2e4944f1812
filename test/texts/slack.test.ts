import { expect, test } from 'vitest';
import { slackTexts as en } from '../../src/texts/en/slack/index.ts';
import { languageOf } from '../../src/texts/index.ts';
import { slackTexts as ja } from '../../src/texts/ja/slack/index.ts';

type Leaf = string | ((parameters: Record<string, unknown>) => string);

/** Every sentence of a catalogue by its path. */
function sentences(texts: object, path = ''): [string, Leaf][] {
  return Object.entries(texts).flatMap(([key, value]): [string, Leaf][] =>
    typeof value === 'object' ? sentences(value, `${path}${key}.`) : [[`${path}${key}`, value as Leaf]],
  );
}

/** Parameters for any sentence: lists, numbers and names, told apart by how they are used. */
const PARAMETERS = new Proxy<Record<string, unknown>>(
  {},
  {
    get: (_target, name) => {
      if (typeof name !== 'string') return undefined;
      if (/^(commands|files|more|given|minimum|approvals|length|size|port|secondsLeft)$/.test(name)) return 2;
      if (
        /^(costs|causes|sources|candidates|gateways|devices|near|allowed|names|listings|hosts|by|people|unread|asked|missed|networks)$/.test(
          name,
        )
      )
        return LISTS.has(name) ? ['X1', 'X2'] : 'X1';
      if (/^(self|recommended)$/.test(name)) return true;
      return 'X1';
    },
  },
);
const LISTS = new Set([
  'costs',
  'causes',
  'sources',
  'candidates',
  'gateways',
  'devices',
  'near',
  'allowed',
  'listings',
  'hosts',
  'people',
  'unread',
  'asked',
  'missed',
  'networks',
]);

function told(leaf: Leaf): string {
  if (typeof leaf === 'string') return leaf;
  try {
    return leaf(PARAMETERS);
  } catch {
    // `names` and `by` are lists in some sentences and words in others.
    return leaf(
      new Proxy(
        {},
        {
          get: (_target, name) =>
            name === 'names' || name === 'by' ? ['X1', 'X2'] : PARAMETERS[String(name)],
        },
      ),
    );
  }
}

test('both languages have the same sentences, each in its own words', () => {
  const english = sentences(en);
  const japanese = new Map(sentences(ja));
  expect([...japanese.keys()].toSorted()).toEqual(english.map(([path]) => path).toSorted());
  expect(english.length).toBeGreaterThan(200);
  for (const [path, leaf] of english) {
    const [inEnglish, inJapanese] = [told(leaf), told(japanese.get(path) ?? '')];
    expect(inJapanese, path).not.toMatch(/undefined|\[object/);
    expect(inEnglish, path).not.toMatch(/undefined|\[object|[぀-ヿ㐀-鿿]/);
    if (/[A-Za-z]{3}/.test(inEnglish.replaceAll(/X[12]|`[^`]*`/g, '')))
      expect(inJapanese, path).toMatch(/[぀-ヿ㐀-鿿]/);
  }
});

test.each([
  ['ja-JP', 'ja'],
  ['ja', 'ja'],
  ['en-GB', 'en'],
  ['fr-FR', 'en'],
  ['', 'en'],
  [undefined, 'en'],
])('a person whose Slack is in %s is told in %s', (locale, language) => {
  expect(languageOf(locale)).toBe(language);
});
