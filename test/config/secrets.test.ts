import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadSecrets } from '../../src/config/index.ts';
import { RoundtripError } from '../../src/errors.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'roundtrip-secrets-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

function file(content: string): string {
  const path = join(directory, 'secret');
  writeFileSync(path, content);
  return path;
}

test('they come from variables or from files; an empty variable is none', () => {
  const secrets = loadSecrets({
    SLACK_BOT_TOKEN: 'xoxb-1-2',
    SLACK_APP_TOKEN: '',
    SLACK_APP_TOKEN_FILE: file('xapp-1-2\n'),
    SLACK_SIGNING_SECRET: '',
    DATABASE_URL: 'postgres://u:p@localhost/db',
  });

  expect(secrets).toEqual({
    slackBotToken: 'xoxb-1-2',
    slackAppToken: 'xapp-1-2',
    slackSigningSecret: undefined,
    databaseUrl: 'postgres://u:p@localhost/db',
    databaseOwnerUrl: undefined,
    alertsToken: undefined,
    slackApiUrl: undefined,
  });
});

test('a database on a Unix socket', () => {
  const url = 'postgres://bot@/roundtrip?host=/run/postgresql&port=5433';

  expect(loadSecrets({ DATABASE_URL: url }).databaseUrl).toBe(url);
});

describe('refused, without repeating the value', () => {
  test.each([
    ['the tokens swapped', { SLACK_BOT_TOKEN: 'xapp-hush' }],
    ['a token with a line break', { SLACK_BOT_TOKEN: 'xoxb-hush\nx' }],
    ['a variable and its file', { SLACK_SIGNING_SECRET: 'hush', SLACK_SIGNING_SECRET_FILE: '/hush' }],
    ['a file that is not there', { SLACK_SIGNING_SECRET_FILE: '/does/not/exist' }],
    ['no address of a database', { DATABASE_URL: 'postgres://u:hush@local host/db' }],
    ['another database', { DATABASE_URL: 'mysql://u:hush@localhost/db' }],
  ])('%s', (_title, environment) => {
    let failure: unknown;
    try {
      loadSecrets(environment);
    } catch (error) {
      failure = error;
    }

    expect(failure).toMatchObject({ code: 'secret-invalid', exitStatus: 2 });
    const { message, nextStep } = failure as RoundtripError;
    expect(`${message} ${nextStep}`).not.toContain('hush');
  });

  test('an empty file', () => {
    expect(() => loadSecrets({ SLACK_BOT_TOKEN_FILE: file('\n') })).toThrow(RoundtripError);
  });
});

describe('SLACK_API_URL', () => {
  test.each([
    ['http://127.0.0.1:3001/api/', 'http://127.0.0.1:3001/api/'],
    ['http://localhost:3001/api/', 'http://localhost:3001/api/'],
    ['http://[::1]:3001/api/', 'http://[::1]:3001/api/'],
    ['http://127.1:3001/', 'http://127.0.0.1:3001/'],
  ])('%s is this machine', (url, expected) => {
    expect(loadSecrets({ SLACK_API_URL: url }).slackApiUrl).toBe(expected);
  });

  test.each([
    'http://example.org/api/',
    'http://127.0.0.1@example.org/',
    'http://127.0.0.1.example.org/',
    'http://localhost.example.org/',
    'http://10.0.0.1/',
    'http://0.0.0.0/',
    'http://[::ffff:10.0.0.1]/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'not a url',
  ])('%s is refused', (url) => {
    expect(() => loadSecrets({ SLACK_API_URL: url })).toThrow(/loopback/);
  });
});

test('a token for alerts that could be guessed is refused, and not repeated', () => {
  expect(loadSecrets({ ALERTS_TOKEN: '0123456789abcdef' }).alertsToken).toBe('0123456789abcdef');
  for (const token of ['short', 'with a space in the middle'])
    expect(() => loadSecrets({ ALERTS_TOKEN: token })).toThrow(/^ALERTS_TOKEN is not a token of 16/);
});
