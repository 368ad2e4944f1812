import { describe, expect, it } from 'vitest';
import { sectionsOf } from './consoles/console.ts';
import { lessShown } from './coverage.ts';

const CONSOLE = `[root@b ~]# ip addr
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536
    inet 127.0.0.1/8 scope host lo
2: eth1@if4: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500
    inet 10.0.1.4/24 scope global eth1
[root@b ~]# ip rule
0:	from all lookup local
100:	from 10.0.1.4 lookup 101
32766:	from all lookup main
[root@b ~]# ip -4 route show table all
default via 10.0.1.1 dev eth1 table 101
10.0.1.0/24 dev eth1 proto kernel scope link src 10.0.1.4
[root@b ~]# sysctl -a -r rp_filter
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.all.arp_filter = 0
`;

const sections = sectionsOf(CONSOLE);

function form(what: string): string {
  const found = lessShown(sections).find((less) => less.what === what);
  return (found?.sections ?? []).map(({ command, output }) => `$ ${command}\n${output}`).join('\n');
}

describe('a console with less in it', () => {
  it('is made of every listing: left out, narrowed in each way, and cut at the end', () => {
    expect(lessShown(sections).map(({ what }) => what)).toEqual([
      'b: ip addr left out',
      'b: ip addr -> ip addr show lo',
      'b: ip addr -> ip addr show eth1',
      'b: ip rule left out',
      'b: ip rule, at the end, 1 lines of it',
      'b: ip rule, at the end, 2 lines of it',
      'b: ip -4 route show table all left out',
      'b: ip -4 route show table all -> ip -4 route',
      'b: ip -4 route show table all -> ip -4 route show table 101',
      'b: sysctl -a -r rp_filter left out',
      'b: sysctl -a -r rp_filter -> sysctl net.ipv4.conf.all.rp_filter',
    ]);
  });

  it('says by its command what is still shown', () => {
    expect(form('b: ip addr -> ip addr show lo')).toContain(
      '$ ip addr show lo\n1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536\n    inet 127.0.0.1/8 scope host lo\n$ ip rule',
    );
    expect(form('b: ip -4 route show table all -> ip -4 route show table 101')).toContain(
      '$ ip -4 route show table 101\ndefault via 10.0.1.1 dev eth1\n$ sysctl',
    );
  });

  it('ends with the rules that are cut', () => {
    expect(form('b: ip rule, at the end, 1 lines of it')).toMatch(/\$ ip rule\n0:\tfrom all lookup local$/);
  });
});
