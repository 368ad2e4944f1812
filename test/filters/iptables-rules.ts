import fc from 'fast-check';

const MATCHES = [
  '-s 10.77.0.0/24',
  '! -s 10.9.1.1',
  '-d 10.9.1.2',
  '-s 10.9.0.1 -d 10.9.0.2',
  '-s 10.9.0.1/255.255.0.255',
  '-i eth1',
  '! -i eth1',
  '-i eth+',
  '-i lo',
  '-p icmp',
  '-p tcp',
  '! -p tcp',
  '-p udp',
  '-p tcp -m tcp --dport 22',
  '-p tcp -m tcp ! --dport 22',
  '-p tcp -m tcp --dport 80:90',
  '-p tcp -m multiport --dports 22,80:81',
  '-p tcp -m multiport ! --dports 22',
  '-p tcp -m tcp --tcp-flags SYN,ACK SYN',
  '-p tcp -m tcp --syn',
  '-p tcp -m tcp ! --syn',
  '-p icmp -m icmp --icmp-type 8',
  '-p icmp -m icmp --icmp-type echo-reply',
  '-p icmp -m icmp ! --icmp-type 8/0',
  '-p icmp -m icmp --icmp-type any',
  '-m state --state NEW',
  '-m conntrack --ctstate RELATED,ESTABLISHED',
  '-m conntrack --ctstate INVALID',
  '-m conntrack ! --ctstate NEW',
  '-m conntrack --ctstate NEW,UNTRACKED',
  '-m conntrack --ctstate DNAT',
  '-m conntrack --ctdir ORIGINAL',
  '-m mark --mark 0x1/0xff',
  '-m mark ! --mark 0x0',
  '-m connmark --mark 0x1',
  '-m comment --comment "a b"',
  '-m iprange --src-range 10.9.0.1-10.9.0.9',
  '-m addrtype --dst-type LOCAL',
  '-m addrtype ! --src-type LOCAL',
  '-m addrtype --src-type UNICAST',
  '-m addrtype --dst-type LOCAL --limit-iface-in',
  '-m pkttype --pkt-type unicast',
  '-m limit --limit 5/min',
  '-m ttl --ttl-gt 3',
  '-m length --length 20:2000',
  '',
];
const REVERSE = [
  '-m rpfilter',
  '-m rpfilter --invert',
  '-m rpfilter --loose',
  '-m rpfilter --loose --invert',
  '-m rpfilter --validmark',
  '-m rpfilter --accept-local --invert',
];
const MARKS = [
  '-j MARK --set-xmark 0x1/0xffffffff',
  '-j MARK --set-xmark 0x2/0xf',
  '-j CONNMARK --save-mark',
  '-j CONNMARK --restore-mark',
  '-j CONNMARK --set-xmark 0x1/0xffffffff',
  '-j MARK --or-mark 0x10',
];

/** A random iptables-restore input that iptables (nearly always) takes line by line. */
export const iptablesRules: fc.Arbitrary<string[]> = fc
  .record({
    raw: rules(
      'PREROUTING',
      [...MATCHES.filter((match) => !/state|conn|ctdir/.test(match)), ...REVERSE, ...REVERSE],
      ['-j DROP', '-j ACCEPT', '-j CT --notrack', '-j RETURN'],
    ),
    mangle: rules('PREROUTING', [...MATCHES, ...REVERSE], ['-j DROP', '-j ACCEPT', ...MARKS]),
    nat: fc.subarray([
      '-A PREROUTING -p tcp -m tcp --dport 8888 -j REDIRECT --to-ports 80',
      '-A PREROUTING -d 10.9.1.2/32 -p tcp -m tcp --dport 8889 -j DNAT --to-destination 10.9.1.2:22',
      '-A POSTROUTING -o eth1 -j MASQUERADE',
    ]),
    input: rules('INPUT', MATCHES, [
      '-j DROP',
      '-j ACCEPT',
      '-j REJECT',
      '-j one',
      '-j two',
      '-g one',
      '-j LOG',
    ]),
    one: rules('one', MATCHES, ['-j RETURN', '-j DROP', '-j ACCEPT', '-j two', '-g two']),
    two: rules('two', MATCHES, ['-j RETURN', '-j DROP', '-j ACCEPT', '-j REJECT --reject-with tcp-reset']),
    output: rules(
      'OUTPUT',
      MATCHES.filter((match) => !/-i /.test(match) && !/limit-iface/.test(match)),
      ['-j DROP', '-j ACCEPT', '-j ACCEPT'],
    ),
    drop: fc.boolean(),
  })
  .map(({ raw, mangle, nat, input, one, two, output, drop }) => [
    ...raw.map((rule) => `-t raw ${rule}`),
    ...mangle.map((rule) => `-t mangle ${rule}`),
    ...nat.map((rule) => `-t nat ${rule}`),
    '-N one',
    '-N two',
    ...(drop ? ['-P INPUT DROP'] : []),
    ...input,
    ...one,
    ...two,
    ...output,
  ]);

function rules(
  chain: string,
  matches: readonly string[],
  targets: readonly string[],
): fc.Arbitrary<string[]> {
  const rule = fc.tuple(fc.constantFrom(...matches), fc.constantFrom(...targets)).map(([match, target]) => {
    const reset = target.includes('tcp-reset');
    if (reset) return `-A ${chain} -p tcp ${target}`;
    return `-A ${chain} ${match} ${target}`.replaceAll(/ {2,}/g, ' ');
  });
  return fc.array(rule, { maxLength: 4 });
}
