import { expect, test } from 'vitest';
import { findQuestion } from '../../src/analyzer/index.ts';
import { diagnose } from '../../src/library.ts';
import { readTranscript } from '../../src/transcript/index.ts';

/** Nobody has sent anything, and the host lives in networks that are kept for examples. */
function verdictFor(networks: { first: string; gateway: string; second: string }) {
  const { first, gateway, second } = networks;
  const read = readTranscript(`[root@b ~]# ip addr
2: wan1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet ${first} scope global wan1
3: lan1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet ${second} scope global lan1
[root@b ~]# ip rule
0:\tfrom all lookup local
32766:\tfrom all lookup main
32767:\tfrom all lookup default
[root@b ~]# ip route
default via ${gateway} dev wan1
${first.replace(/\.\d+\//, '.0/')} dev wan1 proto kernel scope link src ${first.split('/')[0]}
${second.replace(/\.\d+\//, '.0/')} dev lan1 proto kernel scope link src ${second.split('/')[0]}
[root@b ~]# sysctl -ar '\\.rp_filter'
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.lan1.rp_filter = 1
net.ipv4.conf.wan1.rp_filter = 1
`);
  const question = { interface: 'lan1', protocol: 'icmp' as const };
  const found = read.kind === 'read' ? findQuestion(read.observations, question) : undefined;
  if (found?.kind !== 'found') throw new Error('nothing could be read');
  const { cause, certainty } = diagnose({
    host: 'b',
    flow: found.flow,
    observation: found.host,
    probeExpected: false,
  });
  return { cause, certainty };
}

test.each([
  { first: '10.1.0.2/24', gateway: '10.1.0.1', second: '10.2.0.2/24' },
  { first: '192.0.2.1/31', gateway: '192.0.2.0', second: '10.2.0.2/24' },
  { first: '192.0.2.9/24', gateway: '192.0.2.254', second: '198.51.100.9/24' },
  { first: '192.0.2.9/24', gateway: '192.0.2.254', second: '192.0.3.9/24' },
  { first: '198.51.100.9/24', gateway: '198.51.100.1', second: '192.0.2.9/24' },
])('a sender that nobody knows is beyond the router: $first, $second', (networks) => {
  expect(verdictFor(networks)).toEqual({ cause: 'strict-rp-filter', certainty: 'likely' });
});
