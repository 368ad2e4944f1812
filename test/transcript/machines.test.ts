import { describe, expect, it } from 'vitest';
import { observationsOf } from './reading.ts';

function linkAndAddress(device: string, mac: string, address: string): string {
  return `2: ${device}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default qlen 1000
    link/ether ${mac} brd ff:ff:ff:ff:ff:ff
    inet ${address}/24 scope global ${device}
       valid_lft forever preferred_lft forever
`;
}

const FIRST = linkAndAddress('eth0', '52:54:00:00:00:01', '10.0.0.5');
const SECOND = linkAndAddress('eth0', '52:54:00:00:00:02', '10.9.0.5');

/** Name and addresses of every machine. */
function machines(text: string): string[] {
  return observationsOf(text).map(
    ({ host, state }) => `${host ?? '-'} ${(state.addresses ?? []).map(({ local }) => local).join(' ')}`,
  );
}

function typed(prompt: string, ...commands: [string, string][]): string {
  return [...commands.map(([command, output]) => `${prompt} ${command}\n${output}`), `${prompt}\n`].join('');
}

describe('two machines with one prompt', () => {
  it.each(['root@localhost:~#', 'ubuntu@ip-10-0-0-5:~$', '[root@localhost ~]#'])(
    'are two under %s',
    (prompt) => {
      const read = machines(typed(prompt, ['ip addr', FIRST], ['ip addr', SECOND]));

      expect(read.map((each) => each.split(' ')[1])).toEqual(['10.0.0.5', '10.9.0.5']);
    },
  );

  it('are two without any name', () => {
    expect(machines(typed('#', ['ip addr', FIRST], ['ip addr', SECOND]))).toEqual([
      'console-1 10.0.0.5',
      'console-2 10.9.0.5',
    ]);
  });

  it('have each what stands behind their listings, also where one comes back', () => {
    const route = (gateway: string): [string, string] => ['ip route', `default via ${gateway} dev eth0\n`];
    const [one, other] = observationsOf(
      typed(
        'root@vm:~#',
        ['ip addr', FIRST],
        ['ip addr', SECOND],
        route('10.9.0.1'),
        ['ip addr', FIRST],
        route('10.0.0.1'),
      ),
    );

    expect(one?.state.routes[4]?.map(({ nextHops: [hop] }) => hop?.gateway)).toEqual(['10.0.0.1']);
    expect(other?.state.routes[4]?.map(({ nextHops: [hop] }) => hop?.gateway)).toEqual(['10.9.0.1']);
    expect(other?.gaps).toContainEqual(expect.objectContaining({ part: 'transcript' }));
  });
});

describe('one machine', () => {
  it('is one where its address was changed between two listings', () => {
    const change: [string, string] = ['ip addr replace 10.9.0.5/24 dev eth0', ''];
    const again = FIRST.replace('10.0.0.5', '10.9.0.5').replace('00:01', '00:02');

    expect(machines(typed('root@vm:~#', ['ip addr', FIRST], change, ['ip addr', again]))).toHaveLength(1);
  });

  it('is one where the same card has another address, as a lease gives it', () => {
    const leased = FIRST.replace('10.0.0.5', '10.9.0.5');

    expect(machines(typed('root@vm:~#', ['ip addr', FIRST], ['ip addr', leased]))).toHaveLength(1);
  });

  it('is one where a bridge or a tunnel comes and goes', () => {
    const docker = (address: string) => linkAndAddress('docker0', '02:42:00:00:00:01', address);
    const text = typed('root@vm:~#', ['ip addr', docker('172.17.0.1')], ['ip addr', docker('172.18.0.1')]);

    expect(machines(text)).toHaveLength(1);
  });
});
