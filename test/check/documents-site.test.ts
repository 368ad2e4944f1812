import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeSite } from '../../scripts/docs/site.js';
import { root } from '../cli/run-roundtrip.ts';

let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'roundtrip-docs-'));
  cpSync(join(root, 'docs'), join(copy, 'docs'), { recursive: true });
  for (const name of ['minisearch/LICENSE.txt', 'minisearch/dist/umd/index.js'])
    cpSync(join(root, 'node_modules', name), join(copy, 'node_modules', name));
});

afterEach(() => rmSync(copy, { recursive: true, force: true }));

const rewrite = (text: string) => writeFileSync(join(copy, 'docs', 'watch.md'), `# Watch\n\n${text}\n`);
const problemsOf = () => makeSite(copy).problems.filter((problem) => problem.startsWith('docs/watch.md'));

describe('the documents as a site', () => {
  test('every page stands in it, and nothing in it names an address from its root', () => {
    const { files, problems, pages: made } = makeSite(root);

    expect(problems).toEqual([]);
    const pages = [...files].filter(([place]) => place.endsWith('.html') && place !== 'paste.html');
    expect(pages).toHaveLength(made);
    for (const [place, html] of pages)
      expect({ place, at: String(html).search(/(?:href|src)="\//) }).toEqual({ place, at: -1 });
    for (const [place, html] of pages) {
      for (const [, to = ''] of String(html).matchAll(/(?:href|src)="(?!https?:|mailto:|data:|#)([^"#]+)/g)) {
        expect({ place, to, isThere: files.has(join(place, '..', to)) }).toMatchObject({ isThere: true });
      }
    }
  });

  test.each([
    ['[a page](no-such-page.md)', 'is not there'],
    ['[an anchor](audit.md#no-such-heading)', 'no heading makes the anchor'],
    ['[its own anchor](#nowhere)', 'no heading makes the anchor'],
    ['[a file](../../../etc/passwd)', 'is not there'],
    ['<a href="gone.html">a page</a>', 'is not there'],
    ['![](picture-now.png)', 'without an alternative text'],
    ['<img src="picture-now.png">', 'without an alternative text'],
    ['[a folder](..)', 'is a folder'],
  ])('%s is refused', (text, problem) => {
    rewrite(text);

    expect(problemsOf()).toEqual([expect.stringContaining(problem)]);
  });

  test('what leads somewhere is not', () => {
    rewrite(
      '[page](audit.md), [anchor](audit.md#the-export), [file](paste.html), [site](https://example.org) [up](#watch)',
    );

    expect(problemsOf()).toEqual([]);
  });

  test('a page in no group of the sidebar is refused', () => {
    writeFileSync(join(copy, 'docs', 'lost.md'), '# Lost\n');

    expect(makeSite(copy).problems).toContainEqual(
      expect.stringContaining('docs/lost.md: stands in no group'),
    );
  });

  test('anchors are those of GitHub', () => {
    rewrite(
      '## Who may write? `store.ts` — äöü\n\n## Twice\n\n## Twice\n\n[a](#who-may-write-storets--äöü) [b](#twice) [c](#twice-1)',
    );

    expect(problemsOf()).toEqual([]);
  });
});
