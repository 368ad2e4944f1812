import type { HostState, Route, Rule } from '../../src/analyzer/model/index.ts';
import { readSections } from '../../src/transcript/index.ts';

/** A host's state from outputs as a terminal shows them, by command. */
export function stateFrom(outputs: Record<string, string>): HostState {
  const sections = Object.entries(outputs).map(([command, output]) => ({
    command,
    output,
    host: 'server-b',
  }));
  const [observation] = readSections(sections);
  if (!observation) throw new Error('nothing was read');
  return observation.state;
}

/** The seed's server-b, wholly collected; parts can be replaced. */
export const SERVER_B: Readonly<Record<string, string>> = {
  'uname -r': '6.1.0-18-amd64',
  'ip link': ['lo', 'eth0', 'eth1']
    .map(
      (name, index) =>
        `${index + 1}: ${name}: <${name === 'lo' ? 'LOOPBACK' : 'BROADCAST,MULTICAST'},UP,LOWER_UP> mtu 1500 qdisc fq state UP mode DEFAULT group default qlen 1000\n    link/ether 02:00:00:00:00:0${index} brd ff:ff:ff:ff:ff:ff`,
    )
    .join('\n'),
  'ip addr': `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
    inet6 ::1/128 scope host
       valid_lft forever preferred_lft forever
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000
    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff
    inet 172.16.4.2/24 brd 172.16.4.255 scope global eth0
       valid_lft forever preferred_lft forever
    inet6 fd00::2/64 scope global
       valid_lft forever preferred_lft forever
3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000
    link/ether 02:00:00:00:00:02 brd ff:ff:ff:ff:ff:ff
    inet 172.16.5.4/24 brd 172.16.5.255 scope global eth1
       valid_lft forever preferred_lft forever`,
  'ip rule': '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default',
  'ip route show table all': `default via 172.16.4.1 dev eth0
172.16.4.0/24 dev eth0 proto kernel scope link src 172.16.4.2
172.16.5.0/24 dev eth1 proto kernel scope link src 172.16.5.4
local 127.0.0.0/8 dev lo table local proto kernel scope host src 127.0.0.1
local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1
local 172.16.4.2 dev eth0 table local proto kernel scope host src 172.16.4.2
broadcast 172.16.4.255 dev eth0 table local proto kernel scope link src 172.16.4.2
local 172.16.5.4 dev eth1 table local proto kernel scope host src 172.16.5.4
broadcast 172.16.5.255 dev eth1 table local proto kernel scope link src 172.16.5.4`,
  'sysctl -a': [
    'net.ipv4.ip_forward = 0',
    'net.ipv6.conf.all.forwarding = 0',
    ...['all', 'eth0', 'eth1', 'lo'].flatMap((scope) => [
      `net.ipv4.conf.${scope}.rp_filter = ${scope === 'lo' ? 0 : 1}`,
      `net.ipv4.conf.${scope}.accept_local = 0`,
      `net.ipv4.conf.${scope}.src_valid_mark = 0`,
      `net.ipv4.conf.${scope}.route_localnet = 0`,
      `net.ipv4.conf.${scope}.send_redirects = 1`,
      `net.ipv4.conf.${scope}.forwarding = 0`,
    ]),
  ].join('\n'),
};

/** A state without anything, to be filled by hand where no output can show it here. */
export function bareState(
  parts: { rules: Rule[]; routes: Route[] } & Omit<Partial<HostState>, 'rules' | 'routes'>,
): HostState {
  const { rules, routes, ...rest } = parts;
  return {
    rules: { 4: rules, 6: [] },
    routes: { 4: routes, 6: [] },
    coverage: { rules: [{}], routes: [{}], ...(rest.links && { links: [{}] }) },
    gaps: [],
    ...rest,
  };
}
