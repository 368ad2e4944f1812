import { describe, expect, test } from 'vitest';
import type { Remedy } from '../../src/analyzer/model/index.ts';
import { diagnosePaste, pastedHost } from './pasted-host.ts';

/** The host with these rules before main, and table 101 that answers by eth1. */
function withTable(rules: string, table = 'default via 172.16.5.1 dev eth1'): string {
  return `${pastedHost({ all: 0, own: 0 }).replace('32766:', `${rules}32766:`)}[root@b ~]# ip route show table 101\n${table}\n`;
}

function remedyOf(console: string, id: string): Remedy | undefined {
  const asked = { protocol: 'icmp', from: '192.0.2.9' } as const;
  return diagnosePaste(console, '172.16.5.1', asked).remedies.find((remedy) => remedy.id === id);
}

const commands = (remedy: Remedy | undefined) =>
  remedy?.plan?.steps.map((step) => [step.do.join(' '), step.undo.join(' ')]);

describe('reorder-policy-rule', () => {
  const SHADOWED = '90:\tfrom 172.16.5.0/24 lookup main\n100:\tfrom 172.16.5.4 lookup 101\n';

  test('puts the rule that was meant for the address before the one that decides', () => {
    const remedy = remedyOf(withTable(SHADOWED), 'reorder-policy-rule');

    expect(remedy).toMatchObject({ recommended: false, outcome: 'repairs' });
    expect(commands(remedy)).toEqual([
      [
        'ip rule add pref 89 from 172.16.5.4/32 lookup 101',
        'ip rule del pref 89 from 172.16.5.4/32 lookup 101',
      ],
    ]);
    expect(remedy?.plan?.restsOn).toEqual({
      'policy rules': '0:lookup 255 90:lookup 254 100:lookup 101 32766:lookup 254 32767:lookup 253',
      'table 101': '0.0.0.0/0 eth1 172.16.5.1',
    });
  });

  test('takes the next place that is free', () => {
    const taken = `89:\tfrom 10.0.0.1 lookup 77\n${SHADOWED}`;

    expect(commands(remedyOf(withTable(taken), 'reorder-policy-rule'))?.[0]?.[0]).toBe(
      'ip rule add pref 88 from 172.16.5.4/32 lookup 101',
    );
  });
});

describe('add-policy-rule', () => {
  test('gives the address the rule for the table that is there for its interface', () => {
    const remedy = remedyOf(withTable(''), 'add-policy-rule');

    expect(remedy).toMatchObject({ recommended: false, outcome: 'repairs' });
    expect(commands(remedy)).toEqual([
      [
        'ip rule add pref 32765 from 172.16.5.4/32 lookup 101',
        'ip rule del pref 32765 from 172.16.5.4/32 lookup 101',
      ],
    ]);
  });

  test('is not named where there is no such table', () => {
    const sibling = '100:\tfrom 172.16.4.2 lookup 102\n';
    const console = `${pastedHost({ all: 0, own: 0 }).replace('32766:', `${sibling}32766:`)}[root@b ~]# ip route show table 102\ndefault via 172.16.4.1 dev eth0\n`;

    expect(remedyOf(console, 'add-policy-rule')).toBeUndefined();
  });
});
