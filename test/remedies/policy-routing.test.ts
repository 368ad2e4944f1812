import { expect, test } from 'vitest';
import { type Change, type HostState, stepFor } from '../../src/analyzer/model/index.ts';
import {
  type PolicyRoutingWish,
  policyRoutingChanges,
} from '../../src/analyzer/remedies/policy-routing-changes.ts';
import { tell } from '../../src/texts/index.ts';
import { readTranscript } from '../../src/transcript/index.ts';

/** The state that a console shows. */
function stateOf(...sections: [command: string, output: string][]): HostState {
  const read = readTranscript(
    sections.map(([command, output]) => `[root@h ~]# ${command}\n${output}\n`).join(''),
  );
  const [observation] = read.kind === 'read' ? read.observations : [];
  if (!observation) throw new Error('nothing could be read');
  return observation.state;
}

const DEFAULT_RULES =
  '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default';

function commandsFor(
  state: HostState,
  gateway: string,
  dev = 'eth1',
  family: 4 | 6 = 4,
  more: Pick<PolicyRoutingWish, 'decidedBy' | 'planned'> = {},
): string[] | string {
  const plan = policyRoutingChanges(state, { device: dev, family, gateway, ...more });
  if (plan.kind === 'impossible') return tell(plan.because);
  return plan.changes.map((change) => stepFor('1', change).do.join(' '));
}

function addresses(...lines: [dev: string, address: string][]): string {
  return lines
    .map(
      ([dev, address], index) =>
        `${index + 2}: ${dev}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP\n    inet ${address} scope global ${dev}`,
    )
    .join('\n');
}

test('every address of the interface gets a rule, before main, and the table has its connected route and default', () => {
  const state = stateOf(
    [
      'ip addr',
      '2: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP\n    inet 10.0.1.4/24 scope global eth1\n    inet 10.0.1.5/24 scope global secondary eth1\n    inet 10.9.0.4/26 scope global eth1',
    ],
    ['ip rule', DEFAULT_RULES],
    [
      'ip route show table all',
      'default via 10.0.0.1 dev eth0\n10.0.1.0/24 dev eth1 proto kernel scope link src 10.0.1.4',
    ],
  );

  const commands = commandsFor(state, '10.0.1.1');

  expect(commands).toEqual([
    'ip route add 10.0.1.0/24 dev eth1 scope link src 10.0.1.4 table 101 proto 176',
    'ip route add 10.9.0.0/26 dev eth1 scope link src 10.9.0.4 table 101 proto 176',
    'ip route add default via 10.0.1.1 dev eth1 table 101 proto 176',
    'ip rule add pref 32763 from 10.0.1.4/32 lookup 101',
    'ip rule add pref 32764 from 10.0.1.5/32 lookup 101',
    'ip rule add pref 32765 from 10.9.0.4/32 lookup 101',
  ]);
});

test('a table and a preference that exist are never used, whoever uses them', () => {
  const state = stateOf(
    ['ip addr', addresses(['eth1', '10.0.1.4/24'])],
    [
      'ip rule',
      '0:\tfrom all lookup local\n32764:\tfrom 10.0.9.9 lookup 102\n32765:\tfrom 10.0.2.4 lookup 101\n32766:\tfrom all lookup main',
    ],
    ['ip route show table all', 'default via 10.0.3.1 dev eth3 table 103'],
    ['cat /etc/iproute2/rt_tables', '255\tlocal\n254\tmain\n253\tdefault\n104\twan2'],
  );

  const commands = commandsFor(state, '10.0.1.1');

  expect(commands).toContain('ip route add default via 10.0.1.1 dev eth1 table 105 proto 176');
  expect(commands).toContain('ip rule add pref 32763 from 10.0.1.4/32 lookup 105');
});

test("the rule stands before a VPN's catch-all and before its look at main", () => {
  const state = stateOf(
    ['ip addr', addresses(['eth1', '10.0.1.4/24'])],
    [
      'ip rule',
      '0:\tfrom all lookup local\n32764:\tfrom all lookup main suppress_prefixlength 0\n32765:\tnot from all fwmark 0xca6c lookup 51820\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default',
    ],
    ['ip route show table all', 'default dev wg0 table 51820 scope link'],
  );

  expect(commandsFor(state, '10.0.1.1')).toContain('ip rule add pref 32763 from 10.0.1.4/32 lookup 101');
});

test('a single address without a network reaches its gateway on the link first', () => {
  const state = stateOf(
    ['ip addr', addresses(['ens5', '10.128.0.5/32'])],
    ['ip rule', DEFAULT_RULES],
    ['ip route show table all', ''],
  );

  expect(commandsFor(state, '10.128.0.1', 'ens5')).toEqual([
    'ip route add 10.128.0.1/32 dev ens5 scope link table 101 proto 176',
    'ip route add default via 10.128.0.1 dev ens5 table 101 proto 176',
    'ip rule add pref 32765 from 10.128.0.5/32 lookup 101',
  ]);
});

test('networks that live on the host alone are copied, siblings never', () => {
  const state = stateOf(
    [
      'ip -d link',
      '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP\n3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP\n4: docker0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP\n    link/ether 02:42:00:00:00:01 brd ff:ff:ff:ff:ff:ff\n    bridge forward_delay 1500',
    ],
    ['ip addr', addresses(['eth0', '10.0.0.4/24'], ['eth1', '10.0.1.4/24'], ['docker0', '172.17.0.1/16'])],
    ['ip rule', DEFAULT_RULES],
    ['ip route show table all', 'default via 10.0.0.1 dev eth0'],
  );

  const commands = commandsFor(state, '10.0.1.1');

  expect(commands).toContain('ip route add 172.17.0.0/16 dev docker0 scope link table 101 proto 176');
  expect(String(commands)).not.toContain('10.0.0.0/24');
});

test('a gateway outside the networks that the host reaches without a router has a route of its own in the table', () => {
  for (const route of [
    'default via 10.7.0.1 dev eth1 onlink metric 200',
    '10.7.0.1 dev eth1 proto dhcp scope link',
  ]) {
    const state = stateOf(
      ['ip addr', addresses(['eth1', '10.0.1.4/30'])],
      ['ip rule', DEFAULT_RULES],
      ['ip route show table all', route],
    );

    expect(commandsFor(state, '10.7.0.1')).toEqual([
      'ip route add 10.0.1.4/30 dev eth1 scope link src 10.0.1.4 table 101 proto 176',
      'ip route add 10.7.0.1/32 dev eth1 scope link table 101 proto 176',
      'ip route add default via 10.7.0.1 dev eth1 table 101 proto 176',
      'ip rule add pref 32765 from 10.0.1.4/32 lookup 101',
    ]);
  }
});

test('the rule stands before one that decides today, and nothing is planned where no preference is free there', () => {
  const state = stateOf(
    ['ip addr', addresses(['eth1', '10.0.1.4/24'])],
    [
      'ip rule',
      '0:\tfrom all lookup local\n1:\tfrom all uidrange 7-7 lookup 7\n500:\tfrom all uidrange 1000-1000 lookup 51820\n32766:\tfrom all lookup main',
    ],
    ['ip route show table all', ''],
  );

  expect(commandsFor(state, '10.0.1.1', 'eth1', 4, { decidedBy: [500] })).toContain(
    'ip rule add pref 499 from 10.0.1.4/32 lookup 101',
  );
  expect(commandsFor(state, '10.0.1.1', 'eth1', 4, { decidedBy: [500, 1] })).toBe(
    'rule 1 decides first, and no lower preference is free',
  );
});

test('several interfaces planned one after the other share no table and no preference', () => {
  const state = stateOf(
    [
      'ip addr',
      addresses(
        ['eth1', '10.0.1.4/24'],
        ['eth2', '10.0.2.4/24'],
        ['eth3', '10.0.3.4/24'],
        ['eth3', '10.0.3.5/24'],
      ),
    ],
    ['ip rule', `${DEFAULT_RULES}\n32764:\tfrom 9.9.9.9 lookup 102`],
    ['ip route show table all', ''],
  );
  const planned: Change[] = [];

  for (const subnet of [1, 2, 3]) {
    const plan = policyRoutingChanges(state, {
      device: `eth${subnet}`,
      family: 4,
      gateway: `10.0.${subnet}.1`,
      planned,
    });
    if (plan.kind === 'changes') planned.push(...plan.changes);
  }

  const rules = planned.flatMap((change) => (change.kind === 'rule' ? [change] : []));
  expect(rules.map(({ preference, from, table }) => [preference, from, table])).toEqual([
    [32765, '10.0.1.4/32', 101],
    [32763, '10.0.2.4/32', 103],
    [32761, '10.0.3.4/32', 104],
    [32762, '10.0.3.5/32', 104],
  ]);
  const tables = planned.flatMap((change) =>
    change.kind === 'route' ? [`${change.dev} ${change.table}`] : [],
  );
  expect([...new Set(tables)]).toEqual(['eth1 101', 'eth2 103', 'eth3 104']);
});

test.each([
  ['10.7.0.1', /not in a network of eth1/],
  ['10.0.1.4', /own address/],
  ['10.0.1.0', /first or last address of 10.0.1.0\/24/],
  ['10.0.1.255', /first or last address of 10.0.1.0\/24/],
  ['fd00::1', /not an IPv4 address/],
])('a gateway %s is refused', (gateway, says) => {
  const state = stateOf(
    ['ip addr', addresses(['eth1', '10.0.1.4/24'])],
    ['ip rule', DEFAULT_RULES],
    ['ip route show table all', ''],
  );

  expect(commandsFor(state, gateway)).toMatch(says);
});

test('the inverse of every step takes away just what the step adds', () => {
  const state = stateOf(
    ['ip addr', addresses(['eth1', '10.0.1.4/24'])],
    ['ip rule', DEFAULT_RULES],
    ['ip route show table all', ''],
  );
  const plan = policyRoutingChanges(state, { device: 'eth1', family: 4, gateway: '10.0.1.1' });
  const steps = plan.kind === 'changes' ? plan.changes.map((change) => stepFor('1', change)) : [];

  expect(steps.length).toBe(3);
  for (const step of steps) expect(step.undo.join(' ')).toBe(step.do.join(' ').replace(' add ', ' del '));
});
