/** A console in which the second interface of a server gets no answers out: shown to whoever has none at hand. */
export const EXAMPLE = `me@server-a:~$ ping -c 2 172.16.5.4
PING 172.16.5.4 (172.16.5.4) 56(84) bytes of data.

--- 172.16.5.4 ping statistics ---
2 packets transmitted, 0 received, 100% packet loss, time 1023ms

[root@server-b ~]# ip addr
1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    inet 127.0.0.1/8 scope host lo
2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default qlen 1000
    link/ether 02:5e:10:00:04:04 brd ff:ff:ff:ff:ff:ff
    inet 172.16.4.4/24 brd 172.16.4.255 scope global eth0
3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP group default qlen 1000
    link/ether 02:5e:10:00:05:04 brd ff:ff:ff:ff:ff:ff
    inet 172.16.5.4/24 brd 172.16.5.255 scope global eth1
[root@server-b ~]# ip route show table all
default via 172.16.4.1 dev eth0
172.16.4.0/24 dev eth0 proto kernel scope link src 172.16.4.4
172.16.5.0/24 dev eth1 proto kernel scope link src 172.16.5.4
local 127.0.0.0/8 dev lo table local proto kernel scope host src 127.0.0.1
local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1
broadcast 127.255.255.255 dev lo table local proto kernel scope link src 127.0.0.1
local 172.16.4.4 dev eth0 table local proto kernel scope host src 172.16.4.4
broadcast 172.16.4.255 dev eth0 table local proto kernel scope link src 172.16.4.4
local 172.16.5.4 dev eth1 table local proto kernel scope host src 172.16.5.4
broadcast 172.16.5.255 dev eth1 table local proto kernel scope link src 172.16.5.4
[root@server-b ~]# ip rule
0:	from all lookup local
32766:	from all lookup main
32767:	from all lookup default
[root@server-b ~]# sysctl -a -r 'rp_filter$'
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.default.rp_filter = 1
net.ipv4.conf.eth0.rp_filter = 1
net.ipv4.conf.eth1.rp_filter = 1
net.ipv4.conf.lo.rp_filter = 0
[root@server-b ~]# tcpdump -nei eth1 icmp
listening on eth1, link-type EN10MB (Ethernet), snapshot length 262144 bytes
10:21:07.104519 02:5e:10:00:05:01 > 02:5e:10:00:05:04, ethertype IPv4 (0x0800), length 98: 172.16.0.4 > 172.16.5.4: ICMP echo request, id 4711, seq 1, length 64
10:21:08.127845 02:5e:10:00:05:01 > 02:5e:10:00:05:04, ethertype IPv4 (0x0800), length 98: 172.16.0.4 > 172.16.5.4: ICMP echo request, id 4711, seq 2, length 64
^C
2 packets captured
2 packets received by filter
0 packets dropped by kernel
[root@server-b ~]# nft list ruleset
[root@server-b ~]# sysctl net.ipv4.icmp_echo_ignore_all
net.ipv4.icmp_echo_ignore_all = 0
[root@server-b ~]# ip neigh
172.16.4.1 dev eth0 lladdr 02:5e:10:00:04:01 REACHABLE
172.16.5.1 dev eth1 lladdr 02:5e:10:00:05:01 STALE
`;
