import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runRoundtrip } from './run-roundtrip.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'roundtrip-usage-'));
  writeFileSync(join(directory, 'ja.yaml'), 'language: ja\nhosts: { server-b: {} }\n');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const CASES: readonly (readonly [
  what: string,
  argv: readonly string[],
  english: RegExp,
  japanese: RegExp,
])[] = [
  ['an unknown command', ['traige'], /'traige'; did you mean triage\?/, /'traige' というコマンドは.*triage/],
  [
    'an unknown option',
    ['triage', '--form'],
    /'--form'; did you mean --from\?/,
    /'--form' というオプションは.*--from/,
  ],
  ['an option without its value', ['config', 'schema', '--config'], /argument missing/, /値がありません/],
  [
    'an option that is missing',
    ['audit', 'prune'],
    /required option '--older-than/,
    /'--older-than .*必要です/,
  ],
  ['an argument that is missing', ['undo'], /missing required argument 'triage'/, /引数 'triage' が必要/],
  ['arguments too many', ['doctor', 'x', 'y'], /too many arguments: .*x, y/, /引数が多すぎます.*x、y/],
  ['a topology that there is not', ['lab', 'up', '--topology', 'ring'], /no "ring"/, /"ring" はありません/],
  ['no command', ['config'], /No command was given/, /コマンドがありません/],
];

test.each(CASES)('%s is said in the language of the run', (_what, argv, english, japanese) => {
  const plain = runRoundtrip([...argv]);
  const asked = runRoundtrip(['--language', 'ja', ...argv]);

  expect(plain.status).toBe(2);
  expect(plain.stderr).toMatch(english);
  const help = /"roundtrip[^"]*--help"/.exec(plain.stderr)?.[0];
  expect(asked.stderr).toContain(help ?? '');
  expect(asked.status).toBe(2);
  expect(asked.stderr).toMatch(japanese);
  // Command lines alone are English.
  expect(
    asked.stderr.replaceAll(
      /'[^']*'|"[^"]*"|--[a-z-]+|\b(?:triage|x|y|seed|two-routers|last-gateway)\b/g,
      '',
    ),
  ).not.toMatch(/[a-z]{2}/i);
});

test('the help that is named is that of the command', () => {
  const named = [
    ['triage', '--form'],
    ['audit', 'prune'],
    ['undo'],
    ['store', 'restore'],
    ['traige'],
    ['--form'],
  ];

  expect(named.map((argv) => /"(.*) --help"/.exec(runRoundtrip(argv).stderr)?.[1])).toEqual([
    ...['roundtrip triage', 'roundtrip audit prune', 'roundtrip undo', 'roundtrip store restore'],
    ...['roundtrip', 'roundtrip'],
  ]);
});

test('and as the configuration says, where the command line does not', () => {
  const { status, stderr } = runRoundtrip(['traige', '--config', join(directory, 'ja.yaml')]);

  expect(status).toBe(2);
  expect(stderr).toMatch(/コマンドはありません/);
  expect(runRoundtrip(['traige', '--json', '--config', join(directory, 'ja.yaml')]).stdout).toContain(
    'unknown command',
  );
});
