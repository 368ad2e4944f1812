import { describe, expect, test } from 'vitest';
import type { Remedy, Rule } from '../../src/analyzer/model/index.ts';
import { placeForRules, ruleRisks } from '../../src/analyzer/remedies/rule-place.ts';
import { tell } from '../../src/texts/index.ts';
import { ruleInShort } from '../../src/texts/names.ts';
import { readTranscript } from '../../src/transcript/index.ts';
import { diagnosePaste, pastedHost } from './pasted-host.ts';

/** The rules as `ip rule` lists them, with those that every host has. */
function listed(lines: readonly string[], program = 'ip rule') {
  const rules = ['0: from all lookup local', ...lines, '32766: from all lookup main'];
  const read = readTranscript(`[root@b ~]# ${program}\n${rules.join('\n').replaceAll(': ', ':\t')}\n`);
  const [observation] = read.kind === 'read' ? read.observations : [];
  if (!observation) throw new Error('nothing could be read');
  return observation.state;
}

/** Where a rule for 172.16.5.4 that looks up table 102 stands, and what it costs the others. */
function added(lines: readonly string[], decidedBy: readonly number[] = []) {
  const state = listed(lines);
  const sources = ['172.16.5.4/32'];
  const place = placeForRules(state.rules[4] as Rule[], { sources, table: 102, decidedBy });
  if ('before' in place) return { before: place.before };
  const [preference = 0] = place.preferences;
  const change = { kind: 'rule', family: 4, preference, from: '172.16.5.4/32', table: 102 } as const;
  return { preference, costs: ruleRisks(state, [change]).map((cost) => tell(cost)) };
}

describe('a new rule stands behind the narrower rules of the host', () => {
  test.each([
    ['of a user', '32765: from all uidrange 1000-2000 lookup 200'],
    ['of every user but some', '32765: not from all uidrange 0-999 lookup 200'],
    ['of what the host itself sends', '32765: from all iif lo lookup 200'],
    ['of a mark of this source', '32765: from 172.16.5.4 fwmark 0x9 lookup 200'],
    ['of a port', '32765: from all ipproto tcp sport 443 lookup 200'],
    ['towards a network', '32765: from all to 10.0.0.0/8 lookup 200'],
    ['of a device', '32765: from all oif wg0 lookup 200'],
    ['of a VRF', '32765: from all lookup [l3mdev-table]'],
    ['of the network of this source', '32765: from 172.16.5.0/24 lookup 200'],
    ['that looks up local', '32765: from all lookup local'],
  ])('%s, whose preference it shares where none is free', (_, rule) => {
    const { preference, costs } = added([rule]);

    expect(preference).toBe(32765);
    expect(costs?.join()).toMatch(/^Has the same preference as rule 32765 \(.+\) and is placed after it\./);
  });

  test('it takes a preference of its own where one is free', () => {
    expect(added(['32000: from all fwmark 0x9 lookup 200', '32765: from 9.9.9.9 lookup 201'])).toEqual({
      preference: 32764,
      costs: [],
    });
  });

  test.each([
    ['another source', '32765: from 9.9.9.9 lookup 200'],
    ['what arrives by a device', '32765: from all iif eth2 lookup 200'],
    ['everything but this source', '32765: not from 172.16.5.0/24 lookup 200'],
    ['the same table', '32765: from 172.16.5.0/24 fwmark 0x9 lookup 102'],
  ])('it is no matter where rules for %s stand', (_, rule) => {
    expect(added([rule])).toEqual({ preference: 32764, costs: [] });
  });
});

describe('a new rule stands first, and says what that costs', () => {
  test.each([
    ['before a VPN that takes all that is not marked', '500: not from all fwmark 0xca6c lookup 51820', []],
    ['before what takes everything', '500: from all lookup 200', []],
    [
      'before what is not understood',
      '500: from all uidrange 7-7 strange 3 lookup 200',
      ['rule 500 (from all uidrange 7-7 strange 3 lookup 200)'],
    ],
  ])('%s', (_, rule, overridden) => {
    const costs = overridden.map(
      (one) => `Overrides ${one} for traffic from 172.16.5.4: the new rule is evaluated first.`,
    );

    expect(added([rule])).toEqual({ preference: 499, costs });
  });

  test('before a rule that decides today, and before narrower ones behind it', () => {
    const rules = ['500: from all uidrange 0-0 lookup 200', '600: from all fwmark 0x9/0xff lookup 201'];

    expect(added(rules, [500])).toEqual({
      preference: 499,
      costs: [
        'Overrides rule 500 (from all uidrange 0-0 lookup 200) and rule 600 (from all fwmark 0x9/0xff lookup 201) for traffic from 172.16.5.4: the new rule is evaluated first.',
      ],
    });
  });

  test('and not at all where there is no place before it', () => {
    expect(added(['1: from all lookup 200'])).toEqual({ before: 1 });
  });
});

test('a rule is named as ip rule prints it', () => {
  const lines = [
    'from all fwmark 0x9/0xff lookup 200',
    'from 172.16.5.4 to 10.1.1.1 iif lo lookup 200',
    'from all tos 0x10 lookup 200',
    'from all lookup [l3mdev-table]',
    'not from all uidrange 0-999 lookup 200',
    'from all to 10.0.0.0/8 goto 32766',
  ];
  const { rules } = listed(lines.map((line, index) => `${100 + index}: ${line}`));

  const own = rules[4]?.filter(({ preference }) => preference >= 100 && preference < 200) ?? [];
  expect(own.map(ruleInShort)).toEqual(lines);
});

describe('of a whole diagnosis', () => {
  const TABLE = '[root@b ~]# ip route show table 200\ndefault via 172.16.4.9 dev eth0\n';

  function policyRouting(rules: string): Remedy {
    const console = pastedHost({ all: 0, own: 0 }).replace('32766:', `${rules}32766:`) + TABLE;
    const asked = { protocol: 'icmp', from: '192.0.2.9' } as const;
    const { remedies } = diagnosePaste(console, '172.16.5.1', asked);
    const remedy = remedies.find(({ id }) => id === 'policy-routing');
    if (!remedy) throw new Error('no policy routing');
    return remedy;
  }

  test('what the host sends for a user, a mark or a port is among the flows that were compared', () => {
    const rules =
      '500:\tfrom all uidrange 0-0 lookup 200\n600:\tfrom all uidrange 1500-1600 fwmark 0x9 lookup 200\n';

    const { plan, risks, outcome } = policyRouting(rules);

    expect(outcome).toBe('repairs');
    expect(risks[0]).toMatch(/^Overrides rule 500 .+ and rule 600 .+ for traffic from 172.16.5.4/);
    expect(plan?.steps.at(-1)?.do).toContain('499');
    expect(plan?.blastRadius).toContainEqual({
      flow: 'hosts in other networks ↔ 172.16.5.4 (user id 1500, mark 0x9)',
      before: 'leaves by eth0 via 172.16.4.9',
      after: 'leaves by eth1 via 172.16.5.1',
    });
  });

  test('behind them nothing of theirs changes', () => {
    const { plan, outcome } = policyRouting('32765:\tfrom all uidrange 1500-1600 lookup 200\n');

    expect(outcome).toBe('repairs');
    expect(plan?.steps.at(-1)?.do).toContain('32765');
    expect(plan?.blastRadius.filter(({ flow }) => flow.includes('user id'))).toEqual([]);
  });
});
