import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { launcher, unwrapped } from './run-roundtrip.ts';

/** What a process prints that reports `thrown` (an expression) as the failure of a command line. */
function reported(thrown: string, args: readonly string[] = [], environment: Record<string, string> = {}) {
  const source = (file: string) => new URL(`../../src/${file}`, import.meta.url).href;
  const program = `import { reportFailure } from '${source('cli/errors.ts')}';
    import { RoundtripError } from '${source('errors.ts')}';
    reportFailure(${thrown}, ${JSON.stringify(args)});`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module-typescript', '-e', program],
    { encoding: 'utf8', env: { PATH: process.env['PATH'], ...environment } },
  );
  return { status, stdout, stderr };
}

test('an expected failure has its own status and two lines', () => {
  const outcome = reported(
    `new RoundtripError('host-key-changed', 'Its key changed.', 'Look why.', { exitStatus: 3 })`,
  );

  expect(outcome).toEqual({ status: 3, stdout: '', stderr: 'Its key changed.\nLook why.\n' });
});

test('with --json it is a document as well', () => {
  const { stdout } = reported(`new RoundtripError('a-code', 'What.', 'Next.')`, ['triage', '--json']);

  expect(JSON.parse(stdout)).toEqual({
    schema: 'roundtrip.error/1',
    code: 'a-code',
    message: 'What.',
    nextStep: 'Next.',
  });
});

test('what comes from outside cannot add lines, colours or directions', () => {
  const { stderr } = reported(`new RoundtripError('a-code', 'one\\ntwo\\u001b[31m\\u202e', 'Next.')`);

  expect(stderr).toBe('one\\u{a}two\\u{1b}[31m\\u{202e}\nNext.\n');
});

describe('an unexpected failure', () => {
  test('is told without a stack trace, with how to see more', () => {
    const { status, stderr } = reported(`new TypeError('x is not a function')`);

    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^Something unexpected went wrong: x is not a function\n.*ROUNDTRIP_LOG=debug.*\n$/,
    );
  });

  test('shows its details, its cause included, where that was asked for', () => {
    const { stderr } = reported(`new Error('outer', { cause: new Error('inner') })`, [], {
      ROUNDTRIP_LOG: 'debug',
    });

    expect(stderr).toMatch(/Error: outer\n\s+at [\s\S]*Error: inner\n\s+at /);
  });

  test('never shows a token or a password', () => {
    const thrown = `new Error('postgres://u:hush@h/db', { cause: new Error('xoxb-1-hush') })`;

    const { stderr } = reported(thrown, [], { ROUNDTRIP_LOG: 'debug' });

    expect(stderr).toContain('postgres://u:[left out: password]@h/db');
    expect(stderr).not.toContain('hush@');
    expect(stderr).not.toContain('1-hush');
  });

  test.each([['undefined'], ['null'], ['"text"'], ['{ a: 1 }']])('may be anything: %s', (thrown) => {
    expect(reported(thrown).status).toBe(1);
  });
});

test('a full disk behind standard output is told, and is no success', () => {
  const words = `'${process.execPath}' '${launcher}' config schema >/dev/full`;
  const { status, stderr } = spawnSync('sh', ['-c', words], { encoding: 'utf8' });

  expect(status).toBe(1);
  expect(unwrapped(stderr)).toMatch(/^What is printed cannot be written \(the disk is full\): /);
});
