import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root, runRoundtrip } from './run-roundtrip.ts';

const ARTICLE = join(root, 'test', 'transcript', 'fixtures', 'article.txt');

describe('--language', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'roundtrip-language-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('explain --json is English without it, and Japanese with ja: the same codes', () => {
    const english = JSON.parse(runRoundtrip(['explain', ARTICLE, '--json']).stdout);
    const japanese = JSON.parse(runRoundtrip(['explain', ARTICLE, '--json', '--language', 'ja']).stdout);

    expect(english.headline).toBe(
      'server-b drops pings to eth1: strict rp_filter, because replies leave by eth0',
    );
    expect(japanese.headline).toBe(
      'server-b が eth1 宛ての ping を破棄: rp_filter が strict で、戻りは eth0 から出ます',
    );
    expect(japanese.cause).toBe(english.cause);
    expect(japanese.remedies.map(({ id }: { id: string }) => id)).toEqual(
      english.remedies.map(({ id }: { id: string }) => id),
    );
  });

  test('what was taken as the question is in it, too', () => {
    const stdout = runRoundtrip(['explain', ARTICLE, '--language', 'ja']).stdout.replaceAll('\n', '');

    expect(stdout).toContain('172.16.0.4 から 172.16.5.4 への ping、server-b の eth1');
    expect(stdout).toContain('server-b が eth1 宛ての ping を破棄');
  });

  test('a paste without a question is refused in it', () => {
    const file = join(folder, 'empty.txt');
    writeFileSync(file, 'eth1 does not answer\n');

    const { status, stdout } = runRoundtrip(['explain', file, '--json', '--language', 'ja']);

    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'transcript-empty',
      message: 'このテキストにはコンソールの出力がありません。',
    });
  });

  test('simulate says in it why a question has no answer', () => {
    const questions = '172.16.5.4 from 172.16.0.4 iif eth1\n1.2.3.4 mark\n';
    const { stdout } = runRoundtrip(['simulate', '--state', ARTICLE, '--language', 'ja'], {
      input: questions,
    });

    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { error: 'RPF', because: '172.16.0.4 への戻り経路は eth1 ではなく eth0 です' },
      { error: 'UNKNOWN', because: '問い合わせの書式: "mark" に値がありません' },
    ]);
  });

  test.each([['fr'], ['JA'], ['']])('%j is refused with the ones that there are', (code) => {
    const { status, stdout } = runRoundtrip(['explain', ARTICLE, '--json', '--language', code]);

    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'option-invalid',
      nextStep: 'Write --language en or --language ja.',
    });
  });
});
