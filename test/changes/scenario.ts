/** A planned change on a host with three interfaces, each with its gateway; everything that the host sends reaches its client. */
export type ChangeScenario = {
  name: string;
  /** Commands that make the host what it is before the change, beyond `BASE`. */
  setup?: string;
  /** The planned change, as somebody would write it. */
  change: string;
  /** Whether an open TCP session of the client to 172.16.4.4 is looked at, too. */
  session?: boolean;
};

/** Interfaces of the host: 172.16.4.4, 172.16.5.4, 172.16.6.4, each with the gateway .1; the default leads by eth0. */
export const BASE = `ip link set lo up
for n in 0 1 2; do
  ip addr add 172.16.$((n+4)).4/24 dev eth$n
  ip -6 addr add fd00:$((n+4))::4/64 dev eth$n nodad
done
ip route add default via 172.16.4.1
ip -6 route add default via fd00:4::1
for f in all default eth0 eth1 eth2; do echo 0 >/proc/sys/net/ipv4/conf/$f/rp_filter; done
for f in eth0 eth1 eth2; do echo 1 >/proc/sys/net/ipv4/conf/$f/rp_filter; done`;

/** Each of the other two addresses answers by its own gateway. */
const POLICY = `ip route add 172.16.5.0/24 dev eth1 table 105
ip route add default via 172.16.5.1 dev eth1 table 105
ip rule add from 172.16.5.4 lookup 105 pref 1005
ip route add 172.16.6.0/24 dev eth2 table 106
ip route add default via 172.16.6.1 dev eth2 table 106
ip rule add from 172.16.6.4 lookup 106 pref 1006`;

const loose = 'for f in eth0 eth1 eth2; do echo 2 >/proc/sys/net/ipv4/conf/$f/rp_filter; done';
const open = 'for f in eth0 eth1 eth2; do echo 0 >/proc/sys/net/ipv4/conf/$f/rp_filter; done';
const vrf = 'ip link add vrf-blue type vrf table 50\nip link set vrf-blue up';

/** eth1 becomes a port of a bridge, which gets its address. */
const BRIDGE = `ip link add br0 type bridge
ip addr flush dev eth1
ip link set eth1 master br0
ip link set br0 up
ip addr add 172.16.5.4/24 dev br0`;

export const CHANGES: readonly ChangeScenario[] = [
  {
    name: 'a bridge takes an interface and its address over',
    setup: POLICY,
    change: BRIDGE,
  },
  {
    name: 'a bridge takes over, under a strict default',
    setup: `${POLICY}\necho 1 >/proc/sys/net/ipv4/conf/default/rp_filter`,
    change: BRIDGE,
  },
  {
    name: 'a bridge takes over, with its policy routing',
    setup: `${POLICY}\necho 1 >/proc/sys/net/ipv4/conf/default/rp_filter`,
    change: `${BRIDGE}
ip route add 172.16.5.0/24 dev br0 table 105
ip route add default via 172.16.5.1 dev br0 table 105`,
  },
  {
    name: 'a bridge takes over the interface of the default route',
    change: `ip link add name br0 type bridge && ip link set br0 up && ip link set eth0 master br0
ip addr del 172.16.4.4/24 dev eth0
ip addr add 172.16.4.4/24 dev br0
ip route add default via 172.16.4.1 dev br0`,
    session: true,
  },
  {
    name: 'an interface joins a bridge and keeps its address',
    setup: POLICY,
    change: 'ip link add br0 type bridge\nip link set br0 up\nip link set eth1 master br0',
  },
  {
    name: 'a bridge is taken apart',
    setup: BRIDGE,
    change: `ip link del br0
ip addr add 172.16.5.4/24 dev eth1`,
  },
  {
    name: 'a port leaves its bridge',
    setup: `${POLICY}\n${BRIDGE}\nip route add default via 172.16.5.1 dev br0 table 105`,
    change: 'ip link set eth1 nomaster',
  },
  {
    name: 'policy routing for one address repairs it',
    change: `# the article's way
sudo ip route add default via 172.16.5.1 dev eth1 table 105
sudo ip rule add from 172.16.5.4 table 105`,
  },
  {
    name: 'the only rule of a policy table goes',
    setup: POLICY,
    change: 'ip rule del from 172.16.5.4 lookup 105',
    session: true,
  },
  {
    name: 'a policy table is emptied and its rule stays',
    setup: POLICY,
    change: 'ip route flush table 106',
  },
  {
    name: 'ip rule flush takes main along',
    setup: POLICY,
    change: 'ip rule flush',
    session: true,
  },
  {
    name: 'rules flushed, and main put back',
    setup: POLICY,
    change:
      'ip rule flush\nip rule add from all lookup main pref 32766\nip rule add from all lookup default pref 32767',
  },
  {
    name: 'a default route of a lower metric',
    change: 'ip route add default via 172.16.5.1 dev eth1 metric 50\nip route del default via 172.16.4.1',
    session: true,
  },
  {
    name: 'replacing a default of another metric only adds one',
    setup: 'ip route del default\nip route add default via 172.16.4.1 metric 100',
    change: 'ip route replace default via 172.16.6.1 metric 200',
  },
  {
    name: 'replacing the default moves everybody',
    setup: loose,
    change: 'ip route replace default via 172.16.6.1',
    session: true,
  },
  {
    name: 'a more specific route catches the answers',
    setup: POLICY,
    change: 'ip route add 192.0.2.0/24 via 172.16.6.1',
    session: true,
  },
  {
    name: 'a more specific blackhole',
    setup: POLICY,
    change: 'ip route add blackhole 192.0.2.0/24\nip route add blackhole 192.0.2.0/24 table 105',
    session: true,
  },
  {
    name: 'a route to one address catches its answers',
    setup: POLICY,
    change: 'ip route add 198.51.100.7/32 via 172.16.6.1\nip route add 203.0.113.4/31 via 172.16.5.1',
  },
  {
    name: 'a rule rejects one address, inside of a network that is routed',
    setup: `${POLICY}\nip route add 198.51.100.0/24 via 172.16.4.1`,
    change: 'ip rule add to 198.51.100.7 unreachable pref 50',
  },
  {
    name: 'a rule has another network looked up in a table that leads elsewhere',
    setup: `${loose}\nip route add 198.51.100.0/24 via 172.16.6.1 table 200`,
    change: 'ip rule add lookup 200 pref 900',
  },
  {
    name: 'half of all addresses',
    setup: loose,
    change: 'ip route add 0.0.0.0/1 via 172.16.5.1',
  },
  {
    name: 'an address of the same network on a second interface',
    setup: POLICY,
    change: 'ip addr add 172.16.5.44/24 dev eth2',
  },
  {
    name: 'rp_filter from 2 to 1',
    setup: loose,
    change:
      'sysctl -w net.ipv4.conf.eth1.rp_filter=1\necho 1 | sudo tee /proc/sys/net/ipv4/conf/eth2/rp_filter',
  },
  {
    name: 'rp_filter of all from 0 to 1 makes every interface strict',
    setup: open,
    change: 'sysctl -w net.ipv4.conf.all.rp_filter=1',
  },
  {
    name: 'rp_filter of an interface to 0 under all=1 changes nothing',
    setup: 'echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter',
    change: 'sysctl -w net.ipv4.conf.eth1.rp_filter=0',
  },
  {
    name: 'loose rp_filter repairs',
    change: 'sysctl -w net.ipv4.conf.eth1.rp_filter=2 net.ipv4.conf.eth2.rp_filter=2',
  },
  {
    name: 'a from rule before the one that decides',
    setup: `${POLICY}\nip route add prohibit default table 200`,
    change: 'ip rule add from 172.16.0.0/16 lookup 200 pref 500',
    session: true,
  },
  {
    name: 'a rule for everybody before main, with a table that knows less',
    setup: 'ip route add default via 172.16.6.1 table 200',
    change: 'ip rule add lookup 200 pref 900',
  },
  {
    name: 'link down and up loses its static routes',
    setup: `${POLICY}\nip route add 10.9.0.0/16 via 172.16.5.1`,
    change: 'ip link set eth1 down\nip link set eth1 up',
  },
  {
    name: 'link down and up of the default interface',
    change: 'ip link set eth0 down && ip link set eth0 up',
    session: true,
  },
  {
    name: 'link down',
    setup: POLICY,
    change: 'ip link set dev eth2 down',
  },
  {
    name: 'the address that a route names as its source goes',
    setup: `ip addr add 172.16.4.9/24 dev eth0
ip route replace default via 172.16.4.1 src 172.16.4.9`,
    change: 'ip addr del 172.16.4.9/24 dev eth0',
    session: true,
  },
  {
    name: 'the primary address goes, and its secondaries with it',
    setup: `${loose}\nip addr add 172.16.5.6/24 dev eth1
for f in all eth1; do echo 0 >/proc/sys/net/ipv4/conf/$f/promote_secondaries; done`,
    change: 'ip addr del 172.16.5.4/24 dev eth1',
  },
  {
    name: 'the primary address goes, and a secondary is promoted',
    setup: `${loose}\nip addr add 172.16.5.6/24 dev eth1\necho 1 >/proc/sys/net/ipv4/conf/eth1/promote_secondaries`,
    change: 'ip addr del 172.16.5.4/24 dev eth1',
  },
  {
    name: 'the default interface gets another address',
    change: 'ip addr flush dev eth0\nip addr add 172.16.4.40/24 dev eth0',
    session: true,
  },
  {
    name: 'the same, with its gateway',
    change: `ip addr flush dev eth0 && ip addr add 172.16.4.40/24 dev eth0 && ip route add default via 172.16.4.1`,
  },
  {
    name: 'a gateway that is on no network: the line fails, and what hangs on it is not run',
    setup: POLICY,
    change: 'ip route add 192.0.2.0/24 via 172.16.9.1 && ip rule del from 172.16.5.4',
  },
  {
    name: 'a line that fails, and the next is run all the same',
    setup: POLICY,
    change: 'ip route add default via 172.16.6.1\nip rule del from 172.16.6.4',
  },
  {
    name: 'ip -batch stops at its first error',
    setup: POLICY,
    change: 'rule del from 172.16.6.4\nroute add default via 172.16.6.1\nrule del from 172.16.5.4',
  },
  {
    name: 'a multipath default',
    setup: loose,
    change: 'ip route replace default nexthop via 172.16.5.1 nexthop via 172.16.6.1',
  },
  {
    name: 'one leg of a multipath default goes down',
    setup: `${open}\nip route replace default nexthop via 172.16.5.1 nexthop via 172.16.6.1`,
    change: 'ip link set eth1 down',
  },
  {
    name: 'IPv6: the default route goes',
    change: 'ip -6 route del default',
  },
  {
    name: 'IPv6: link down and up loses the address',
    change: 'ip link set eth1 down; ip link set eth1 up',
  },
  {
    name: 'IPv6: a rule for one address',
    setup: 'ip -6 route add blackhole default table 206',
    change: 'ip -6 rule add from fd00:6::4 lookup 206',
  },
  {
    name: 'IPv6 is disabled on an interface',
    change: 'sysctl -w net.ipv6.conf.eth2.disable_ipv6=1',
  },
  {
    name: 'an interface joins a VRF that has no default',
    setup: `${POLICY}\n${vrf}`,
    change: 'ip link set eth1 master vrf-blue',
  },
  {
    name: 'an interface joins a VRF, which gets a default',
    setup: vrf,
    change: 'ip link set dev eth1 vrf vrf-blue\nip route add default via 172.16.5.1 vrf vrf-blue',
  },
  {
    name: 'an interface leaves its VRF',
    setup: `${vrf}\nip link set eth1 master vrf-blue\nip route add default via 172.16.5.1 table 50`,
    change: 'ip link set eth1 nomaster',
  },
  {
    name: 'answers to pings are switched off',
    setup: loose,
    change: 'sysctl -w net.ipv4.icmp_echo_ignore_all=1',
  },
];
