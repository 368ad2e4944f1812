import { afterEach, beforeEach, expect, test } from 'vitest';
import { stepFor } from '../../src/analyzer/model/index.ts';
import { policyRoutingChanges } from '../../src/analyzer/remedies/policy-routing-changes.ts';
import { type ShownNamespace, shownNamespace } from './shown-namespace.ts';

let host: ShownNamespace;

beforeEach(() => {
  host = shownNamespace(['eth0', 'eth1', 'wg0']);
  const setup = [
    'addr add 172.16.4.2/24 dev eth0',
    'addr add 172.16.5.4/24 dev eth1',
    'route add default via 172.16.4.1 dev eth0',
    'route add default dev wg0 table 51820',
    'rule add pref 500 uidrange 1000-1000 lookup 51820',
    'rule add pref 600 ipproto tcp sport 443 lookup 51820',
  ];
  for (const line of setup) host.run(['ip', ...line.split(' ')]);
});

afterEach(() => host.remove());

/** The interface by which the kernel sends an answer from eth1's address. */
function leavesBy(...more: string[]): string | undefined {
  const { stdout } = host.run(['ip', 'route', 'get', '192.0.2.9', 'from', '172.16.5.4', ...more]);
  return /dev (\S+)/.exec(stdout)?.[1];
}

function apply(decidedBy: readonly number[]): void {
  const plan = policyRoutingChanges(host.state(), {
    device: 'eth1',
    family: 4,
    gateway: '172.16.5.1',
    decidedBy,
  });
  if (plan.kind === 'impossible') throw new Error(plan.because.key);
  for (const change of plan.changes) expect(host.run(stepFor('1', change).do).status).toBe(0);
}

const OF_A_USER = ['uid', '1000', 'ipproto', 'tcp', 'sport', '22'];
const OF_A_PORT = ['uid', '0', 'ipproto', 'tcp', 'sport', '443'];
const OF_THE_KERNEL = ['uid', '0', 'ipproto', 'icmp'];

test('behind the rules that decide for a user or a port, the kernel never asks the new one', () => {
  apply([]);

  expect([OF_A_USER, OF_A_PORT, OF_THE_KERNEL].map((flow) => leavesBy(...flow))).toEqual([
    'wg0',
    'wg0',
    'eth1',
  ]);
});

test('before them it decides for all of them', () => {
  apply([600, 500]);

  expect([OF_A_USER, OF_A_PORT, OF_THE_KERNEL].map((flow) => leavesBy(...flow))).toEqual([
    'eth1',
    'eth1',
    'eth1',
  ]);
});

/** How the kernel sends each of these, in one line. */
function waysOf(flows: readonly string[]): string[] {
  return flows.map((flow) => {
    const { stdout } = host.run(['ip', 'route', 'get', '10.1.1.1', ...flow.split(' ')]);
    return /table \S+/.exec(stdout)?.[0] ?? 'table main';
  });
}

const OF_THE_RULES = ['from 172.16.5.4 uid 1500', 'from 172.16.5.4 mark 9'];

test('rules that stand right before main, with no preference between, go on deciding for their user and mark', () => {
  for (const line of [
    'rule del pref 500',
    'rule del pref 600',
    'route add default via 172.16.4.7 dev eth0 table 200',
    'route add default via 172.16.4.8 dev eth0 table 201',
    // As the kernel numbers them where no preference is named.
    'rule add from 172.16.5.4 fwmark 0x9 lookup 201',
    'rule add iif lo uidrange 1000-2000 lookup 200',
  ])
    expect(host.run(['ip', ...line.split(' ')]).status).toBe(0);
  const before = waysOf(OF_THE_RULES);

  apply([]);

  expect(before).toEqual(['table 200', 'table 201']);
  expect(waysOf(OF_THE_RULES)).toEqual(before);
  expect(waysOf(['from 172.16.5.4 uid 0'])).toEqual(['table 101']);
});
