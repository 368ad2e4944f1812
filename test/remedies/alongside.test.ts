import { describe, expect, test } from 'vitest';
import { findQuestion } from '../../src/analyzer/index.ts';
import type { Observation } from '../../src/analyzer/model/index.ts';
import { diagnose } from '../../src/library.ts';
import { readTranscript } from '../../src/transcript/index.ts';

/** A host with three strict interfaces beside eth0; the gateways of those that are named stand in a default route each. */
function consoleOf(gatewaysOf: readonly string[], extra = ''): string {
  const names = ['eth0', 'eth1', 'eth2', 'eth3'];
  const addresses = names.map(
    (name, at) =>
      `${at + 2}: ${name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP\n    inet 172.16.${at + 4}.4/24 scope global ${name}`,
  );
  const routes = names.flatMap((name, at) => [
    `172.16.${at + 4}.0/24 dev ${name} proto kernel scope link src 172.16.${at + 4}.4`,
    ...(gatewaysOf.includes(name) ? [`default via 172.16.${at + 4}.1 dev ${name} metric ${900 + at}`] : []),
  ]);
  return [
    '[root@b ~]# ip addr',
    ...addresses,
    '[root@b ~]# ip rule',
    '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default',
    '[root@b ~]# ip route show table all',
    'default via 172.16.4.1 dev eth0',
    ...routes,
    ...names.map((name, at) => {
      const own = `172.16.${at + 4}.4`;
      return `local ${own} dev ${name} table local proto kernel scope host src ${own}`;
    }),
    "[root@b ~]# sysctl -ar '\\.rp_filter'",
    ...['all', ...names].map((name) => `net.ipv4.conf.${name}.rp_filter = 1`),
    '[root@b ~]# sysctl net.ipv4.icmp_echo_ignore_all',
    'net.ipv4.icmp_echo_ignore_all = 0',
    '[root@b ~]# nft list ruleset',
    '[root@b ~]#',
    extra,
    '',
  ].join('\n');
}

function asked(text: string, others: readonly string[], peers: Partial<Record<string, Observation>> = {}) {
  const read = readTranscript(text);
  const found =
    read.kind === 'read'
      ? findQuestion(read.observations, { interface: 'eth1', protocol: 'icmp', from: '192.0.2.9' })
      : undefined;
  if (found?.kind !== 'found') throw new Error('nothing could be read');
  const observation = found.host;
  const flow = (name: string) => ({
    ...{ interface: name, protocol: 'icmp' as const, from: '192.0.2.9' },
    to: `172.16.${Number(name.slice(3)) + 4}.4`,
  });
  return diagnose({
    host: 'b',
    flow: flow('eth1'),
    observation,
    probeExpected: false,
    alongside: others.map((name) => ({
      flow: flow(name),
      observation: peers[name] ?? observation,
      probeExpected: false,
    })),
  }).remedies;
}

const commands = (remedy: ReturnType<typeof asked>[number] | undefined) =>
  remedy?.plan?.steps.map((step) => step.do.join(' ')) ?? [];

describe('a remedy for all interfaces with the same fault', () => {
  test('gives each a table and rules of its own, in one plan that says what it repairs', () => {
    const [alone] = asked(consoleOf(['eth1', 'eth2', 'eth3']), []);
    const [all] = asked(consoleOf(['eth1', 'eth2', 'eth3']), ['eth2', 'eth3']);

    expect(alone?.plan?.repairs).toBeUndefined();
    expect(all?.plan?.hash).not.toBe(alone?.plan?.hash);
    expect(all?.outcome).toBe('repairs');
    expect(all?.plan?.repairs).toEqual([
      { interface: 'eth1', to: '172.16.5.4' },
      { interface: 'eth2', to: '172.16.6.4' },
      { interface: 'eth3', to: '172.16.7.4' },
    ]);
    expect(all?.alongside?.map(({ interface: name, gateway }) => [name, gateway?.address])).toEqual([
      ['eth2', '172.16.6.1'],
      ['eth3', '172.16.7.1'],
    ]);
    expect(commands(all).filter((line) => line.includes('default'))).toEqual([
      'ip route add default via 172.16.5.1 dev eth1 table 101 proto 176',
      'ip route add default via 172.16.6.1 dev eth2 table 102 proto 176',
      'ip route add default via 172.16.7.1 dev eth3 table 103 proto 176',
    ]);
    expect(commands(all).filter((line) => line.includes('rule'))).toEqual([
      'ip rule add pref 32765 from 172.16.5.4/32 lookup 101',
      'ip rule add pref 32764 from 172.16.6.4/32 lookup 102',
      'ip rule add pref 32763 from 172.16.7.4/32 lookup 103',
    ]);
    expect(all?.plan?.restsOn).toMatchObject({
      'gateway on eth1': '172.16.5.1',
      'gateway on eth3': '172.16.7.1',
      'addresses of eth2': '172.16.6.4/24',
      'table 103': 'empty',
    });
  });

  test('leaves out one whose gateway nothing names, and says so', () => {
    const [policy, loose] = asked(consoleOf(['eth1', 'eth2']), ['eth2', 'eth3']);

    expect(policy?.plan?.repairs?.map(({ interface: name }) => name)).toEqual(['eth1', 'eth2']);
    expect(policy?.leftOut).toEqual([
      { interface: 'eth3', because: 'nothing on the host shows a gateway on eth3' },
    ]);
    expect(loose?.plan?.repairs?.map(({ interface: name }) => name)).toEqual(['eth1', 'eth2', 'eth3']);
    expect(commands(loose)).toEqual(
      ['eth1', 'eth2', 'eth3'].map((n) => `sysctl -w net.ipv4.conf.${n}.rp_filter=2`),
    );
  });

  test('leaves out one that works, and one with another fault', () => {
    const [works] = asked(
      consoleOf(
        ['eth1', 'eth2'],
        '[root@b ~]# ip rule add pref 10 from 172.16.6.4 lookup 9\n[root@b ~]# ip rule\n0:\tfrom all lookup local\n10:\tfrom 172.16.6.4 lookup 9\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n[root@b ~]# ip route show table 9\n172.16.6.0/24 dev eth2 scope link\ndefault via 172.16.6.1 dev eth2',
      ),
      ['eth2'],
    );

    expect(works?.plan?.repairs).toBeUndefined();
    expect(works?.leftOut?.map(({ interface: name }) => name)).toEqual(['eth2']);
  });
});
