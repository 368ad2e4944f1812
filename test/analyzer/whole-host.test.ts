import { describe, expect, it } from 'vitest';
import { examineHost } from '../../src/analyzer/index.ts';
import type { HostState, Observation } from '../../src/analyzer/model/index.ts';
import { diagnose, explain, readTranscript } from '../../src/library.ts';
import { FOLDERS, readPastes } from '../calibration/pastes.ts';
import { readAnswers } from '../lab/scenarios/answers.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { readRecordings } from '../lab/scenarios/recording.ts';
import { recorded, withObservation } from './recorded.ts';

const rowsOf = (observation: Observation) => examineHost({ host: 'server-b', observation }).interfaces;

/** The rows of a host as a console shows it, by interface and address. */
function rowsIn(console: string): Record<string, string> {
  const read = readTranscript(console);
  const [observation] = read.kind === 'read' ? read.observations : [];
  if (!observation) throw new Error('no host is shown');
  return Object.fromEntries(
    rowsOf(observation).map(({ interface: device, address, status, cause }) => [
      `${device} ${address}`,
      `${status} ${cause}`,
    ]),
  );
}

describe('every host that was recorded on the lab', () => {
  const recordings = readRecordings(SCENARIOS);
  const answers = readAnswers();

  it('was pinged at each of its addresses', () => {
    expect(recordings.length).toBeGreaterThanOrEqual(174);
    for (const { name } of recordings) expect(Object.keys(answers[name] ?? {}), name).not.toEqual([]);
  });

  it('has no row "stopped" for an address that answered a machine in another network', () => {
    const stopped: string[] = [];
    const wrong: string[] = [];
    for (const { name, asked } of recordings) {
      // The router sends with its own address here: nobody comes from another network.
      const isTranslated = name === 'translated-source-healthy';
      for (const { interface: device, address, status } of rowsOf(asked.observation)) {
        if (status !== 'stopped') continue;
        stopped.push(`${name} ${device} ${address}`);
        const isItsOwn = isTranslated && device === asked.flow.interface;
        if (answers[name]?.[address] === true && !isItsOwn) wrong.push(`${name} ${device} ${address}`);
      }
    }

    expect(wrong).toEqual([]);
    expect(stopped.length).toBeGreaterThan(350);
  });

  it('has no row "stopped" where the diagnosis with a probe says healthy', () => {
    for (const { name, asked } of recordings) {
      if (diagnose(asked).cause !== 'healthy') continue;
      const bare = { ...asked.observation, captures: [], probes: [], counters: [], oracle: [] };
      const row = rowsOf(bare).find(({ address }) => address === asked.flow.to);

      if (name !== 'translated-source-healthy') expect(row?.status, name).not.toBe('stopped');
    }
  });
});

it('has no row "stopped" for what a paste shows to be answered', () => {
  let looked = 0;
  for (const { name, text, notes } of FOLDERS.open.flatMap((folder) => readPastes(folder))) {
    if (!(notes.right ?? notes.accept).every((cause) => cause === 'healthy')) continue;
    const explained = explain(text);
    const read = readTranscript(text);
    if (explained.kind !== 'explained' || read.kind !== 'read') continue;
    const { to } = explained.question.flow;
    for (const observation of read.observations) {
      const row = rowsOf(observation).find(({ address }) => address === to);
      if (row) looked += 1;
      expect(row?.status, name).not.toBe('stopped');
    }
  }
  expect(looked).toBeGreaterThan(0);
});

describe('the host of the article', () => {
  it('is told before anybody pings, the worst first', () => {
    const { observation } = withObservation(recorded('strict-seed'), {
      captures: [],
      probes: [],
      counters: [],
      oracle: [],
    });

    const rows = rowsOf(observation).map(({ interface: device, status, cause, certainty }) => [
      device,
      status,
      cause,
      certainty,
    ]);

    expect(rows.slice(0, 3)).toEqual(
      ['eth1', 'eth2', 'eth3'].map((device) => [device, 'stopped', 'strict-rp-filter', 'likely']),
    );
    expect(rows.slice(3).map(([device]) => device)).toEqual(['eth0']);
  });

  it('is proven for the interface whose packets were caught, and not for the others', () => {
    const rows = rowsOf(recorded('strict-seed').observation);

    expect(rows.map(({ interface: device, certainty }) => `${device} ${certainty}`).slice(0, 3)).toEqual([
      'eth1 proven',
      'eth2 likely',
      'eth3 likely',
    ]);
  });

  it.each<[string, (state: HostState) => Partial<HostState>]>([
    ['packet filter', ({ coverage: { filters: _, ...coverage } }) => ({ coverage })],
    ['rules', ({ rules, coverage: { rules: _, ...coverage } }) => ({ rules: { 6: rules[6] }, coverage })],
    [
      'routes',
      ({ routes, coverage: { routes: _, ...coverage } }) => ({ routes: { 6: routes[6] }, coverage }),
    ],
    ['settings', ({ sysctls: _, ...state }) => ({ ...state, sysctls: undefined })],
  ])('says "unknown", not "nothing found", of eth0 where the %s was not shown', (_part, change) => {
    const { observation } = recorded('strict-on-a-bridge');
    const known = rowsOf(observation).find(({ interface: device }) => device === 'eth0');

    const state = { ...observation.state, ...change(observation.state) } as HostState;
    const row = rowsOf({ ...observation, state }).find(({ interface: device }) => device === 'eth0');

    expect(known?.status).toBe('nothing-found');
    expect(row?.status).toBe('unknown');
  });
});

/** A host with two legs: the default route by eth0, eth1 in a network of its own. */
function twoLegs(
  more: readonly string[],
  { links = [] as string[], addresses = [] as string[] } = {},
): string {
  return [
    '[root@two ~]# ip -d link',
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN',
    '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP',
    '3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP',
    ...links,
    '[root@two ~]# ip addr',
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN',
    '    inet 127.0.0.1/8 scope host lo',
    '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP',
    '    inet 203.0.113.10/24 scope global eth0',
    '    inet6 fe80::1/64 scope link',
    '3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP',
    '    inet 10.1.1.10/24 scope global eth1',
    ...addresses,
    '[root@two ~]# ip rule',
    '0: from all lookup local',
    '32766: from all lookup main',
    '32767: from all lookup default',
    '[root@two ~]# ip route show table all',
    'default via 203.0.113.1 dev eth0',
    '203.0.113.0/24 dev eth0 proto kernel scope link src 203.0.113.10',
    '10.1.1.0/24 dev eth1 proto kernel scope link src 10.1.1.10',
    ...more,
    'local 203.0.113.10 dev eth0 table local proto kernel scope host src 203.0.113.10',
    'local 10.1.1.10 dev eth1 table local proto kernel scope host src 10.1.1.10',
    '[root@two ~]# sysctl -a | grep rp_filter',
    'net.ipv4.conf.all.rp_filter = 1',
    'net.ipv4.conf.eth0.rp_filter = 1',
    'net.ipv4.conf.eth1.rp_filter = 1',
    '[root@two ~]# nft list ruleset',
    '[root@two ~]# iptables-save',
    '[root@two ~]# ip6tables-save',
    '[root@two ~]#',
  ].join('\n');
}

describe('from where an interface is asked', () => {
  it('is anywhere, where the host knows nobody behind it', () => {
    expect(rowsIn(twoLegs([]))['eth1 10.1.1.10']).toBe('stopped strict-rp-filter');
  });

  it('is the networks that the routes place behind it, which are answered: then the rest is not known', () => {
    const console = twoLegs(['10.0.0.0/8 via 10.1.1.1 dev eth1']);

    const rows = rowsIn(console);

    expect(rows['eth1 10.1.1.10']).toBe('unknown strict-rp-filter');
    expect(rows['eth0 203.0.113.10']).not.toMatch(/^stopped/);
  });

  it('is the other end of a tunnel, where the tunnel leads nowhere else', () => {
    const links = [
      '4: tun0: <POINTOPOINT,MULTICAST,NOARP,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UNKNOWN',
    ];
    const addresses = [...links, '    inet 10.8.0.2 peer 10.8.0.1/32 scope global tun0'];
    const routes = [
      '10.8.0.1 dev tun0 proto kernel scope link src 10.8.0.2',
      '192.168.7.0/24 dev tun0 scope link',
      'local 10.8.0.2 dev tun0 table local proto kernel scope host src 10.8.0.2',
    ];

    expect(rowsIn(twoLegs(routes, { links, addresses }))['tun0 10.8.0.2']).not.toMatch(/^stopped/);
  });
});

describe('what has a row', () => {
  const up = '<BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP';
  const links = [
    `4: docker0: ${up}`,
    '    bridge forward_delay 1500',
    `5: br5: ${up}`,
    '    bridge forward_delay 1500',
    `6: vethabc@if2: ${up.replace('qdisc', 'master br5 qdisc')}`,
    '    veth',
    `7: dummy0: ${up}`,
    '    dummy',
    `8: eth2: ${up}`,
  ];
  const addresses = [
    `4: docker0: ${up}`,
    '    inet 172.17.0.1/16 scope global docker0',
    `5: br5: ${up}`,
    '    inet 172.30.0.1/24 scope global br5',
    `7: dummy0: ${up}`,
    '    inet 10.255.0.1/32 scope global dummy0',
    `8: eth2: ${up}`,
    '    inet 169.254.10.10/16 scope global eth2',
    '    inet6 fe80::2/64 scope link',
  ];

  it('is an address that other networks can ask for, and no network that ends on the host', () => {
    expect(Object.keys(rowsIn(twoLegs([], { links, addresses }))).sort()).toEqual([
      'eth0 203.0.113.10',
      'eth1 10.1.1.10',
    ]);
  });

  it('is a bridge with a port that leads out', () => {
    const physical = links.map((line) =>
      line.startsWith('8: ') ? line.replace('qdisc', 'master br5 qdisc') : line,
    );

    expect(Object.keys(rowsIn(twoLegs([], { links: physical, addresses })))).toContain('br5 172.30.0.1');
  });

  it('is an interface that is down: nobody gets an answer there', () => {
    const down = twoLegs([]).replaceAll(
      '3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP',
      '3: eth1: <BROADCAST,MULTICAST> mtu 1500 qdisc fq_codel state DOWN',
    );

    expect(rowsIn(down)['eth1 10.1.1.10']).toBe('stopped interface-down');
  });
});
