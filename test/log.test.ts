import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

/** What a logger of its own process writes to standard error. */
function logged(statement: string, environment: Record<string, string> = {}): string {
  const program = `import { createLogger } from '${new URL('../src/log.ts', import.meta.url).href}';
    const log = createLogger(); ${statement}`;
  const { stderr, stdout } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...environment },
  });
  expect(stdout).toBe('');
  return stderr;
}

describe('createLogger', () => {
  test('leaves secrets out by key, inside errors and inside texts', () => {
    const text = logged(`
      log.warn({ token: 'hush1', headers: { authorization: 'hush2' }, a: { b: { password: 'hush3' } } }, 'x');
      log.warn({ err: new Error('xoxb-12-hush4 and postgres://u:hush5@h/db') }, 'xapp-1-A2-hush6');`);

    expect(text.trim().split('\n')).toHaveLength(2);
    expect(text).toContain('postgres://u:[left out: password]@h/db');
    expect(text).not.toMatch(/hush/);
  });

  test('shows no stack of what a person is meant to read', () => {
    const text = logged(`
      const { RoundtripError } = await import('${new URL('../src/errors.ts', import.meta.url).href}');
      log.warn({ err: new RoundtripError('away', 'It is away.', 'Start it.', { cause: new Error('inside') }) });
      log.warn({ err: new Error('a bug') });`);
    const [told, bug] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).err);

    expect(told).toEqual({
      type: 'RoundtripError',
      code: 'away',
      message: 'It is away.',
      nextStep: 'Start it.',
    });
    expect(bug.stack).toContain('a bug');
  });

  test('is quiet for a command unless ROUNDTRIP_LOG says otherwise', () => {
    expect(logged(`log.info('told');`)).toBe('');
    expect(logged(`log.info('told');`, { ROUNDTRIP_LOG: 'debug' })).toContain('told');
  });
});
