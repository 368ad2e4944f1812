import { ownValue } from './own.ts';
import { decimal } from './text.ts';

/**
 * Names of ports as tools print them without -n: IANA's service names, and those that distributions list beside them
 * (/etc/services). Names that mean different ports for TCP and UDP, or in different distributions, are left out.
 */
const SERVICES: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'tcpmux:1 echo:7 discard:9 systat:11 daytime:13 netstat:15 qotd:17 chargen:19 ftp-data:20 ftp:21 ssh:22 telnet:23 smtp:25 ' +
    'mail:25 time:37 whois:43 nicname:43 tacacs:49 domain:53 bootps:67 bootpc:68 tftp:69 gopher:70 finger:79 http:80 www:80 ' +
    'kerberos:88 kerberos-sec:88 iso-tsap:102 dicom:104 pop3:110 sunrpc:111 portmapper:111 auth:113 ident:113 nntp:119 ntp:123 ' +
    'epmap:135 loc-srv:135 netbios-ns:137 netbios-dgm:138 netbios-ssn:139 imap2:143 imap:143 snmp:161 snmp-trap:162 snmptrap:162 ' +
    'xdmcp:177 bgp:179 irc:194 smux:199 ipx:213 ptp-event:319 ptp-general:320 ldap:389 svrloc:427 https:443 microsoft-ds:445 ' +
    'kpasswd:464 submissions:465 smtps:465 urd:465 saft:487 isakmp:500 exec:512 biff:512 login:513 who:513 shell:514 syslog:514 ' +
    'printer:515 talk:517 route:520 router:520 uucp:540 dhcpv6-client:546 dhcpv6-server:547 afpovertcp:548 rtsp:554 nntps:563 ' +
    'submission:587 asf-rmcp:623 ipp:631 ldaps:636 ldp:646 kerberos-adm:749 domain-s:853 rsync:873 ftps-data:989 ftps:990 ' +
    'telnets:992 imaps:993 pop3s:995 socks:1080 rmiregistry:1099 openvpn:1194 ms-sql-s:1433 ms-sql-m:1434 ncube-lm:1521 ' +
    'l2tp:1701 l2f:1701 pptp:1723 radius:1812 radius-acct:1813 mqtt:1883 cisco-sccp:2000 nfs:2049 eforward:2181 docker:2375 ' +
    'docker-s:2376 etcd-client:2379 etcd-server:2380 dict:2628 iscsi-target:3260 mysql:3306 ms-wbt-server:3389 nut:3493 ' +
    'svn:3690 sieve:4190 epmd:4369 ipsec-nat-t:4500 vxlan:4789 radmin-port:4899 commplex-main:5000 sip:5060 sip-tls:5061 ' +
    'xmpp-client:5222 xmpp-server:5269 mdns:5353 hostmon:5355 llmnr:5355 postgresql:5432 postgres:5432 rplay:5555 nrpe:5666 ' +
    'amqps:5671 amqp:5672 rfb:5900 wsman:5985 wsmans:5986 x11:6000 geneve:6081 redis:6379 syslog-tls:6514 ircd:6667 ircs-u:6697 ' +
    'afs3-fileserver:7000 irdmi:8000 http-alt:8080 webcache:8080 tproxy:8081 puppet:8140 pcsync-https:8443 cslistener:9000 ' +
    'xmltec-xmlmail:9091 jetdirect:9100 hp-pdl-datastr:9100 bacula-dir:9101 bacula-fd:9102 bacula-sd:9103 wap-wsp:9200 git:9418 ' +
    'webmin:10000 zabbix-agent:10050 zabbix-trapper:10051 amanda:10080 hkp:11371 memcache:11211 rtcm-sc104:2101 zebra:2601 ' +
    'ospfd:2604 bgpd:2605 sunproxyadmin:8081 traceroute:33434 mongodb:27017'
  )
    .split(' ')
    .map((entry) => entry.split(':'))
    .map(([name, port]) => [name, Number(port)]),
);

/** A port from its number or its name. */
export function portOf(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  const port = decimal(word) ?? ownValue(SERVICES, word.toLowerCase());
  return port !== undefined && port <= 65535 ? port : undefined;
}
