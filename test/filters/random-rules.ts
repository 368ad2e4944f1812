import fc from 'fast-check';

function chain(name: string, base: string, lines: readonly string[]): string {
  return `  chain ${name} {\n    ${base}\n${lines.map((line) => `    ${line}`).join('\n')}\n  }`;
}

const MATCHES = [
  'ip saddr 10.77.0.0/24',
  'ip saddr 10.9.0.1',
  'ip saddr != 10.9.1.1',
  'ip daddr 10.9.1.2',
  'ip daddr != 10.9.0.0/24',
  'ip saddr 10.9.0.0-10.9.0.9',
  'ip saddr @some',
  'ip saddr != @some',
  'ip saddr . tcp dport @ports',
  'ip saddr & 255.255.0.0 == 10.9.0.0',
  'ip6 saddr fd77::/16',
  'ip6 daddr fd09:1::2',
  'ip6 nexthdr icmpv6',
  'meta nfproto ipv4',
  'meta nfproto ipv6',
  'iifname "eth1"',
  'iifname != "eth1"',
  'iifname "eth*"',
  'iif "eth0"',
  'oifname "eth0"',
  'oifname != "eth1"',
  'iifname { "eth0", "lo" }',
  'iifgroup 0',
  'meta pkttype host',
  'meta pkttype { broadcast, multicast }',
  'meta protocol ip',
  'meta l4proto icmp',
  'meta l4proto { icmp, ipv6-icmp }',
  'meta l4proto != tcp',
  'ip protocol tcp',
  'ip protocol != icmp',
  'tcp dport 22',
  'tcp dport { 22, 80-90 }',
  'tcp dport != 80',
  'tcp dport > 79',
  'tcp dport < 80',
  'tcp dport 8888',
  'th dport 22',
  'udp dport 53',
  'tcp sport 22',
  'tcp sport 1024-65535',
  'tcp flags syn / fin,syn,rst,ack',
  'tcp flags == syn',
  'tcp flags syn',
  'tcp flags ! syn',
  'tcp flags != syn',
  'tcp flags & (syn|ack) == syn',
  'icmp type echo-request',
  'icmp type { echo-reply, destination-unreachable }',
  'icmp type != echo-request',
  'icmp code 0',
  'icmpv6 type echo-request',
  'icmpv6 type { nd-neighbor-solicit, echo-reply }',
  'ct state new',
  'ct state established,related',
  'ct state { new, invalid }',
  'ct state != new',
  'ct state invalid',
  'ct state untracked',
  'ct state != { established, related }',
  'ct status dnat',
  'ct status seen-reply',
  'ct direction original',
  'ct mark 0x1',
  'ct mark != 0x0',
  'ct mark & 0x3 == 0x1',
  'meta mark 0x1',
  'meta mark != 0x2',
  'meta mark & 0xf == 0x2',
  'meta mark 0x1-0x7',
  'ip saddr . ip daddr { 10.77.0.1 . 10.9.1.2, 10.9.0.1 . 10.9.0.2 }',
  'iifname . tcp dport { "eth1" . 22, "eth0" . 80 }',
  'ip ttl > 200',
  'limit rate 5/second',
  'meta length > 10',
];
const REVERSE = [
  'fib saddr . iif oif missing',
  'fib saddr . iif oif exists',
  'fib saddr . mark . iif oif missing',
  'fib saddr oif "eth0"',
  'fib saddr . iif oif 0',
  'fib daddr type local',
  'fib daddr type != local',
  'fib daddr . iif type local',
  'fib saddr type unicast',
  'fib daddr type { local, broadcast }',
];
const ENDS = [
  'accept',
  'drop',
  'return',
  'reject',
  'jump one',
  'jump two',
  'goto one',
  'goto two',
  'iifname vmap @way',
  'ct state vmap { established : accept, invalid : drop, new : jump two }',
  'tcp dport vmap { 22 : drop, 80-90 : accept }',
];
const ACTS = [
  'meta mark set 0x1',
  'meta mark set meta mark | 0x2',
  'ct mark set meta mark',
  'ct mark set 0x1',
  'meta mark set ct mark',
  'counter',
  'log prefix "x: "',
  'meta mark set meta mark & 0xfffffffe',
];

/** Rules for a chain at these hooks: what nft refuses there is left out. */
function rules(places: readonly string[], calls: readonly string[] = []): fc.Arbitrary<string[]> {
  const isPrerouting = places.includes('prerouting');
  const called = places.includes('called');
  const matches = isPrerouting || places.includes('input') ? [...MATCHES, ...REVERSE, ...REVERSE] : MATCHES;
  const ends = ENDS.filter(
    (end) =>
      (!called || !/one|two|way/.test(end)) &&
      ((!isPrerouting && !called && !places.includes('post')) || end !== 'reject'),
  );
  const acts = places.includes('raw') ? [...ACTS.filter((act) => !act.startsWith('ct')), 'notrack'] : ACTS;
  const end = fc.constantFrom(...ends, ...calls);
  const action = fc.oneof({ weight: 2, arbitrary: end }, { weight: 1, arbitrary: fc.constantFrom(...acts) });
  const rule = fc
    .tuple(fc.uniqueArray(fc.constantFrom(...matches), { minLength: 1, maxLength: 2 }), action)
    .map(([some, what]) => [...some, 'counter', what].join(' ').replace('counter counter', 'counter'));
  return fc.array(rule, { maxLength: 4 });
}

/** A random nft ruleset that nft (nearly always) takes, as text. */
export const nftRuleset: fc.Arbitrary<string> = fc
  .record({
    raw: rules(['prerouting', 'raw']),
    mangle: rules(['prerouting']),
    input: rules(['input']),
    late: rules(['input']),
    output: rules(['output']),
    post: rules(['post']),
    one: rules(['called'], ['jump two', 'goto two']),
    two: rules(['called']),
    nat: fc.subarray([
      'tcp dport 8888 redirect to :80',
      'tcp dport 8888 ip daddr 10.9.0.2 dnat ip to 10.9.0.2:8080',
      'tcp dport 8889 dnat ip to 10.9.1.2:22',
      'meta nfproto ipv4 dnat ip to tcp dport map { 8890 : 10.9.0.2, 8889 : 10.9.1.2 }',
      'icmp type echo-request accept',
    ]),
    policies: fc.array(fc.constantFrom('accept', 'accept', 'accept', 'drop'), { minLength: 4, maxLength: 4 }),
    priority: fc.constantFrom('filter', 'filter - 5', 'security', '7'),
  })
  .map(({ raw, mangle, input, late, output, post, one, two, nat, policies, priority }) =>
    [
      'table inet t {',
      '  set some { type ipv4_addr; flags interval; elements = { 10.77.0.0/24, 10.9.1.1 }; }',
      '  set ports { type ipv4_addr . inet_service; flags interval; elements = { 10.9.0.1 . 22, 10.77.0.0/16 . 80-90 }; }',
      '  map way { type ifname : verdict; elements = { "eth1" : jump two, "lo" : accept }; }',
      chain('two', '', two),
      chain('one', '', one),
      chain('raw', 'type filter hook prerouting priority raw; policy accept;', raw),
      chain('mangle', `type filter hook prerouting priority mangle; policy ${policies[0]};`, mangle),
      chain('nat', 'type nat hook prerouting priority dstnat; policy accept;', nat),
      chain('input', `type filter hook input priority filter; policy ${policies[1]};`, input),
      chain('output', `type filter hook output priority filter; policy ${policies[2]};`, output),
      chain('post', 'type filter hook postrouting priority mangle; policy accept;', post),
      '}',
      'table ip u {',
      chain(
        'late',
        `type filter hook input priority ${priority}; policy ${policies[3]};`,
        late.filter((rule) => !/ip6|@|jump|goto|icmpx|nfproto/.test(rule)),
      ),
      '}',
    ].join('\n'),
  );
