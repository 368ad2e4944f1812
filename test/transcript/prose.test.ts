import { describe, expect, it } from 'vitest';
import { covers } from '../../src/analyzer/model/index.ts';
import { observationOf } from './reading.ts';

const ROUTES = 'default via 10.0.0.1 dev eth0\n10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.5';
const RULES = '0:\tfrom all lookup local\n100:\tfrom 10.1.0.5 lookup 101\n32766:\tfrom all lookup main';
const ADDRESSES = `2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet 10.0.0.5/24 scope global eth0`;
const NEIGHBOURS = '10.0.0.1 dev eth0 lladdr 02:00:00:00:00:01 REACHABLE';
const SETTINGS = 'net.ipv4.conf.all.rp_filter = 1';
const ROUTE_TABLE = `Kernel IP routing table
Destination     Gateway         Genmask         Flags Metric Ref    Use Iface
0.0.0.0         10.0.0.1        0.0.0.0         UG    0      0        0 eth0`;

const SENTENCES = [
  '默认都走 192.168.11.1。',
  '192.168.11.1 是默认网关，怎么办？',
  'デフォルトゲートウェイは 10.0.0.1 です。',
  '10.0.0.0/24 が LAN です',
  'Das Gateway 10.0.0.1 antwortet auf eth1 nicht',
  '10.0.0.0/24 ist mein LAN, eth1 bleibt stumm',
  'Échec : la passerelle 10.0.0.1 ne répond pas',
  'la passerelle par défaut reste 10.0.0.1',
  'Шлюз 10.0.0.1 не отвечает на eth1',
  '← siehe hier',
  'Как видно, маршрут один:',
  '기본 게이트웨이는 10.0.0.1 입니다',
  'el gateway por defecto es 10.0.0.1, eth1 no responde',
];

describe.each([
  ['ip route', ROUTES, 'routes', { family: 4, table: '254' }],
  ['ip rule', RULES, 'rules', { family: 4 }],
  ['ip addr', ADDRESSES, 'addresses', {}],
  ['ip neigh', NEIGHBOURS, 'neighbours', {}],
  ['route -n', ROUTE_TABLE, 'routes', { family: 4, table: '254' }],
] as const)('a sentence behind %s ends it, and leaves nothing open', (command, output, part, scope) => {
  it.each(SENTENCES)('%s', (sentence) => {
    for (const between of ['', '\n']) {
      const { state } = observationOf(`$ ${command}\n${output}\n${between}${sentence}\n$ uname -r\n6.1.0\n`);

      expect(state.gaps).toEqual([]);
      expect(covers(state.coverage, part, scope)).toBe(true);
    }
  });
});

describe('without prompts', () => {
  it.each(SENTENCES)('%s', (sentence) => {
    const text = [RULES, ROUTES, ADDRESSES, NEIGHBOURS, SETTINGS].join(`\n${sentence}\n`);
    const { state } = observationOf(`${text}\n${sentence}\n`);

    expect(state.gaps).toEqual([]);
    expect(
      [state.rules[4], state.routes[4], state.addresses, state.neighbours].map((part) => part?.length),
    ).toEqual([3, 2, 1, 1]);
  });
});

describe('a damaged line is no sentence', () => {
  it.each([
    ['ip route', `${ROUTES}\n10.1.0.0#24 dev eth1 scope link`, 'routes4'],
    ['ip route', `${ROUTES}\n10.1.0.0/24 de`, undefined],
    ['ip route', `${ROUTES}\n10.1.0.\n`, 'routes4'],
    ['ip rule', `${RULES}\n3276x:\tfrom all lookup default`, 'rules4'],
    ['ip rule', `${RULES}\nfrom all lookup default`, 'rules4'],
    ['ip addr', `${ADDRESSES}\n3: eth1 <BROADCAST,UP> mtu 1500`, 'addresses'],
    ['ip neigh', `${NEIGHBOURS}\n10.0.0.x dev eth0 lladdr 02:00:00:00:00:02 STALE?`, undefined],
  ])('%s', (command, output, part) => {
    const { state } = observationOf(`$ ${command}\n${output}\n$ \n`);

    expect([...new Set(state.gaps.map((gap) => gap.part))]).toEqual(part === undefined ? [] : [part]);
  });

  it('is a gap of its own table, and of no other', () => {
    const { state } = observationOf(`$ ip route\n${ROUTES}\n10.1.0.0#24 dev eth1 scope link\n$ \n`);

    expect(state.gaps).toMatchObject([{ part: 'routes4', scope: { table: '254' } }]);
    expect(covers(state.coverage, 'routes', { family: 4, table: '254' })).toBe(false);
  });
});

describe('a remark within a listing', () => {
  it('does not make the part before it whole', () => {
    const { state } = observationOf(
      `$ ip route\n${ROUTES}\nund jetzt kommt die falsche:\n10.9.0.0/16 via 10.0.0.9 dev eth0\n$ \n`,
    );

    expect(covers(state.coverage, 'routes', { family: 4, table: '254' })).toBe(false);
  });

  it('leaves the rules behind it open', () => {
    const { state } = observationOf(
      '$ ip rule\n0:\tfrom all lookup local\n// meine Regel\n100:\tfrom 10.1.0.5 lookup 101\n32766:\tfrom all lookup main\n$ \n',
    );

    expect(state.rules[4]?.find(({ action }) => action.kind === 'unknown')?.preference).toBe(0);
  });
});

it('a missing RUNNING tells nothing of the carrier', () => {
  const { state } = observationOf(
    '$ ifconfig docker0\ndocker0: flags=4099<UP,BROADCAST,MULTICAST>  mtu 1500\n        inet 172.17.0.1  netmask 255.255.0.0\n$ \n',
  );

  expect(state.links).toMatchObject([{ name: 'docker0', flags: ['UP', 'BROADCAST', 'MULTICAST'] }]);
  expect(state.links?.[0]).not.toHaveProperty('operstate');
});
