import { execFileSync, spawnSync } from 'node:child_process';
import type { HostState } from '../../src/analyzer/model/index.ts';
import { readTranscript } from '../../src/transcript/index.ts';

let counter = 0;

/** A network namespace whose state can be read as a transcript. */
export type ChangedHost = {
  name: string;
  run(script: string): { stdout: string; stderr: string; status: number | null };
  /** What a terminal shows of it. */
  transcript(): string;
  state(): HostState;
  remove(): void;
};

/** Makes a namespace of its own. */
export function changedHost(): ChangedHost {
  const name = `rtc-${process.pid}-${counter++}`;
  execFileSync('ip', ['netns', 'add', name]);
  const run = (script: string) =>
    spawnSync('ip', ['netns', 'exec', name, 'sh', '-s'], { input: script, encoding: 'utf8' });
  const transcript = () =>
    LISTINGS.map((command) => `[root@server ~]# ${command}\n${run(command).stdout}`).join('');
  return {
    name,
    run,
    transcript,
    state() {
      const read = readTranscript(transcript());
      const [observation] = read.kind === 'read' ? read.observations : [];
      if (!observation) throw new Error('nothing could be read');
      return observation.state;
    },
    remove: () => execFileSync('ip', ['netns', 'delete', name]),
  };
}

/** What is shown of a host. */
export const LISTINGS = [
  'uname -r',
  'ip -d link',
  'ip addr',
  'ip rule',
  'ip -6 rule',
  'ip route show table all',
  'ip -6 route show table all',
  'grep -sH . /proc/sys/net/ipv4/conf/*/rp_filter /proc/sys/net/ipv4/conf/*/accept_local /proc/sys/net/ipv4/conf/*/src_valid_mark /proc/sys/net/ipv4/conf/*/forwarding /proc/sys/net/ipv4/conf/*/arp_ignore /proc/sys/net/ipv4/conf/*/arp_filter /proc/sys/net/ipv4/conf/*/promote_secondaries /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/icmp_echo_ignore_all /proc/sys/net/ipv6/conf/*/disable_ipv6 /proc/sys/net/ipv6/conf/*/forwarding /proc/sys/net/ipv6/conf/*/keep_addr_on_down',
  'ss -Htuna',
  'nft list ruleset',
  'iptables-save',
  'ip6tables-save',
] as const;
