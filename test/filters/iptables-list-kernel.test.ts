import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { FilterTable } from '../../src/analyzer/model/index.ts';
import { readSections } from '../../src/transcript/index.ts';

const UNSHARE = 'unshare';

/** Every kind of match and target that can be evaluated, and some that cannot. */
const BOTH = `
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p tcp -m state --state INVALID,NEW -m tcp --dport 22 -j ACCEPT
-A INPUT -m conntrack ! --ctstate NEW
-A INPUT -p tcp -m tcp --sport 1024:65535 --dport 22:80 -j ACCEPT
-A INPUT ! -i eth+ -p tcp -m tcp ! --dport 443 -j DROP
-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT
-A INPUT -p tcp -m tcp --tcp-flags ALL NONE -j DROP
-A INPUT -p tcp -m tcp ! --tcp-flags FIN,SYN FIN -j DROP
-A INPUT -p udp -m multiport --dports 53,67:68 -j ACCEPT
-A INPUT -p udp -m multiport ! --sports 53 -j ACCEPT
-A INPUT -p tcp -m multiport --ports 53 -j ACCEPT
-A INPUT -m mark --mark 0x1 -j ACCEPT
-A INPUT -m mark ! --mark 0x1/0xff -j ACCEPT
-A INPUT -m connmark --mark 0x5 -j ACCEPT
-A INPUT -p tcp -m comment --comment "let ssh in" -m tcp --dport 2222 -j ACCEPT
-A INPUT -m addrtype --dst-type LOCAL -j ACCEPT
-A INPUT -m addrtype ! --src-type UNICAST,LOCAL --limit-iface-in -j ACCEPT
-A INPUT -m pkttype --pkt-type multicast -j ACCEPT
-A INPUT -m pkttype ! --pkt-type multicast -j ACCEPT
-A INPUT -m limit --limit 5/min -j ACCEPT
-A INPUT -p sctp -j ACCEPT
-A INPUT ! -p tcp -j LOGDROP
-A INPUT -g LOGDROP
-A INPUT -m mac --mac-source 02:00:00:00:00:01 -j ACCEPT
-A INPUT -m conntrack --ctstate DNAT -j ACCEPT
-A INPUT -m conntrack --ctstatus ASSURED --ctdir ORIGINAL -j ACCEPT
-A INPUT -m physdev --physdev-in eth0 -j ACCEPT
-A INPUT
-A INPUT -j MARK --set-xmark 0x5/0xff
-A INPUT -j MARK --set-xmark 0x5/0xffffffff
-A INPUT -j MARK --and-mark 0x5
-A INPUT -j MARK --or-mark 0x5
-A INPUT -j MARK --xor-mark 0x5
-A INPUT -j CONNMARK --save-mark
-A INPUT -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff
-A INPUT -j CONNMARK --set-xmark 0x5/0xff
-A INPUT -j NFLOG --nflog-prefix "two words"
-A INPUT -j NFQUEUE --queue-num 3
-A INPUT -p tcp -j REJECT --reject-with tcp-reset
-A INPUT -j LOG --log-prefix "in drop: "
-A INPUT -j LOG
-A LOGDROP -j DROP
`;
const FOUR = `${BOTH}
-A INPUT -s 10.0.0.0/8 ! -d 10.1.1.1 -j DROP
-A INPUT -s 10.0.0.0/255.0.255.0 -j DROP
-A INPUT -p icmp -j ACCEPT
-A INPUT -p icmp -m icmp --icmp-type 8 -j ACCEPT
-A INPUT -p icmp -m icmp ! --icmp-type 3/4 -j ACCEPT
-A INPUT -p icmp -m icmp --icmp-type any -j ACCEPT
-A INPUT -m iprange --src-range 10.0.0.1-10.0.0.9 ! --dst-range 10.0.0.1-10.0.0.9 -j ACCEPT
-A INPUT -f -j DROP
-A INPUT ! -f -j DROP
-A INPUT -j REJECT --reject-with icmp-host-prohibited
`;
const SIX = `${BOTH}
-A INPUT -s fe80::/10 -j DROP
-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 128 -j ACCEPT
-A INPUT -p ipv6-icmp -m icmp6 ! --icmpv6-type 1/4 -j ACCEPT
-A INPUT -m iprange --src-range fe80::1-fe80::9 -j ACCEPT
-A INPUT -s ffff::1/ffff::ff -j DROP
-A INPUT -j REJECT --reject-with icmp6-adm-prohibited
`;
const NAT = `
-A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.3:8080
-A PREROUTING -p tcp -m tcp --dport 81 -j REDIRECT --to-ports 8081
-A POSTROUTING -o eth0 -j MASQUERADE
-A POSTROUTING -p tcp -o eth0 -j MASQUERADE --to-ports 1-5 --random
-A POSTROUTING -s 10.0.0.0/8 -j SNAT --to-source 1.2.3.4-1.2.3.9
`;
const RAW = `
-A PREROUTING -j CT --notrack
-A PREROUTING -m rpfilter --loose --validmark --invert -j DROP
`;

/** What the kernel's rules look like in both listings, made in a network namespace of its own. */
function listed(program: string, table: string, rules: string, options: string) {
  const script = [
    `${program} -t ${table} -N LOGDROP`,
    ...rules
      .split('\n')
      .filter((rule) => rule !== '')
      .map((rule) => `${program} -t ${table} ${rule}`),
    `${program} -t ${table} -S`,
    'echo ---',
    `${program} -t ${table} ${options}`,
  ].join('\n');
  const output = execFileSync(UNSHARE, ['-n', 'sh', '-e'], { input: script, encoding: 'utf8' });
  const [asRules = '', asList = ''] = output.split('---\n');
  const read = (command: string, text: string) =>
    readSections([{ command: `${program} -t ${table} ${command}`, output: text }])[0]?.state.filters;
  return { asRules: read('-S', asRules), asList: read(options, asList) };
}

/** What the rules do, without their words: -L prints numbers where -S prints names. */
function rulesOf(tables: readonly FilterTable[] = []) {
  return tables.map(({ name, family, chains }) => ({
    name,
    family,
    chains: chains.map(({ name: chain, base, rules }) => ({
      chain,
      hook: base?.hook,
      policy: base?.policy,
      rules: rules.map(({ steps }) => steps.map((step) => ({ ...step, text: undefined }))),
    })),
  }));
}

describe('iptables -L -v', () => {
  it.each([
    ['iptables-nft', 'filter', FOUR],
    ['iptables-legacy', 'filter', FOUR],
    ['ip6tables-nft', 'filter', SIX],
    ['ip6tables-legacy', 'filter', SIX],
    ['iptables-nft', 'nat', NAT],
    ['iptables-nft', 'raw', RAW],
    ['ip6tables-nft', 'raw', RAW],
  ])('%s, table %s: the same rules as -S shows', (program, table, rules) => {
    const { asRules, asList } = listed(program, table, rules, '-nvL');

    expect(rulesOf(asList?.tables)).toEqual(rulesOf(asRules?.tables));
    expect(
      asList?.tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules)).length,
    ).toBeGreaterThan(1);
  });

  it.each([['-vL'], ['-nxvL'], ['-nvL --line-numbers']])('%s shows the same', (options) => {
    // Codes of ICMP have names without -n, some of which stay open.
    const rules = FOUR.replace(/.*--icmp-type 3\/4.*/, '');

    const { asRules, asList } = listed('iptables-nft', 'filter', rules, options);

    expect(rulesOf(asList?.tables)).toEqual(rulesOf(asRules?.tables));
  });
});
