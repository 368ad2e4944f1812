import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Change,
  fileOf,
  type KeepableChange,
  Keeper,
  type Kept,
  kindOf,
} from '../../src/analyzer/model/index.ts';
import { sha256 } from '../../src/analyzer/remedies/sha256.ts';
import { programParts } from '../../src/host/program.ts';
import { SHELLS } from '../host/shells.ts';

const ROUTING: readonly KeepableChange[] = [
  {
    kind: 'route',
    family: 4,
    table: 1001,
    destination: '172.16.5.0/24',
    dev: 'eth1',
    scope: 'link',
    prefsrc: '172.16.5.4',
  },
  { kind: 'route', family: 4, table: 1001, destination: '0.0.0.0/0', dev: 'eth1', gateway: '172.16.5.1' },
  { kind: 'rule', family: 4, preference: 1001, from: '172.16.5.4/32', table: 1001 },
];

const kept = (place: string, changes = ROUTING, device = 'eth1'): Kept => ({
  interface: device,
  place,
  changes,
});

describe('the file that keeps policy routing', () => {
  it("is a drop-in of the interface's own file for systemd-networkd", () => {
    const place = '10-eth1.network';

    expect(fileOf('networkd').path(kept(place))).toBe(
      '/etc/systemd/network/10-eth1.network.d/50-roundtrip-eth1.conf',
    );
    expect(fileOf('networkd').text(kept(place))).toBe(`# Written by Roundtrip: "roundtrip undo" removes it.

[Route]
Destination=172.16.5.0/24
Scope=link
PreferredSource=172.16.5.4
Table=1001
Protocol=176

[Route]
Destination=0.0.0.0/0
Gateway=172.16.5.1
GatewayOnLink=yes
Table=1001
Protocol=176

[RoutingPolicyRule]
From=172.16.5.4/32
Table=1001
Priority=1001
`);
  });

  it('is a YAML file beside the others for netplan', () => {
    expect(
      fileOf('netplan').text(kept('ethernets/lan')),
    ).toBe(`# Written by Roundtrip: "roundtrip undo" removes it.
network:
  version: 2
  ethernets:
    "lan":
      routes:
        - to: "172.16.5.0/24"
          scope: link
          from: "172.16.5.4"
          table: 1001
        - to: "0.0.0.0/0"
          via: "172.16.5.1"
          on-link: true
          table: 1001
      routing-policy:
        - from: "172.16.5.4/32"
          table: 1001
          priority: 1001
`);
  });

  it('is a script for NetworkManager and for ifupdown, which can run any number of times', () => {
    expect(fileOf('ifupdown').path(kept('-', ROUTING, 'eth1.100'))).toBe(
      '/etc/network/if-up.d/roundtrip-eth1_100',
    );
    expect(fileOf('ifupdown').text(kept('-'))).toBe(`#!/bin/sh
# Written by Roundtrip: "roundtrip undo" removes it.
[ "$IFACE" = eth1 ] || exit 0
ip route replace 172.16.5.0/24 dev eth1 scope link src 172.16.5.4 table 1001 proto 176
ip route replace default via 172.16.5.1 dev eth1 table 1001 proto 176
ip rule add pref 1001 from 172.16.5.4/32 lookup 1001 2>/dev/null || :
exit 0
`);
    expect(fileOf('networkmanager').text(kept('-'))).toContain('[ "$1" = eth1 ] || exit 0\n');
  });
});

it('a setting stands in a file that is read behind those with numbers, its interface as sysctl.d has dots', () => {
  const changes: KeepableChange[] = [
    { kind: 'sysctl', key: 'net.ipv4.conf.eth1/100.rp_filter', before: '1', after: '2' },
  ];

  expect(fileOf('sysctl').path(kept('-', changes, 'eth1.100'))).toBe(
    '/etc/sysctl.d/zz-roundtrip-eth1.100.conf',
  );
  expect(fileOf('sysctl').text(kept('-', changes, 'eth1.100'))).toContain(
    '\nnet.ipv4.conf.eth1/100.rp_filter = 2\n',
  );
});

const family = fc.constantFrom(4 as const, 6 as const);
const addressOf = (of: 4 | 6, host: number) =>
  of === 4 ? `172.16.5.${host}` : `fd00:5::${host.toString(16)}`;
const device = fc.constantFrom('eth1', 'eth1.100', 'bond0', 'br-lan', 'wg_0', 'enp3s0f1');
const host = fc.integer({ min: 1, max: 250 });
const table = fc.integer({ min: 1000, max: 40_000 });
const route = (dev: string) =>
  fc
    .record({ family, table, host, gateway: fc.boolean(), source: fc.boolean(), link: fc.boolean() })
    .map((one): KeepableChange => {
      const network = one.family === 4 ? '172.16.5.0/24' : 'fd00:5::/64';
      const any = one.family === 4 ? '0.0.0.0/0' : '::/0';
      return {
        ...{ kind: 'route', family: one.family, table: one.table, dev },
        destination: one.gateway ? any : network,
        ...(one.gateway ? { gateway: addressOf(one.family, 1) } : {}),
        ...(one.link ? { scope: 'link' as const } : {}),
        ...(one.source ? { prefsrc: addressOf(one.family, one.host) } : {}),
      };
    });
const rule = fc.record({ family, table, host, preference: fc.integer({ min: 1, max: 32_765 }) }).map(
  (one): KeepableChange => ({
    ...{ kind: 'rule', family: one.family, preference: one.preference, table: one.table },
    from: `${addressOf(one.family, one.host)}/${one.family === 4 ? 32 : 128}`,
  }),
);
const setting = (dev: string) =>
  fc.constantFrom('rp_filter', 'src_valid_mark', 'arp_ignore').map(
    (name): KeepableChange => ({
      ...{ kind: 'sysctl', before: '1', after: '2' },
      key: `net.ipv4.conf.${dev.replaceAll('.', '/')}.${name}`,
    }),
  );
const PLACES = {
  networkd: ['10-eth1.network', '70-lan@2.network'],
  netplan: ['ethernets/eth1', 'vlans/vlan.5', 'bonds/bond0'],
  networkmanager: ['-'],
  ifupdown: ['-'],
  sysctl: ['-'],
} as const satisfies Record<Keeper, readonly string[]>;
const keeping = fc.tuple(fc.constantFrom(...Keeper.options), device).chain(([keeper, dev]) =>
  fc.record({
    keeper: fc.constant(keeper),
    place: fc.constantFrom(...PLACES[keeper]),
    interface: fc.constant(dev),
    changes:
      keeper === 'sysctl'
        ? fc.array(setting(dev), { minLength: 1, maxLength: 3 })
        : fc.array(fc.oneof(route(dev), rule), { minLength: 1, maxLength: 5 }),
  }),
);

const PARTS = programParts()
  .filter(({ file }) => file !== 'main.sh')
  .map(({ text }) => text)
  .join('\n');
const WRITE = `${PARTS}
use_known_environment; find_timeout; nonce=n; attended=no
parse_steps "$@"
set -- $steps
shift
file=$(kept_file "$1" "$2" "$3")
keeper=$1 place=$2 iface=$3
shift 4
printf '%s %s\\n' "$(kept_mode "$keeper")" "$file"
kept_text "$keeper" "$place" "$iface" "$@"
`;

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('the host, in %s', (_, shell) => {
  const ask = (words: readonly string[]) => {
    const [program, ...options] = shell;
    // As the host gets it: one argument cannot be as long.
    return execFileSync(program, [...options, '-s', '--', ...words], {
      input: WRITE,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  };

  it('makes the very file that was approved, from the words of the steps alone', () => {
    fc.assert(
      fc.property(keeping, (one) => {
        const file = fileOf(one.keeper);
        const change = {
          kind: 'keep',
          ...one,
          changes: [...one.changes],
          digest: sha256(file.text(one)),
        } satisfies Change;

        expect(file.takes(one)).toBe(true);
        expect(ask(kindOf(change).wire(change))).toBe(`${file.mode} ${file.path(one)}\n${file.text(one)}`);
      }),
      { numRuns: 40 },
    );
  });

  const words = kindOf({ kind: 'keep' } as Change);
  const good = {
    kind: 'keep',
    keeper: 'networkd',
    digest: sha256(fileOf('networkd').text(kept('10-eth1.network'))),
    ...kept('10-eth1.network'),
    changes: [...ROUTING],
  } satisfies Change;
  const wire = words.wire(good);
  const replaced = (from: string, to: string) => wire.map((word) => (word === from ? to : word));

  it.each([
    ['another digest', replaced(good.digest, sha256('another file'))],
    ['a digest that is none', replaced(good.digest, 'abc')],
    ['another keeper', replaced('networkd', 'cron')],
    ['a place outside', replaced('10-eth1.network', '../../cron.d/x.network')],
    ['a hidden place', replaced('10-eth1.network', '.network')],
    ['a place of another kind', replaced('10-eth1.network', '10-eth1.netdev')],
    ['an interface that is a path', replaced('eth1', '../eth1')],
    ['routes of another interface', wire.map((word, index) => (index === 3 ? 'eth2' : word))],
    ['no end', wire.slice(0, -1)],
    ['nothing to keep', [...wire.slice(0, 5), 'end']],
    [
      'a setting among routes',
      [...wire.slice(0, -1), 'sysctl', 'net.ipv4.conf.eth1.rp_filter', '1', '2', 'end'],
    ],
    ['a file within a file', [...wire.slice(0, -1), ...wire, 'end']],
    ['table main', replaced('1001', '254')],
  ])('refuses %s', (_, refused) => {
    expect(() => ask(refused)).toThrow();
  });
});
