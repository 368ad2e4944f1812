import { describe, expect, test } from 'vitest';
import { ticketRule } from '../../src/config/index.ts';

const rule = (pattern?: string) =>
  ticketRule({ change: { ticket: { required: true, ...(pattern === undefined ? {} : { pattern }) } } });

describe('a change ticket', () => {
  test.each<[string, string]>([
    ['CHG\\d+', 'CHG0012345'],
    ['CHG\\d+|INC\\d+', 'INC7'],
    ['[A-Z]+-\\d+', 'NET-42'],
    ['(?:CHG|INC)[0-9]{7}', 'CHG1234567'],
  ])('%s takes %s', (pattern, ticket) => expect(rule(pattern).fits(ticket)).toBe(true));

  test.each<[string | undefined, string]>([
    ['CHG\\d+', 'CHG'],
    ['CHG\\d+', 'xCHG1'],
    ['CHG\\d+', 'CHG1; reboot'],
    ['CHG\\d+', 'CHG1\n'],
    ['CHG\\d+', 'CHG1 CHG2'],
    ['CHG\\d+|INC\\d+', 'CHG1x'],
    ['CHG\\d+|INC\\d+', 'xINC1'],
    ['CHG\\d+', 'chg1'],
    ['CHG\\d+', 'CHG\u0661'],
    ['.*', '<!channel>'],
    ['.*', '*CHG1*'],
    ['.*', 'CHG1\u202e'],
    ['.*', '$(reboot)'],
    ['.*', '-n'],
    ['.*', '1'.repeat(65)],
    [undefined, ''],
    [undefined, ' '],
    [undefined, '`CHG1`'],
  ])('%s refuses %j', (pattern, ticket) => expect(rule(pattern).fits(ticket)).toBe(false));

  test('any plain name will do without a pattern', () => expect(rule().fits('NET/2026:42')).toBe(true));

  test('a pattern that takes too long refuses soon', () => {
    const before = performance.now();
    expect(rule('(?:(?:\\w+)+)+').fits(`${'a'.repeat(62)}-a`)).toBe(false);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
