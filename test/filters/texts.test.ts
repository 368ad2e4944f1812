import { describe, expect, it } from 'vitest';
import { filterModel } from '../../src/analyzer/filters/index.ts';
import { readRuleset } from '../../src/transcript/index.ts';
import { HOST, judge, nft, PACKETS, save } from './tables.ts';

describe('forms of nft text', () => {
  it.each([
    [
      'a table without family is of IPv4',
      'table t {\nchain c {\ntype filter hook input priority -5; policy drop;\n}\n}',
      'drop',
    ],
    [
      'a policy on a line of its own',
      'table inet t {\nchain c {\ntype filter hook input priority 0;\npolicy drop;\n}\n}',
      'drop',
    ],
    [
      'priorities by name',
      'table inet t {\nchain c {\ntype filter hook input priority security - 5; policy drop;\n}\n}',
      'drop',
    ],
    [
      'a priority that is not understood',
      'table inet t {\nchain c {\ntype filter hook input priority $p; policy drop;\n}\n}',
      'drop',
    ],
    ['a table of IPv6', nft('drop', { family: 'ip6' }), 'accept'],
    ['a remark behind a rule', nft('drop # because'), 'drop'],
    ['a rule over two lines', nft('tcp dport 22 \\\n drop'), 'drop'],
    ['a table of IPv4', nft('dnat to 10.9.0.1', { family: 'ip', base: 'nat hook input' }), 'accept'],
    ['a priority without base', nft('drop').replace('priority 0', 'priority strange + 5'), 'drop'],
    ['a policy without a chain’s type', 'table inet t {\nchain c {\npolicy drop;\n}\n}', 'accept'],
    ['a hash in quotes', nft('drop comment "a # b"'), 'drop'],
    ['matches of iptables that nft hides', nft('meta l4proto tcp # xt_recent\ndrop'), 'drop'],
    [
      'hidden matches before a verdict',
      nft('tcp dport 22 # recent counter packets 5 bytes 300 drop'),
      'unknown',
    ],
    ['hidden matches alone', nft('# -m recent'), 'accept'],
    ['a table’s own flags', 'table inet t {\nflags dormant\nchain c {\n}\n}', 'accept'],
    ['a line that belongs nowhere', 'table inet t {\nstrange\nchain c {\n}\n}', 'unknown'],
    ['a pager’s mark', nft('tcp dport 80 drop\n--More--'), 'unknown'],
    ['an empty set of no known type', nft('ip saddr @none drop', { around: 'set none {\n}' }), 'accept'],
    ['an element that is not understood', nft('tcp dport { 22-, = } drop'), 'unknown'],
    ['a set with a comma at its end', nft('tcp dport { 22, , } drop'), 'drop'],
    ['a star for two fields', nft('ip saddr . tcp dport vmap { * : drop }'), 'unknown'],
  ])('%s', (_what, text, expected) => {
    expect(judge('nft', text, PACKETS.ssh).verdict).toBe(expected);
  });
});

describe('several listings', () => {
  it.each([
    ['a table that does not end', save('').replace('COMMIT', '*nat\nCOMMIT'), 'unknown'],
    ['iptables -S', '-P INPUT ACCEPT\n-N more\n-A INPUT -p tcp -j DROP', 'drop'],
    ['iptables -S that drops nothing', '-P INPUT ACCEPT\n-N more', 'unknown'],
    ['a line that is not understood', save('strange'), 'unknown'],
  ])('%s', (_what, text, expected) => {
    expect(judge('iptables-save', text, PACKETS.ssh).verdict).toBe(expected);
  });

  const nftTable =
    'table ip filter {\nchain INPUT {\ntype filter hook input priority 0; policy accept;\ntcp dport 22 counter packets 1 bytes 1 drop\n}\n}';

  it('older iptables tables that were not listed leave an accept open', () => {
    const text = `# Warning: iptables-legacy tables present, use iptables-legacy to see them\n${nft('')}`;

    expect(judge('nft', text, PACKETS.ssh)).toMatchObject({
      verdict: 'unknown',
      reason: { lack: { kind: 'not-listed', program: 'iptables', legacy: true } },
      question: { about: 'filter', hook: 'input' },
    });
    expect(judge('nft', text.replace('accept;', 'drop;'), PACKETS.ssh).verdict).toBe('drop');
  });

  it.each([
    ['with the same rules are one', save('-A INPUT -p tcp -m tcp --dport 22 -j DROP'), 'iptables'],
    ['with other rules are two', save('-A INPUT -j ACCEPT\n-A INPUT -j ACCEPT'), 'nft'],
    ['with other chains are two', save(':more - [0:0]\n-A more -j ACCEPT'), 'nft'],
    [
      'that say so are one',
      save('-A INPUT -p tcp -j DROP\n-A INPUT -j DROP').replace('v1.4.21', 'v1.8.9 (nf_tables)'),
      'iptables',
    ],
  ])('tables %s', (_what, text, listing) => {
    const model = filterModel(
      readRuleset([
        { kind: 'nft', text: nftTable },
        { kind: 'iptables-save', text },
      ]),
      HOST,
    );

    expect(model.evaluate(PACKETS.ssh, 'input')).toMatchObject({ verdict: 'drop', rule: { listing } });
  });

  it('a bridge’s chains see what comes in on it; without its links nobody knows', () => {
    const { links: _, ...state } = HOST.state;
    const bridge = [{ index: 3, name: 'eth1', kind: 'bridge', flags: [] }];
    const ruleset = readRuleset([{ kind: 'nft', text: nft('drop', { family: 'bridge' }) }]);
    const on = (links: Partial<typeof HOST.state>) =>
      filterModel(ruleset, { ...HOST, state: { ...state, ...links } }).evaluate(PACKETS.ssh, 'prerouting');

    expect(on({ links: bridge })).toMatchObject({ verdict: 'drop', rule: { family: 'bridge' } });
    expect(on({ links: [{ name: 'eth1', flags: [] }] }).verdict).toBe('accept');
    expect(on({})).toMatchObject({ verdict: 'unknown', reason: { kind: 'bridge' } });
  });

  it('a chain of a device that was not told may see the packet', () => {
    const text = nft('drop', { family: 'netdev', base: 'filter hook ingress' });

    expect(judge('nft', text, PACKETS.ssh, 'prerouting')).toMatchObject({
      verdict: 'unknown',
      reason: { kind: 'device-of-chain' },
    });
  });

  it('a VRF and its device that are treated differently', () => {
    const vrf = [
      { index: 3, name: 'eth1', master: 'blue', flags: [] },
      { index: 4, name: 'blue', kind: 'vrf', flags: [] },
    ];
    const state = { ...HOST.state, links: vrf };
    const on = (rule: string) =>
      filterModel(readRuleset([{ kind: 'nft', text: nft(rule) }]), { ...HOST, state });

    expect(on('iifname "eth1" drop').evaluate(PACKETS.ssh, 'input').verdict).toBe('unknown');
    expect(on('iifname "blue" drop').evaluate(PACKETS.ssh, 'input').verdict).toBe('unknown');
    expect(on('tcp dport 22 drop').evaluate(PACKETS.ssh, 'input').verdict).toBe('drop');
    const out = on('drop').evaluate({ ...PACKETS.answer, oif: 'eth1' }, 'input');
    expect(out.verdict).toBe('drop');
  });

  it('many drops that may decide do not hide what cannot be told', () => {
    const doubtful = Array.from({ length: 9 }, () => 'ip ttl 64 drop').join('\n');

    const before = nft(`ip ttl 64 queue\n${doubtful}\ndrop`);
    const after = nft(`${doubtful}\nip ttl 64 queue\ndrop`);

    expect(judge('nft', before, PACKETS.ssh).verdict).toBe('unknown');
    expect(judge('nft', after, PACKETS.ssh).verdict).toBe('unknown');
    expect(judge('nft', nft(`${doubtful}\ndrop`), PACKETS.ssh).verdict).toBe('drop');
  });
});
