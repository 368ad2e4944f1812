import { describe, expect, it } from 'vitest';
import { judge, nftJson, PACKETS, type PacketName } from './tables.ts';

type Verdict = ReturnType<typeof judge>['verdict'];
const dport = { payload: { protocol: 'tcp', field: 'dport' } };
const flags = { payload: { protocol: 'tcp', field: 'flags' } };
const saddr = { payload: { protocol: 'ip', field: 'saddr' } };
const match = (left: unknown, right: unknown, op = '==') => ({ match: { op, left, right } });
const opaque = (left: unknown, right: unknown = 1) => [match(left, right), { drop: null }];

/** As nft 1.0 prints them (libnftables-json(5)). */
const CASES: readonly [statements: unknown[], packet: PacketName, verdict: Verdict][] = [
  [[match(dport, 22), { drop: null }], 'ssh', 'drop'],
  [[match(dport, { range: [20, 30] }, '!='), { drop: null }], 'ssh', 'accept'],
  [[match(dport, { set: [22, { range: [80, 90] }] }), { drop: null }], 'ssh', 'drop'],
  [[match(dport, { set: 22 }), { drop: null }], 'ssh', 'drop'],
  [[match(dport, '@ports'), { drop: null }], 'ssh', 'drop'],
  [[match(saddr, { prefix: { addr: '10.1.1.0', len: 24 } }), { drop: null }], 'ssh', 'drop'],
  [[match({ '&': [saddr, '255.255.255.0'] }, '10.1.1.0'), { drop: null }], 'ssh', 'drop'],
  [
    [match({ concat: [saddr, dport] }, { set: [{ concat: ['10.1.1.9', 22] }] }), { drop: null }],
    'ssh',
    'drop',
  ],
  [[match({ meta: { key: 'iifname' } }, 'eth*'), { drop: null }], 'ssh', 'drop'],
  [[match({ meta: { key: 'iifname' } }, 'a b'), { drop: null }], 'ssh', 'accept'],
  [[match({ ct: { key: 'state' } }, ['established', 'related'], 'in'), { drop: null }], 'answer', 'drop'],
  [[match({ ct: { key: 'state' } }, 'new', 'in'), { drop: null }], 'ssh', 'drop'],
  [[match({ ct: { key: 'state' } }, { '|': ['established', 'new'] }, '!='), { drop: null }], 'ssh', 'drop'],
  [[match({ ct: { key: 'ip saddr', dir: 'original' } }, '10.1.1.9'), { drop: null }], 'ssh6', 'accept'],
  [[match(flags, 'syn'), { drop: null }], 'ssh', 'drop'],
  [[match(flags, { '|': ['syn', 'ack'] }), { drop: null }], 'ssh', 'accept'],
  [[match(flags, { '|': ['syn', 'ack'] }, 'in'), { drop: null }], 'ssh', 'drop'],
  [[match(flags, { set: [{ '|': ['syn', 'ack'] }, 'syn'] }), { drop: null }], 'ssh', 'drop'],
  [[match(flags, ['syn', 'ack'], '!'), { drop: null }], 'ssh', 'accept'],
  [[match({ '&': [flags, ['syn', 'ack']] }, 'syn'), { drop: null }], 'ssh', 'drop'],
  [[match({ fib: { flags: ['saddr', 'iif'], result: 'oif' } }, false), { drop: null }], 'far', 'drop'],
  [[match({ fib: { flags: ['saddr', 'iif'], result: 'oif' } }, true), { drop: null }], 'ssh', 'drop'],
  [[match({ fib: { flags: 'daddr', result: 'type' } }, 'local'), { drop: null }], 'ssh', 'drop'],
  [[{ vmap: { key: dport, data: { set: [[22, { drop: null }]] } } }], 'ssh', 'drop'],
  [[{ vmap: { key: dport, data: { set: [[22, { goto: { target: 'sub' } }]] } } }], 'ssh', 'reject'],
  [[{ vmap: { key: dport, data: '@fates' } }], 'ssh', 'drop'],
  [
    [
      {
        vmap: { key: saddr, data: { set: [[{ elem: { val: '10.1.1.9', comment: 'x' } }, { drop: null }]] } },
      },
    ],
    'ssh',
    'drop',
  ],
  [
    [{ vmap: { key: { jhash: { mod: 2, expr: saddr } }, data: { set: [[0, { drop: null }]] } } }],
    'ssh',
    'unknown',
  ],
  [
    [{ vmap: { key: { numgen: { mode: 'inc', mod: 2 } }, data: { set: [[0, { drop: null }]] } } }],
    'ssh',
    'unknown',
  ],
  [[{ vmap: { key: { symhash: { mod: 2 } }, data: { set: [[0, { drop: null }]] } } }], 'ssh', 'unknown'],
  [[{ jump: { target: 'sub' } }], 'ssh', 'reject'],
  [[{ goto: { target: 'sub' } }], 'ssh', 'reject'],
  [[{ return: null }, { drop: null }], 'ssh', 'accept'],
  [[{ continue: null }], 'ssh', 'accept'],
  [[{ accept: null }], 'ssh', 'accept'],
  [[{ reject: null }], 'ssh', 'reject'],
  [[{ reject: { type: 'tcp reset' } }], 'ssh', 'reject'],
  [[{ reject: { type: 'icmpx', expr: 'admin-prohibited' } }], 'ssh', 'reject'],
  // What goes on.
  [
    [{ counter: { packets: 3, bytes: 9 } }, { log: { prefix: 'a "b" accept' } }, { drop: null }],
    'ssh',
    'drop',
  ],
  [[{ log: null }, { notrack: null }, { drop: null }], 'ssh', 'drop'],
  [[{ flow: { op: 'add', flowtable: '@ft' } }, { drop: null }], 'ssh', 'drop'],
  [[{ dup: { addr: '10.9.0.1' } }, { drop: null }], 'ssh', 'drop'],
  [[{ 'ct helper': 'x' }, { drop: null }], 'ssh', 'drop'],
  [[{ 'ct timeout': 'x' }, { drop: null }], 'ssh', 'drop'],
  [[{ 'ct expectation': 'x' }, { drop: null }], 'ssh', 'drop'],
  [[{ secmark: 'x' }, { drop: null }], 'ssh', 'drop'],
  [[{ set: { op: 'add', elem: saddr, set: '@hosts' } }, { drop: null }], 'ssh', 'drop'],
  [
    [{ set: { op: 'add', elem: { elem: { val: saddr, timeout: 60 } }, set: '@hosts' } }, { drop: null }],
    'ssh6',
    'accept',
  ],
  [
    [
      { set: { op: 'update', elem: saddr, set: '@hosts', stmt: [{ limit: { rate: 3, per: 'minute' } }] } },
      { drop: null },
    ],
    'ssh',
    'unknown',
  ],
  [[{ map: { op: 'add', elem: saddr, data: 1, map: '@dated' } }, { drop: null }], 'ssh', 'drop'],
  [[{ mangle: { key: dport, value: 80 } }, { drop: null }], 'dns', 'accept'],
  // What cannot be told.
  [[{ limit: { rate: 5, per: 'second', inv: true } }, { drop: null }], 'ssh', 'unknown'],
  [[{ limit: 'named' }, { drop: null }], 'ssh', 'unknown'],
  [[{ quota: { val: 1 } }, { drop: null }], 'ssh', 'unknown'],
  [[{ 'ct count': { val: 5 } }, { drop: null }], 'ssh', 'unknown'],
  [[{ last: { used: 3 } }, { drop: null }], 'ssh', 'unknown'],
  [[{ meter: { key: saddr, stmt: {}, name: 'm' } }, { drop: null }], 'ssh', 'unknown'],
  [[{ queue: { num: 0 } }], 'ssh', 'unknown'],
  [[{ tproxy: { port: 80 } }], 'ssh', 'unknown'],
  [[{ synproxy: { mss: 1460 } }], 'ssh', 'unknown'],
  [[{ fwd: { dev: 'eth0' } }], 'ssh', 'unknown'],
  [[{ xt: null }], 'ssh', 'unknown'],
  [[{ xt: { type: 'target', name: 'TARPIT' } }], 'ssh', 'unknown'],
  [[{ xt: { type: 'match', name: 'recent' } }, { drop: null }], 'ssh', 'unknown'],
  [[{ strange: 1 }, { drop: null }], 'ssh', 'unknown'],
  [[match({ elem: { val: dport } }, 22), { drop: null }], 'ssh', 'drop'],
  [opaque({ payload: { base: 'nh', offset: 96, len: 32 } }), 'ssh', 'unknown'],
  [opaque({ 'tcp option': { name: 'sack-perm' } }, true), 'ssh', 'unknown'],
  [opaque({ 'tcp option': { name: 'maxseg', field: 'size' } }), 'ssh', 'unknown'],
  [opaque({ 'ip option': { name: 'rr', field: 'type' } }), 'ssh', 'unknown'],
  [opaque({ 'ip option': { name: 'ra' } }, false), 'ssh', 'unknown'],
  [opaque({ exthdr: { name: 'frag' } }, true), 'ssh', 'unknown'],
  [opaque({ socket: { key: 'transparent' } }), 'ssh', 'unknown'],
  [opaque({ rt: { key: 'nexthop', family: 'ip' } }), 'ssh', 'unknown'],
  [opaque({ osf: { key: 'name' } }, 'Linux'), 'ssh', 'unknown'],
  [opaque({ ipsec: { key: 'reqid', dir: 'in', spnum: 0 } }), 'ssh', 'unknown'],
  [opaque({}), 'ssh', 'unknown'],
  [opaque(null), 'ssh', 'unknown'],
];
const place = { family: 'inet', table: 't' };
const SETS = [
  { set: { ...place, name: 'ports', type: 'inet_service', elem: [22, { elem: { val: 80, limit: {} } }] } },
  { set: { ...place, name: 'limited', type: 'inet_service', elem: [{ elem: { val: 22, quota: {} } }] } },
  { set: { ...place, name: 'hosts', type: 'ipv4_addr', flags: ['dynamic'] } },
  { set: { ...place, name: 'ending', type: 'ipv4_addr', flags: 'timeout', elem: ['10.1.1.9'] } },
  {
    set: {
      ...place,
      name: 'pairs',
      type: ['ipv4_addr', 'inet_service'],
      elem: [{ concat: ['10.1.1.9', 22] }],
    },
  },
  {
    set: {
      ...place,
      name: 'of',
      type: { typeof: { concat: [saddr, dport] } },
      elem: [{ concat: ['10.1.1.9', 22] }],
    },
  },
  { map: { ...place, name: 'fates', type: 'inet_service', map: 'verdict', elem: [[22, { drop: null }]] } },
  { map: { ...place, name: 'dated', type: 'ipv4_addr', map: 'mark' } },
  { chain: { ...place, name: 'sub' } },
  { rule: { ...place, chain: 'sub', expr: [{ reject: null }] } },
  { flowtable: { ...place, name: 'ft' } },
  'not an object',
  { rule: 'not one either' },
];

describe('nft JSON', () => {
  it.each(CASES)('%j: %s %s', (statements, packet, expected) => {
    const text = nftJson(statements, { more: SETS });

    const { verdict } = judge('nft-json', text, PACKETS[packet]);

    expect(verdict).toBe(expected);
  });

  it.each([
    ['@limited', dport, 'unknown'],
    ['@ending', saddr, 'unknown'],
    ['@pairs', { concat: [saddr, dport] }, 'drop'],
    ['@of', { concat: [saddr, dport] }, 'drop'],
  ])('set %s', (set, key, expected) => {
    const text = nftJson([match(key, set), { drop: null }], { more: SETS });

    expect(judge('nft-json', text, PACKETS.ssh).verdict).toBe(expected);
  });

  it('names the rule with its handle, comment and counter', () => {
    const chain = {
      family: 'netdev',
      table: 'n',
      name: 'i',
      type: 'filter',
      hook: 'ingress',
      dev: 'eth1',
      policy: 'drop',
    };
    const rule = { chain: 'i', table: 'n', family: 'netdev', handle: 4, comment: 'say "no"' };
    const text = JSON.stringify({
      nftables: [
        { chain },
        { rule: { ...rule, expr: [{ counter: { packets: 7, bytes: 1 } }, { drop: null }] } },
        { rule: { chain: 'i', table: 'n', family: 'netdev' } },
      ],
    });

    expect(judge('nft-json', text, PACKETS.ssh, 'prerouting').rule).toEqual({
      listing: 'nft',
      family: 'netdev',
      table: 'n',
      chain: 'i',
      handle: 4,
      packets: 7,
      text: 'drop comment "say \'no\'"',
      comment: "say 'no'",
    });
    expect(judge('nft-json', text, { ...PACKETS.ssh, iif: 'eth0' }, 'prerouting').verdict).toBe('accept');
  });

  it.each(['[]', '{"nftables": 1}', 'Error: syntax', '{"nftables": ['])('%s is no listing', (text) => {
    expect(judge('nft-json', text, PACKETS.ssh).verdict).toBe('unknown');
  });
});
