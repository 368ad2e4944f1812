import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configurationPage, PAGE } from '../../scripts/docs/configuration.js';
import { ConfigFile } from '../../src/config/schema.ts';

const page = readFileSync(PAGE, 'utf8');

describe('docs/configuration.md', () => {
  test('is what "npm run docs:configuration" makes', () => {
    expect(page === configurationPage(page) || 'run "npm run docs:configuration"').toBe(true);
  });

  test('has every section, and what each key is without being set', () => {
    for (const key of Object.keys(ConfigFile.shape))
      expect(page).toMatch(new RegExp(`^(?:## ${key}$|\\| \`${key}\` )`, 'm'));
    expect(page).toContain('| `approval.expiresAfter` | duration | `30m` |');
    expect(page).toContain('| `approval.groups.<group>.minimum` | whole number, 1 to 20 | – |');
    expect(page).toContain('| `apply.unlock.precision` | number, 0 to 1 | must be there |');
  });

  test('is made anew where its tables are not those of the schema', () => {
    const old = page.replace('| `approval.expiresAfter` |', '| `approval.expires` |');

    expect(old).not.toBe(page);
    expect(configurationPage(old)).toBe(page);
    expect(() => configurationPage('# A page without a reference')).toThrow('does not hold');
  });

  test('the smallest useful configuration on it is one', async () => {
    const { parseConfig } = await import('../../src/config/load.ts');
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];

    const config = parseConfig(example, '/etc/roundtrip/roundtrip.yaml');

    expect(config.approval.groups['db']?.minimum).toBe(2);
  });
});
