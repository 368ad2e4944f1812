import { describe, expect, test } from 'vitest';
import type { Remedy } from '../../src/analyzer/model/index.ts';
import { diagnosePaste, pastedHost } from './pasted-host.ts';

/** The console of a host that has no look at main any more, with further rules. */
function withoutMain(...rules: string[]): string {
  return pastedHost({ all: 0, own: 0 }).replace('32766:\tfrom all lookup main\n', rules.join(''));
}

function remedyOf(console: string): Remedy | undefined {
  return diagnosePaste(console, undefined, { protocol: 'icmp', from: '172.16.5.9' }).remedies.find(
    ({ id }) => id === 'restore-main-rule',
  );
}

describe('a host of which no rule looks up main', () => {
  test('gets that rule back, where the kernel has it when it starts', () => {
    const remedy = remedyOf(withoutMain());

    // The packet filter was not shown.
    expect(remedy).toMatchObject({ recommended: true, outcome: 'depends' });
    expect(remedy?.plan?.steps.map((step) => [step.do.join(' '), step.undo.join(' ')])).toEqual([
      ['ip rule add pref 32766 from all lookup main', 'ip rule del pref 32766 from all lookup main'],
    ]);
    expect(remedy?.plan?.restsOn).toEqual({ 'policy rules': '0:lookup 255 32767:lookup 253' });
    expect(remedy?.plan?.blastRadius.length).toBeGreaterThan(0);
  });

  test('does not where another rule stands in its place', () => {
    const remedy = remedyOf(withoutMain('32766:\tfrom all lookup 77\n'));

    expect(remedy?.plan).toBeUndefined();
  });

  test('gets nothing where the rule is there', () => {
    expect(remedyOf(pastedHost({ all: 1, own: 1 }))).toBeUndefined();
  });
});
