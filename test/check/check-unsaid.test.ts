import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { namesOfTexts, Said } from '../../scripts/check-unsaid.js';

const parsed = (text: string) => ts.createSourceFile('one.ts', text, ts.ScriptTarget.Latest, true);

/** Whether a source says a name. */
function says(name: string, text: string, isCatalogue = false): boolean {
  const said = new Said();
  said.add(parsed(text), isCatalogue);
  return said.has(name);
}

test('texts stand under keys, and under the cases of a choice', () => {
  const catalogue = `export const texts = { 'a.b': () => 'x', plain: 'y', nested: { deep: 'z' }, told(one) {
    switch (one.about) { case 'one': return 'first'; }
  } };`;

  expect([...namesOfTexts(parsed(catalogue)).keys()]).toEqual([
    'a.b',
    'plain',
    'nested',
    'deep',
    'told',
    'one',
  ]);
});

describe('a text is said', () => {
  test.each([
    ['a.b', "say({ key: 'a.b' });"],
    ['title', 'const text = texts.title;'],
    ['title', 'const { title } = texts;'],
    ['title', 'const { title: text } = texts;'],
    ['remedy.loose.label', `say({ key: \`remedy.\${id}.label\` });`],
  ])('%s by %s', (name, source) => {
    expect(says(name, source)).toBe(true);
  });

  test.each([
    ['a.b', "type Key = 'a.b';"],
    ['a.b', "interface Texts { key: 'a.b'; title: string }"],
    ['title', 'interface Texts { title: string }'],
    ['remedy.loose.label', `say({ key: \`remedy.\${id}.name\` });`],
    ['anything', `const text = \`\${one}\${other}\`;`],
  ])('%s not by %s', (name, source) => {
    expect(says(name, source)).toBe(false);
  });

  test('not by standing in the catalogue, but by another text of it', () => {
    expect(says('one', "const texts = { one: 'x' };", true)).toBe(false);
    expect(says('one', 'const texts = { two: parts.one };', true)).toBe(true);
  });
});
