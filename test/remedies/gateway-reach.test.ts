import { afterEach, beforeEach, expect, test } from 'vitest';
import { stepFor } from '../../src/analyzer/model/index.ts';
import { policyRoutingChanges } from '../../src/analyzer/remedies/policy-routing-changes.ts';
import { type ShownNamespace, shownNamespace } from './shown-namespace.ts';

let host: ShownNamespace;

beforeEach(() => {
  host = shownNamespace(['eth1']);
});

afterEach(() => host.remove());

/** Whether the kernel takes a plain default route by the gateway, in a table that knows the interface's networks. */
function kernelTakes(family: 4 | 6, gateway: string, networks: readonly string[]): boolean {
  const ip = family === 6 ? ['ip', '-6'] : ['ip'];
  const add = (...words: string[]) =>
    host.run([...ip, 'route', 'add', ...words, 'table', '999']).status === 0;
  for (const network of networks) add(network, 'dev', 'eth1', 'scope', 'link');
  return add('default', 'via', gateway, 'dev', 'eth1');
}

test.each([
  ['10.0.1.4/24', '10.0.1.1', true],
  ['10.0.1.5/30', '10.0.1.6', true],
  ['10.0.1.5/30', '10.0.1.1', false],
  ['10.0.1.4/31', '10.0.1.5', true],
  ['fd00:1::4/64', 'fd00:1::1', true],
  ['fd00:1::4/64', 'fd00:2::1', false],
  ['fd00:1::4/64', 'fe80::1', true],
])(
  '%s by %s: planned where the kernel takes it (%s), and then all of the plan',
  (address, gateway, taken) => {
    const family = address.includes(':') ? 6 : 4;
    host.run(['ip', 'link', 'add', 'eth1', 'type', 'veth', 'peer', 'name', 'p1']);
    host.run(['ip', 'link', 'set', 'eth1', 'up']);
    host.run(['ip', 'addr', 'add', address, 'dev', 'eth1', ...(family === 6 ? ['nodad'] : [])]);
    const plan = policyRoutingChanges(host.state(), { device: 'eth1', family, gateway });
    const network =
      family === 6
        ? 'fd00:1::/64'
        : `10.0.1.${address.endsWith('/24') ? '0/24' : `4/${address.split('/')[1]}`}`;

    const statuses =
      plan.kind === 'changes' ? plan.changes.map((change) => host.run(stepFor('1', change).do).status) : [];

    expect(kernelTakes(family, gateway, [network])).toBe(taken);
    expect(plan.kind).toBe(taken ? 'changes' : 'impossible');
    expect(statuses.filter((status) => status !== 0)).toEqual([]);
  },
);

test.each([
  ['10.0.1.4/32', '10.0.0.1', []],
  ['10.0.1.5/30', '10.9.0.1', ['default via 10.9.0.1 dev eth1 onlink']],
  ['10.0.1.5/30', '10.9.0.1', ['10.9.0.1 dev eth1 scope link']],
])(
  '%s by %s, on the link though in no network of it: the kernel takes the whole plan',
  (address, gateway, routes) => {
    host.run(['ip', 'link', 'add', 'eth1', 'type', 'veth', 'peer', 'name', 'p1']);
    host.run(['ip', 'link', 'set', 'eth1', 'up']);
    host.run(['ip', 'addr', 'add', address, 'dev', 'eth1']);
    for (const route of routes) host.run(['ip', 'route', 'add', ...route.split(' ')]);

    const plan = policyRoutingChanges(host.state(), { device: 'eth1', family: 4, gateway });
    const steps = plan.kind === 'changes' ? plan.changes.map((change) => stepFor('1', change)) : [];

    expect(steps.length).toBeGreaterThan(2);
    for (const step of steps)
      expect({ step: step.do, status: host.run(step.do).status }).toEqual({ step: step.do, status: 0 });
  },
);
