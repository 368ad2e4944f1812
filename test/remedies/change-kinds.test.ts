import { expect, test } from 'vitest';
import { type Change, emptyHostState, kindOf, stepFor } from '../../src/analyzer/model/index.ts';

const ROUTE: Change = {
  kind: 'route',
  family: 4,
  table: 101,
  destination: '172.16.5.0/24',
  dev: 'eth1',
  scope: 'link',
  prefsrc: '172.16.5.4',
};
const DEFAULT6: Change = {
  kind: 'route',
  family: 6,
  table: 101,
  destination: '::/0',
  dev: 'eth1',
  gateway: 'fd00::1',
};
const RULE: Change = { kind: 'rule', family: 4, preference: 32765, from: '172.16.5.4/32', table: 101 };
const MAIN_RULE: Change = { kind: 'main-rule', family: 6 };
const SYSCTL: Change = { kind: 'sysctl', key: 'net.ipv4.conf.eth1/100.rp_filter', before: '1', after: '2' };

test('a step has the command, its exact inverse and the command that shows it', () => {
  const steps = [ROUTE, DEFAULT6, RULE, MAIN_RULE, SYSCTL].map((change) => stepFor('1', change));

  expect(steps.map((step) => [step.do.join(' '), step.undo.join(' '), step.check.join(' ')])).toEqual([
    [
      'ip route add 172.16.5.0/24 dev eth1 scope link src 172.16.5.4 table 101 proto 176',
      'ip route del 172.16.5.0/24 dev eth1 scope link src 172.16.5.4 table 101 proto 176',
      'ip route show table 101',
    ],
    [
      'ip -6 route add default via fd00::1 dev eth1 table 101 proto 176',
      'ip -6 route del default via fd00::1 dev eth1 table 101 proto 176',
      'ip -6 route show table 101',
    ],
    [
      'ip rule add pref 32765 from 172.16.5.4/32 lookup 101',
      'ip rule del pref 32765 from 172.16.5.4/32 lookup 101',
      'ip rule show pref 32765',
    ],
    [
      'ip -6 rule add pref 32766 from all lookup main',
      'ip -6 rule del pref 32766 from all lookup main',
      'ip -6 rule show pref 32766',
    ],
    [
      'sysctl -w net.ipv4.conf.eth1/100.rp_filter=2',
      'sysctl -w net.ipv4.conf.eth1/100.rp_filter=1',
      'sysctl -n net.ipv4.conf.eth1/100.rp_filter',
    ],
  ]);
});

test('the host program is given a fixed number of words for each kind, a dash for what is not there', () => {
  const words = [ROUTE, DEFAULT6, RULE, MAIN_RULE, SYSCTL].map((change) =>
    kindOf(change).wire(change).join(' '),
  );

  expect(words).toEqual([
    'route 4 101 172.16.5.0/24 eth1 - link 172.16.5.4',
    'route 6 101 ::/0 eth1 fd00::1 - -',
    'rule 4 32765 172.16.5.4/32 101',
    'main-rule 6',
    'sysctl net.ipv4.conf.eth1/100.rp_filter 1 2',
  ]);
});

test("a new rule stands behind those of its preference, among the kernel's own where none were listed", () => {
  const state = emptyHostState();

  const once = kindOf(RULE).after(state, RULE);
  const twice = kindOf(RULE).after(once, { ...RULE, from: '172.16.5.5/32' });

  expect(twice.rules[4]?.map(({ preference, from }) => [preference, from])).toEqual([
    [0, undefined],
    [32765, '172.16.5.4/32'],
    [32765, '172.16.5.5/32'],
    [32766, undefined],
    [32767, undefined],
  ]);
  expect(state.rules[4]).toBeUndefined();
});
