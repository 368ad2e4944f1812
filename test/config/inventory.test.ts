import { describe, expect, test } from 'vitest';
import { approvalPolicyFor, parseConfig, resolveHost } from '../../src/config/index.ts';

const config = parseConfig(
  `
hosts:
  server-b: {}
  server-c: { via: [server-c, server-c-mgmt], group: db }
  server-a: { apply: false }
  server-e: { applyVia: [server-e-change] }
  "web-*": { group: web }
  "web-db-*": { group: db }
  web-7: { group: special }
  "*.lan": { group: lan }
approval:
  approvers: [U0A]
  minimum: 1
  groups: { db: { minimum: 2, approvers: [U0B, U0C] }, special: { frozen: false } }
`,
  '/etc/roundtrip.yaml',
);

describe('resolveHost', () => {
  test.each([
    ['server-b', { name: 'server-b', aliases: ['server-b'], apply: true, group: undefined }],
    ['server-c', { name: 'server-c', aliases: ['server-c', 'server-c-mgmt'], apply: true, group: 'db' }],
    ['server-a', { name: 'server-a', aliases: ['server-a'], apply: false, group: undefined }],
    ['web-1', { name: 'web-1', aliases: ['web-1'], apply: true, group: 'web' }],
    ['web-db-1', { name: 'web-db-1', aliases: ['web-db-1'], apply: true, group: 'db' }],
    ['web-7', { name: 'web-7', aliases: ['web-7'], apply: true, group: 'special' }],
    [
      'server-e',
      {
        name: 'server-e',
        aliases: ['server-e'],
        applyAliases: ['server-e-change'],
        apply: true,
        group: undefined,
      },
    ],
    ['x.lan', { name: 'x.lan', aliases: ['x.lan'], apply: true, group: 'lan' }],
  ])('%s', (name, expected) => {
    expect(resolveHost(config, name)).toEqual({ applyAliases: expected.aliases, ...expected });
  });

  test.each(['web-', 'web-1.example', 'a.b.lan', 'server-d', 'SERVER-B', 'constructor', 'web'])(
    '%s is unknown, and the hosts that are known are listed',
    (name) => {
      expect(() => resolveHost(config, name)).toThrow(
        expect.objectContaining({
          code: 'host-unknown',
          exitStatus: 2,
          nextStep: expect.stringContaining('server-b, server-c'),
        }),
      );
    },
  );

  test('__proto__ is no host', () => {
    expect(() => resolveHost(config, '__proto__')).toThrow(
      expect.objectContaining({ code: 'host-name-invalid' }),
    );
  });

  test('a pattern of many stars does not take long', () => {
    const stars = parseConfig(`hosts: { "a${'*a'.repeat(50)}": {} }`, '/etc/roundtrip.yaml');

    const started = performance.now();

    expect(() => resolveHost(stars, 'a'.repeat(99))).toThrow(
      expect.objectContaining({ code: 'host-unknown' }),
    );
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('approvalPolicyFor', () => {
  test('without a group the general rules hold', () => {
    expect(approvalPolicyFor(config, { group: undefined })).toMatchObject({ approvers: ['U0A'], minimum: 1 });
  });

  test("a group's rules come before the general ones, one by one", () => {
    const policy = approvalPolicyFor(config, resolveHost(config, 'server-c'));

    expect(policy).toMatchObject({ approvers: ['U0B', 'U0C'], minimum: 2, expiresAfter: 1_800_000 });
    expect(policy).not.toHaveProperty('groups');
  });

  test('a group cannot thaw what is frozen for all', () => {
    const frozen = { approval: { ...config.approval, frozen: true } };

    expect(approvalPolicyFor(frozen, { group: 'special' }).frozen).toBe(true);
  });
});
