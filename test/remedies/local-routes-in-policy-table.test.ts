import { describe, expect, test } from 'vitest';
import type { Remedy } from '../../src/analyzer/model/index.ts';
import { diagnosePaste, pastedHost } from './pasted-host.ts';

/** The host has a table of its own for eth1's address, with these routes. */
function withTable(...routes: string[]): string {
  return `${pastedHost({ all: 0, own: 0 }).replace('32766:', '100:\tfrom 172.16.5.4 lookup 101\n32766:')}[root@b ~]# ip route show table 101\n${routes.join('\n')}\n`;
}

function remedyOf(console: string, from: string): Remedy | undefined {
  return diagnosePaste(console, undefined, { protocol: 'icmp', from }).remedies.find(
    ({ id }) => id === 'local-routes-in-policy-table',
  );
}

const NEIGHBOUR = '172.16.5.9';

describe('a policy table whose default catches what is on the link', () => {
  test('gets the connected network, and nothing else', () => {
    const remedy = remedyOf(withTable('default via 172.16.5.1 dev eth1'), NEIGHBOUR);

    expect(remedy).toMatchObject({ recommended: true, outcome: 'repairs' });
    expect(remedy?.plan?.steps.map((step) => [step.do.join(' '), step.undo.join(' ')])).toEqual([
      [
        'ip route add 172.16.5.0/24 dev eth1 scope link table 101 proto 176',
        'ip route del 172.16.5.0/24 dev eth1 scope link table 101 proto 176',
      ],
    ]);
    expect(remedy?.plan?.restsOn).toEqual({
      'table 101': '0.0.0.0/0 eth1 172.16.5.1',
      'network on eth1': '172.16.5.0/24',
    });
  });

  test.each([
    [
      'the table has the network',
      withTable('default via 172.16.5.1 dev eth1', '172.16.5.0/24 dev eth1'),
      NEIGHBOUR,
    ],
    ['the sender is beyond the router', withTable('default via 172.16.5.1 dev eth1'), '192.0.2.9'],
  ])('gets nothing where %s', (_why, console, from) => {
    expect(remedyOf(console, from)).toBeUndefined();
  });
});
