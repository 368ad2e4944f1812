import { findQuestion, type QuestionFlags } from '../../src/analyzer/index.ts';
import type { Diagnosis } from '../../src/analyzer/model/index.ts';
import { type DiagnoseInput, prepareWalk, type Walk } from '../../src/analyzer/walk/index.ts';
import { diagnose } from '../../src/library.ts';
import { readTranscript } from '../../src/transcript/index.ts';

/** The console of a host whose only way back is eth0: its rp_filter settings, and that nothing else stops a ping. */
export function pastedHost({ all, own }: { all: number; own: number }): string {
  return `[root@b ~]# ip addr
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet 172.16.4.2/24 scope global eth0
3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet 172.16.5.4/24 scope global eth1
[root@b ~]# ip rule
0:\tfrom all lookup local
32766:\tfrom all lookup main
32767:\tfrom all lookup default
[root@b ~]# ip route
default via 172.16.4.1 dev eth0
172.16.4.0/24 dev eth0 proto kernel scope link src 172.16.4.2
172.16.5.0/24 dev eth1 proto kernel scope link src 172.16.5.4
[root@b ~]# sysctl -ar '\\.rp_filter'
net.ipv4.conf.all.rp_filter = ${all}
net.ipv4.conf.eth0.rp_filter = ${own}
net.ipv4.conf.eth1.rp_filter = ${own}
net.ipv4.icmp_echo_ignore_all = 0
[root@b ~]# nft list ruleset
`;
}

type Asked = Pick<QuestionFlags, 'protocol' | 'port' | 'to' | 'from'>;

/** Why eth1 does not answer a ping, or what else is asked of it, from a pasted console. */
export function diagnosePaste(transcript: string, gateway?: string, asked?: Asked): Diagnosis {
  return diagnose({ ...consoleInput(transcript, asked), ...(gateway ? { gateway } : {}) });
}

/** The same, as far as the walk. */
export function walkOf(transcript: string): Walk {
  return prepareWalk(consoleInput(transcript));
}

/** What is observed and asked there. */
export function consoleInput(transcript: string, asked: Asked = { protocol: 'icmp' }): DiagnoseInput {
  const read = readTranscript(transcript);
  const question = { interface: 'eth1', ...asked };
  const found = read.kind === 'read' ? findQuestion(read.observations, question) : undefined;
  if (found?.kind !== 'found') throw new Error('nothing could be read');
  return { host: 'b', flow: found.flow, observation: found.host, probeExpected: false };
}
