import { describe, expect, test } from 'vitest';
import { runRoundtrip } from './run-roundtrip.ts';

describe('bad usage: status 2, one line that says what is wrong, one that says what to do', () => {
  test.each([
    ['an unknown command', ['reboot'], /unknown command 'reboot'/],
    ['no subcommand', ['config'], /No command was given/],
    ['an unknown option', ['--fast'], /unknown option '--fast'/],
    ['an option without its value', ['config', 'schema', '--config'], /argument missing/],
    ['an argument too many', ['config', 'schema', 'extra'], /too many arguments/],
    ['a control character', ['a\u001b[31m\u202e'], /unknown command 'a\\u\{1b\}\[31m\\u\{202e\}'/],
    ['5000 characters', ['x'.repeat(5_000)], /^.{0,450}\n/],
  ])('%s', (_title, args, message) => {
    const { status, stdout, stderr } = runRoundtrip(args);

    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^[^\n]+\n[^\n]+\n$/);
  });

  test('with --json it is one JSON document on standard output', () => {
    const { status, stdout } = runRoundtrip(['unheard-of', '--json']);

    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'roundtrip.error/1',
      code: 'usage',
      message: "unknown command 'unheard-of'",
      nextStep: expect.stringContaining('roundtrip --help'),
    });
  });

  test('--json after -- is no option', () => {
    expect(runRoundtrip(['reboot', '--', '--json']).stdout).toBe('');
  });
});

test.each([[['--help']], [['help']], [['config', '--help']], [['config', 'schema', '-h']]])(
  '%j shows help',
  (args) => {
    const { status, stdout, stderr } = runRoundtrip(args);

    expect(status).toBe(0);
    expect(stdout).toContain('Usage: roundtrip');
    expect(stdout).toContain('--config <file>');
    expect(stderr).toBe('');
  },
);

test('config schema prints a JSON Schema of what a person writes', () => {
  const { status, stdout } = runRoundtrip(['config', 'schema']);

  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    $schema: expect.stringContaining('json-schema.org'),
    type: 'object',
    additionalProperties: false,
    properties: {
      hosts: { type: 'object' },
      approval: {
        properties: {
          expiresAfter: { type: 'string', description: expect.any(String) },
          minimum: { type: 'integer', description: expect.any(String) },
        },
      },
      language: { enum: ['en', 'ja', 'asker'] },
    },
  });
});
