import { describe, expect, it } from 'vitest';
import { emptyRuleset } from '../../src/analyzer/model/index.ts';
import { splitCollected } from '../../src/transcript/index.ts';
import { observationOf } from './reading.ts';

const collected = [
  '@@ROUNDTRIP a1b2 host server-b version 1',
  '@@ROUNDTRIP a1b2 command ip -4 route show table all',
  'default via 172.16.4.1 dev eth0',
  'local 172.16.5.4 dev eth1 table local proto kernel scope host src 172.16.5.4',
  '@@ROUNDTRIP a1b2 exit 0',
  "@@ROUNDTRIP a1b2 command tcpdump -p -nn -e -s 96 -l -c 50 -i eth1 'icmp and host 172.16.5.4'",
  'listening on eth1, link-type EN10MB (Ethernet), snapshot length 96 bytes',
  '@@ROUNDTRIP ffff exit 0',
  '@@ROUNDTRIP ffff command sysctl -a',
  'net.ipv4.conf.all.rp_filter = 0',
  '@@ROUNDTRIP a1b2 exit 0',
  '@@ROUNDTRIP a1b2 command roundtrip gap sockets',
  'ss is not installed',
  '@@ROUNDTRIP a1b2 exit 0',
  '@@ROUNDTRIP a1b2 command roundtrip none filters',
  'no packet filter is loaded',
  '@@ROUNDTRIP a1b2 exit 0',
  '@@ROUNDTRIP a1b2 command cat /proc/net/netstat',
  'TcpExt: SyncookiesSent IPReversePathFilter',
  'TcpExt: 0 7',
  '@@ROUNDTRIP a1b2 exit 0',
  '@@ROUNDTRIP a1b2 command cat /proc/net/snmp',
  'Icmp: InMsgs InEchos',
  'Icmp: 3 3',
  '@@ROUNDTRIP a1b2 exit 0',
  '@@ROUNDTRIP a1b2 command cat /proc/net/netstat',
  'TcpExt: SyncookiesSent IPReversePathFilter',
  'TcpExt: 0 9',
  '@@ROUNDTRIP a1b2 exit 0',
  '@@ROUNDTRIP a1b2 command echo $SSH_CONNECTION',
  '172.16.0.1 50000 172.16.4.2 22',
  '@@ROUNDTRIP a1b2 exit 0',
  '@@ROUNDTRIP a1b2 end',
];

describe("the collector's output", () => {
  it('is recognised by itself, wherever it stands in a paste', () => {
    const { host, state, counters, gaps } = observationOf(
      `Last login: today\n${collected.join('\r\n')}\n$ exit\n`,
    );

    expect(host).toBe('server-b');
    expect(state.coverage.routes).toEqual([{ family: 4 }]);
    expect(state.filters).toEqual(emptyRuleset());
    expect(state.gaps).toEqual([{ part: 'sockets', because: 'ss is not installed' }]);
    expect(state.sshConnection).toMatchObject({ clientAddress: '172.16.0.1', serverPort: 22 });
    expect(counters).toEqual([
      {
        values: {
          'TcpExt.SyncookiesSent': 0,
          'TcpExt.IPReversePathFilter': 7,
          'Icmp.InMsgs': 3,
          'Icmp.InEchos': 3,
        },
      },
      { values: { 'TcpExt.SyncookiesSent': 0, 'TcpExt.IPReversePathFilter': 9 } },
    ]);
    expect(gaps.filter(({ part }) => part === 'transcript')).toEqual([]);
  });

  it('takes no frame from a line with another nonce', () => {
    const { state, captures } = observationOf(collected.join('\n'));

    expect(state.sysctls).toBeUndefined();
    expect(captures).toHaveLength(1);
    expect(splitCollected(collected)?.sections.map(({ command }) => command)).not.toContain('sysctl -a');
  });

  it('is told to be cut where its end is missing', () => {
    const { gaps, state } = observationOf(collected.slice(0, 3).join('\n'));

    expect(gaps.map(({ part }) => part)).toEqual(['transcript']);
    expect(state.coverage.routes).toEqual([]);
  });
});
