import { describe, expect, it } from 'vitest';
import {
  type Change,
  emptyHostState,
  type HostState,
  withPermanence,
} from '../../src/analyzer/model/index.ts';
import { permanenceOf } from '../../src/analyzer/remedies/permanence.ts';
import { readTranscript } from '../../src/transcript/index.ts';

const CHANGES: readonly Change[] = [
  { kind: 'route', family: 4, table: 1001, destination: '0.0.0.0/0', dev: 'eth1', gateway: '172.16.5.1' },
  { kind: 'rule', family: 4, preference: 1001, from: '172.16.5.4/32', table: 1001 },
];
const SETTING: Change = { kind: 'sysctl', key: 'net.ipv4.conf.eth1/100.rp_filter', before: '1', after: '2' };

const owned = (owners: HostState['owners'], more: Partial<HostState> = {}): HostState => ({
  ...emptyHostState(),
  ...(owners ? { owners } : {}),
  ...more,
});
const NETWORKD = {
  eth1: { owner: 'systemd-networkd', evidence: 'networkctl', place: '10-eth1.network' },
};

describe('what keeps a plan', () => {
  it('is one file for each interface and its owner', () => {
    const found = permanenceOf(
      owned({ ...NETWORKD, eth2: { owner: 'ifupdown', evidence: '/etc/network/interfaces' } }),
      [
        ...CHANGES,
        {
          kind: 'route',
          family: 4,
          table: 1002,
          destination: '0.0.0.0/0',
          dev: 'eth2',
          gateway: '172.16.6.1',
        },
        { kind: 'rule', family: 4, preference: 1002, from: '172.16.6.4/32', table: 1002 },
        SETTING,
      ],
      'h',
    );

    expect(found?.files.map(({ path, before }) => [path, before])).toEqual([
      ['/etc/systemd/network/10-eth1.network.d/50-roundtrip-eth1.conf', null],
      ['/etc/network/if-up.d/roundtrip-eth2', null],
      ['/etc/sysctl.d/zz-roundtrip-eth1.100.conf', null],
    ]);
    expect(found?.steps.map(({ change }) => change.kind)).toEqual(['keep', 'keep', 'keep']);
    expect(found?.withheld).toEqual([]);
  });

  it('tells that systemd-networkd takes away what is not in its files', () => {
    const taken = (networkd?: HostState['networkd']) =>
      permanenceOf(owned(NETWORKD, networkd ? { networkd } : {}), CHANGES, 'h')?.takenAwayBy;
    const eth1 = { interface: 'eth1', owner: 'systemd-networkd' };

    expect(taken()).toEqual([{ ...eth1, foreign: 'not-shown' }]);
    expect(taken({ foreignRoutes: 'kept' })).toEqual([{ ...eth1, foreign: 'not-shown' }]);
    expect(taken({ foreignRoutes: 'kept', foreignRules: 'removed' })).toEqual([eth1]);
    expect(taken({ foreignRoutes: 'kept', foreignRules: 'kept' })).toEqual([{ ...eth1, foreign: 'kept' }]);
  });

  it('reads the settings of systemd-networkd in the order of its files', () => {
    const read = (...lines: string[]) => {
      const transcript = `[root@h ~]# roundtrip networkd\n${lines.join('\n')}\n[root@h ~]# ip rule\n0:\tfrom all lookup local\n`;
      const found = readTranscript(transcript);
      return found.kind === 'read' ? found.observations[0]?.state.networkd : undefined;
    };
    const of = (foreignRoutes: string, foreignRules: string) => ({ foreignRoutes, foreignRules });

    expect(read('/etc/systemd/networkd.conf:ManageForeignRoutes=no')).toEqual(of('kept', 'removed'));
    expect(
      read(
        '/etc/systemd/networkd.conf.d/90-own.conf:ManageForeignRoutingPolicyRules=no',
        '/usr/lib/systemd/networkd.conf.d/10-vendor.conf:ManageForeignRoutingPolicyRules=yes',
        '/etc/systemd/networkd.conf:ManageForeignRoutingPolicyRules=yes',
      ),
    ).toEqual(of('removed', 'kept'));
    expect(
      read(
        '/usr/lib/systemd/networkd.conf.d/10-x.conf:ManageForeignRoutes=no',
        '/etc/systemd/networkd.conf.d/10-x.conf:ManageForeignRoutes=yes',
      ),
    ).toEqual(of('removed', 'removed'));
  });

  it("is printed for whoever has RHEL's network-scripts, or nobody that is known", () => {
    const printed = (owners: HostState['owners']) =>
      permanenceOf(owned(owners), CHANGES, 'h')?.withheld.map(({ because, file }) => [
        because,
        file?.path,
        file?.after,
      ]);
    const [unit] = printed(undefined) ?? [];

    expect(printed({ eth1: { owner: 'network-scripts', evidence: 'ifcfg-eth1' } })).toEqual([
      [
        'owner-not-supported',
        '/etc/sysconfig/network-scripts/route-eth1',
        'default via 172.16.5.1 dev eth1 table 1001 proto 176\n',
      ],
      [
        'owner-not-supported',
        '/etc/sysconfig/network-scripts/rule-eth1',
        'pref 1001 from 172.16.5.4/32 lookup 1001\n',
      ],
    ]);
    expect(unit?.slice(0, 2)).toEqual(['owner-unknown', '/etc/systemd/system/roundtrip-eth1.service']);
    expect(unit?.[2]).toContain(
      "ExecStart=/bin/sh -c 'ip route replace default via 172.16.5.1 dev eth1 table 1001 proto 176'",
    );
    expect(permanenceOf(owned(undefined), CHANGES, 'h')?.files).toEqual([]);
  });

  it.each([
    ['an owner that was not shown', owned(undefined), 'owner-unknown', undefined],
    [
      'network-scripts',
      owned({ eth1: { owner: 'network-scripts', evidence: 'ifcfg-eth1' } }),
      'owner-not-supported',
      'network-scripts',
    ],
    [
      'a netplan whose file was not shown',
      owned({ eth1: { owner: 'netplan', evidence: 'networkctl' } }),
      'place-not-shown',
      'netplan',
    ],
    ['a host of ostree', owned(NETWORKD, { managers: ['ostree'] }), 'host-managed-elsewhere', 'ostree'],
  ] as const)('is not written for %s', (_, state, because, owner) => {
    const found = permanenceOf(state, CHANGES, 'h');

    expect(found?.files).toEqual([]);
    expect(found?.steps).toEqual([]);
    expect(found?.withheld[0]).toMatchObject({ interface: 'eth1', because, ...(owner ? { owner } : {}) });
  });

  it('is all or nothing, and the file is told all the same', () => {
    const found = permanenceOf(owned(undefined), [...CHANGES, SETTING], 'h');

    expect(found?.files).toEqual([]);
    expect(found?.withheld.map(({ because, file }) => [because, file?.path])).toEqual([
      ['owner-unknown', '/etc/systemd/system/roundtrip-eth1.service'],
      ['others-withheld', '/etc/sysctl.d/zz-roundtrip-eth1.100.conf'],
    ]);
  });

  it('is nothing for the rule that every host starts with', () => {
    expect(permanenceOf(owned(NETWORKD), [{ kind: 'main-rule', family: 4 }], 'h')).toBeUndefined();
  });

  it('makes another plan of the plan, with another hash', () => {
    const permanent = permanenceOf(owned(NETWORKD), CHANGES, 'h');
    const plan = { hash: 'h', files: [], ...(permanent ? { permanent } : {}) };

    expect(withPermanence(plan).hash).not.toBe('h');
    expect(withPermanence(plan).files).toEqual(permanent?.files);
    expect(withPermanence({ hash: 'h', files: [] })).toEqual({ hash: 'h', files: [] });
  });
});

describe('the owner of an interface', () => {
  const stateOf = (text: string) => {
    const reading = readTranscript(text);
    return reading.kind === 'read' ? reading.observations[0]?.state : undefined;
  };

  it('is networkd with the name of its file, as networkctl shows it', () => {
    const state = stateOf(`[root@b ~]# networkctl status eth1
● 3: eth1
                     Link File: n/a
                  Network File: /etc/systemd/network/10-eth1.network
                         State: routable (configured)
`);

    expect(state?.owners?.['eth1']).toMatchObject({ owner: 'systemd-networkd', place: '10-eth1.network' });
  });

  it('is netplan with the id of its own file, whatever the interface is called', () => {
    const state = stateOf(`[root@b ~]# networkctl status eth1
● 3: eth1
                  Network File: /run/systemd/network/10-netplan-lan.network
                         State: routable (configured)
[root@b ~]# cat /etc/netplan/50-cloud-init.yaml
network:
  version: 2
  ethernets:
    lan:
      match:
        macaddress: "02:00:00:00:01:02"
      set-name: eth1
      addresses: [172.16.5.4/24]
`);

    expect(state?.owners?.['eth1']).toMatchObject({ owner: 'netplan', place: 'ethernets/lan' });
  });
});
