import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runRoundtrip, sourceLauncher } from './run-roundtrip.ts';

const JAPANESE = /[぀-ヿ㐀-鿿]/;

type Command = { words: readonly string[]; help: string };

/** Every command and subcommand that `--help` lists, as it is typed, with its help. */
function commandsBelow(words: readonly string[] = []): Command[] {
  const { stdout } = runRoundtrip([...words, '--help']);
  const listed = /\nCommands:\n([\s\S]*?)\n\n/.exec(`${stdout}\n\n`)?.[1] ?? '';
  const names = [...listed.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name ?? '');
  const own = names.filter((name) => name !== 'help');
  if (own.length === 0) return [{ words, help: stdout }];
  return own.flatMap((name) => commandsBelow([...words, name]));
}

test('without anything typed it is the help, and nothing has failed', () => {
  const bare = runRoundtrip([]);

  expect(bare).toEqual(runRoundtrip(['--help']));
  expect(bare.status).toBe(0);
  expect(bare.stdout).toContain('roundtrip triage server-b eth1 --from server-a');
  expect(runRoundtrip(['--language=ja'])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^使い方/),
  });
  expect(runRoundtrip(['--config', 'x.yaml'])).toEqual(bare);
});

test('every command has examples, in both languages, and no English where Japanese was asked for', () => {
  const commands = commandsBelow();
  expect(commands.length).toBeGreaterThan(20);
  for (const { words, help } of commands) {
    const japanese = runRoundtrip([...words, '--help', '--language', 'ja']);

    expect(help, words.join(' ')).toMatch(/\nExamples:\n {2}(?:\S.*)?roundtrip .*\n {6}\S/);
    expect(help, words.join(' ')).not.toMatch(JAPANESE);
    expect(japanese.stdout, words.join(' ')).toMatch(/\n例:\n {2}(?:\S.*)?roundtrip .*\n {6}\S/);
    expect(japanese.stdout, words.join(' ')).not.toMatch(/Options:|Usage:|Arguments:|Commands:/);
    const unsaid = japanese.stdout
      .split('\n')
      .filter((line) => /^ {2}-/.test(line) && /\b(the|of|and)\b/.test(line));
    expect(unsaid, words.join(' ')).toEqual([]);
  }
}, 120_000);

describe('what help loads', () => {
  const hook = join(tmpdir(), `roundtrip-loaded-${process.pid}.mjs`);
  beforeAll(() =>
    writeFileSync(
      hook,
      `import module from 'node:module';
module.registerHooks({ load: (url, context, next) => { process.stderr.write(url + '\\n'); return next(url, context); } });`,
    ),
  );
  afterAll(() => rmSync(hook));

  test('neither the model, the configuration, nor what reads them: it is shown at once', () => {
    const environment = { NODE_OPTIONS: `--import=${hook}` };
    const { stderr } = runRoundtrip(['--help'], { program: sourceLauncher, environment });
    const loaded = stderr.split('\n').filter((url) => url.startsWith('file:'));

    expect(loaded.some((url) => url.endsWith('/src/cli/main.ts'))).toBe(true);
    expect(loaded.filter((url) => /\/node_modules\/(zod|yaml|pino|kysely|pg|ssh2)\//.test(url))).toEqual([]);
    expect(loaded.filter((url) => /\/src\/(analyzer|config|host|triage|store|slack)\//.test(url))).toEqual(
      [],
    );
    expect(loaded.length).toBeLessThan(100);
  });
});
