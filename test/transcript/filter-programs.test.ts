import { describe, expect, it } from 'vitest';
import { type FilterPacket, type FilterVerdict, filterModel } from '../../src/analyzer/filters/index.ts';
import { emptyRuleset } from '../../src/analyzer/model/index.ts';
import { observationOf } from './reading.ts';

const PACKET: FilterPacket = {
  family: 4,
  iif: 'eth1',
  source: '192.0.2.9',
  destination: '198.51.100.5',
  protocol: 'tcp',
  ctState: 'new',
};
const PING: FilterPacket = { ...PACKET, protocol: 'icmp', icmpType: 8 };

function to(port: number, more: Partial<FilterPacket> = {}): FilterPacket {
  return { ...PACKET, destinationPort: port, ...more };
}

/** What becomes of a packet by the only host of a console. */
function verdict(text: string, packet: FilterPacket): FilterVerdict {
  return filterModel(observationOf(text).state.filters ?? emptyRuleset()).evaluate(packet, 'input');
}

/** `unknown` where it is let in: what else the host has was not listed. */
function outcomes(text: string, ...packets: FilterPacket[]): string[] {
  return packets.map((packet) => {
    const { verdict: end, rule, possible = [] } = verdict(text, packet);
    if (end === 'unknown') return possible.length > 0 ? 'may be stopped' : 'let in';
    return `${end} by ${rule?.text}`;
  });
}

const ZONE = `[root@h ~]# firewall-cmd --list-all
public (active)
  target: default
  icmp-block-inversion: no
  interfaces: eth1
  sources:
  services: cockpit ssh
  ports: 8080/tcp 9000-9010/tcp
  protocols:
  forward: yes
  masquerade: no
  forward-ports:
  source-ports:
  icmp-blocks:
  rich rules:
	rule family="ipv4" source address="192.0.2.0/24" port port="3306" protocol="tcp" reject
	rule family="ipv4" source address="203.0.113.0/24" service name="mysql" accept
`;

describe('firewalld', () => {
  it('lets in what the zone of the interface names, and ICMP', () => {
    const found = outcomes(ZONE, to(22), to(9005), PING, to(443), to(8080, { protocol: 'udp' }));

    expect(found).toEqual([
      'let in',
      'let in',
      'let in',
      'reject by target: default',
      'reject by target: default',
    ]);
  });

  it('has rich rules: what they refuse comes before what is let in', () => {
    const text = 'rule family="ipv4" source address="192.0.2.0/24" port port="3306" protocol="tcp" reject';

    expect(outcomes(ZONE, to(3306), to(3306, { source: '203.0.113.7' }))).toEqual([
      `reject by ${text}`,
      'let in',
    ]);
  });

  it('says nothing of an interface whose zone was not shown', () => {
    expect(verdict(ZONE, to(443, { iif: 'eth2' })).rule).not.toHaveProperty('text', 'target: default');
    expect(outcomes(ZONE, to(443, { iif: 'eth2' }))).toEqual(['let in']);
  });

  it.each([
    ['icmp-blocks:', 'icmp-blocks: echo-request', 'reject by icmp-blocks: echo-request'],
    ['inversion: no', 'inversion: yes', 'reject by icmp-block-inversion: yes'],
    ['target: default', 'target: DROP', 'drop by target: DROP'],
    ['target: default', 'target: %%REJECT%%', 'reject by target: %%REJECT%%'],
    ['target: default', 'target: ACCEPT', 'let in'],
  ])('a ping meets %s as %s', (was, is, expected) => {
    expect(outcomes(ZONE.replace(was, is), PING)).toEqual([expected]);
  });

  it('takes the interface from --get-active-zones, and all zones with their interfaces', () => {
    const zones = `[root@h ~]# firewall-cmd --get-active-zones
internal
  interfaces: eth1
public (default)
  interfaces: eth0
[root@h ~]# firewall-cmd --zone=internal --list-all
internal (active)
  target: default
  icmp-block-inversion: no
  sources: 
  services: ssh mdns
    samba-client
  ports: 
  rich rules: 
`;

    expect(outcomes(zones, to(22), to(137, { protocol: 'udp' }), to(80))).toEqual([
      'let in',
      'let in',
      'reject by target: default',
    ]);
    expect(outcomes(zones, to(80, { iif: 'eth0' }))).toEqual(['let in']);
  });

  it('a source comes before the interface, and a service that is not known may let it in', () => {
    const zones = `[root@h ~]# firewall-cmd --list-all-zones
drop (active)
  target: DROP
  interfaces: 
  sources: 192.0.2.0/24
  services: 
  ports: 
  rich rules: 

work (active)
  target: default
  interfaces: eth1
  sources: 
  services: our-own
  ports: 
  rich rules: 
`;

    expect(outcomes(zones, to(22), to(22, { source: '203.0.113.1' }))).toEqual([
      'drop by target: DROP',
      'may be stopped',
    ]);
  });

  it('the stored configuration is not the one in force', () => {
    const stored = ZONE.replace('--list-all', '--permanent --list-all');

    expect(verdict(ZONE, to(443)).rule?.assumed).toBeUndefined();
    expect(verdict(stored, to(443)).rule?.assumed).toBe(true);
  });
});

const UFW = `root@h:~# ufw status verbose
Status: active
Logging: on (low)
Default: deny (incoming), allow (outgoing), disabled (routed)
New profiles: skip

To                         Action      From
--                         ------      ----
22/tcp                     ALLOW IN    Anywhere
80,443/tcp (Nginx Full)    ALLOW IN    Anywhere
5432/tcp                   DENY IN     192.0.2.0/24
5432/tcp on eth1           ALLOW IN    Anywhere                   # the office
Anywhere on eth2           ALLOW IN    203.0.113.0/24
6000:6007/tcp              REJECT IN   Anywhere
25/tcp                     ALLOW OUT   Anywhere
22/tcp (v6)                ALLOW IN    Anywhere (v6)
`;

describe('ufw', () => {
  it('goes through its rules in their order, and ends with its default', () => {
    const found = outcomes(
      UFW,
      ...[to(22), to(443), PING, to(5432), to(5432, { source: '203.0.113.1' })],
      ...[to(6003), to(25), to(9, { iif: 'eth2', source: '203.0.113.4' })],
    );

    expect(found).toEqual([
      'let in',
      'let in',
      'let in',
      'drop by 5432/tcp DENY IN 192.0.2.0/24',
      'let in',
      'reject by 6000:6007/tcp REJECT IN Anywhere',
      'drop by Default: deny (incoming)',
      'let in',
    ]);
  });

  it('has rules of IPv6 of its own', () => {
    const six = { family: 6, source: '2001:db8::9', destination: '2001:db8::5' } as const;

    expect(outcomes(UFW, to(22, six), to(443, six))).toEqual(['let in', 'drop by Default: deny (incoming)']);
  });

  it('without `verbose` its default is taken for the one that it comes with', () => {
    const plain = UFW.replace(' verbose', '').replace(/Logging[\s\S]*skip\n/, '');

    expect(verdict(plain, to(25))).toMatchObject({ verdict: 'drop', rule: { assumed: true } });
    expect(verdict(UFW, to(25)).rule?.assumed).toBeUndefined();
  });

  it.each(['Status: inactive', 'Status: Inaktiv', 'Estado: inactivo', '状态： 不活动'])(
    'stops nothing: %s',
    (line) => {
      expect(outcomes(`root@h:~# ufw status\n${line}\nroot@h:~# `, to(9))).toEqual(['let in']);
    },
  );

  it('is read numbered, translated and without a prompt', () => {
    const numbered = `Status: Aktiv

     Zu                         Aktion      Von
     --                         ------      ---
[ 1] OpenSSH                    ALLOW IN    Anywhere
[ 2] 10.0.0.5 8080/tcp          ALLOW IN    192.0.2.9
`;

    expect(outcomes(numbered, to(22), to(8080, { destination: '10.0.0.5' }), to(8080))).toEqual([
      'let in',
      'let in',
      'drop by Default: deny (incoming)',
    ]);
  });

  it('rows that grep let through prove nothing', () => {
    const some = `root@h:~# ufw status | grep 80\n80/tcp                     ALLOW       Anywhere\nroot@h:~# ip -4 -br a\nlo UNKNOWN 127.0.0.1/8`;

    expect(observationOf(some).state.filters).toBeUndefined();
  });
});

describe('fail2ban', () => {
  const JAIL = `root@h:~# fail2ban-client status sshd
Status for the jail: sshd
|- Filter
|  |- Currently failed: 2
|  \`- File list:        /var/log/auth.log
\`- Actions
   |- Currently banned: 2
   \`- Banned IP list:   192.0.2.9 203.0.113.80
`;

  it('a jail refuses whom it bans, at ports that no other service has', () => {
    expect(outcomes(JAIL, to(22), to(2222), to(443), PING, to(22, { source: '192.0.2.10' }))).toEqual([
      'reject by Banned IP list',
      'reject by Banned IP list',
      'let in',
      'let in',
      'let in',
    ]);
  });

  it('is read from `banned`, too', () => {
    const all = `root@h:~# fail2ban-client banned\n[{'sshd': ['203.0.113.4']}, {'recidive': ['192.0.2.9']}]\nroot@h:~# `;

    expect(outcomes(all, to(443), to(22, { source: '203.0.113.4' }))).toEqual([
      'reject by Banned IP list',
      'reject by Banned IP list',
    ]);
  });
});

describe('rules that grep let through', () => {
  const LISTED = `# nft list chain inet fw input
table inet fw {
	chain input {
		type filter hook input priority filter; policy accept;
		ct state established,related accept
		iifname "eth1" tcp dport 5432 counter packets 3 bytes 180 drop
	}
}
`;

  it.each(['nft list chain inet fw input | grep 5432', 'nft list ruleset | grep drop'])(
    'stand where the whole listing had them: %s',
    (command) => {
      const { filtersAfter } = observationOf(
        `${LISTED}# ${command}\n\t\tiifname "eth1" tcp dport 5432 counter packets 7 bytes 420 drop\n# ip -br a\nlo UNKNOWN 127.0.0.1/8\n`,
      );

      expect(filtersAfter?.tables).toMatchObject([
        { name: 'fw', chains: [{ name: 'input', rules: [{ packets: 7 }] }] },
      ]);
    },
  );

  it('a rule that names the flow would stop it, were it not for what was left out', () => {
    const some = `# iptables-save | grep 5432\n-A INPUT -i eth1 -p tcp -m tcp --dport 5432 -j DROP\n# ip -br a\nlo UNKNOWN 127.0.0.1/8\n`;
    const { verdict: end, butFor } = verdict(some, to(5432));

    expect(end).toBe('unknown');
    expect(butFor).toMatchObject({ verdict: 'drop', rule: { chain: 'INPUT' } });
    expect(verdict(some, to(22)).butFor).toBeUndefined();
  });

  it('iptables -nvL twice: the columns without their heading are read', () => {
    const rule = (packets: number) =>
      ` ${packets}  3444 DROP       icmp --  eth1   *       0.0.0.0/0            0.0.0.0/0            icmptype 8`;
    const { state, filtersAfter } = observationOf(
      `h:~# iptables -nvL | grep DROP\n${rule(41)}\nh:~# iptables -nvL | grep DROP\n${rule(46)}\nh:~# `,
    );

    const packets = [state.filters, filtersAfter].map((one) => one?.tables[0]?.chains[0]?.rules[0]?.packets);
    expect(packets).toEqual([41, 46]);
  });
});

describe('ebtables', () => {
  const LISTED = `h:~# ebtables -L --Lc
Bridge table: filter

Bridge chain: INPUT, entries: 2, policy: ACCEPT
-p ARP -j ACCEPT , pcnt = 4 -- bcnt = 112
-p IPv4 -i eno2 --ip-src ! 10.0.0.0/8 --ip-proto tcp --ip-dport 5000:5010 -j DROP , pcnt = 12 -- bcnt = 1008

Bridge chain: FORWARD, entries: 0, policy: ACCEPT

Bridge chain: OUTPUT, entries: 0, policy: DROP
h:~# `;
  const bridged = { iif: 'br0', port: 'eno2' };

  it.each([
    ['its port', to(5005, bridged), 'drop'],
    ['another port', to(5005, { iif: 'br0', port: 'eno3' }), 'unknown'],
    ['another destination port', to(5011, bridged), 'unknown'],
    ['another source', to(5005, { ...bridged, source: '10.1.1.1' }), 'unknown'],
  ])('are rules of the bridge: %s', (_, packet, expected) => {
    const { filters = emptyRuleset() } = observationOf(LISTED).state;

    expect(filterModel(filters).evaluate(packet, 'prerouting').verdict).toBe(expected);
  });

  it('keeps the policy of each chain, and the counters', () => {
    const { filters } = observationOf(LISTED).state;

    expect(filters?.tables[0]?.chains).toMatchObject([
      { name: 'INPUT', base: { hook: 'input', policy: 'accept' }, rules: [{ packets: 4 }, { packets: 12 }] },
      { name: 'FORWARD' },
      { name: 'OUTPUT', base: { policy: 'drop' } },
    ]);
  });
});
