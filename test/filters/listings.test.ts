import { describe, expect, it } from 'vitest';
import { type FilterPacket, filterModel } from '../../src/analyzer/filters/index.ts';
import { emptyHostState, type FilterListing, type HostState } from '../../src/analyzer/model/index.ts';
import { kernelModel } from '../../src/analyzer/routes/index.ts';
import { readRuleset, readSections } from '../../src/transcript/index.ts';
import { DOCKER, FAIL2BAN, FIREWALLD_NFT, FIREWALLD_RPFILTER6, NIXOS, UFW } from './layouts.ts';

/** A host of the seed's kind: eth0 with the default route, eth1 beside it. */
function twoInterfaces(): HostState {
  const [observation] = readSections([
    {
      command: 'ip addr show',
      output: [
        '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000',
        '    inet 127.0.0.1/8 scope host lo',
        '    inet6 ::1/128 scope host',
        '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000',
        '    inet 172.16.4.2/24 brd 172.16.4.255 scope global eth0',
        '    inet6 2001:db8:4::2/64 scope global',
        '3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq state UP group default qlen 1000',
        '    inet 172.16.5.4/24 brd 172.16.5.255 scope global eth1',
        '    inet6 2001:db8:5::4/64 scope global',
      ].join('\n'),
    },
    {
      command: 'ip rule show',
      output: '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default',
    },
    { command: 'ip -6 rule show', output: '0:\tfrom all lookup local\n32766:\tfrom all lookup main' },
    {
      command: 'ip route show table all',
      output: [
        'default via 172.16.4.1 dev eth0',
        '172.16.4.0/24 dev eth0 proto kernel scope link src 172.16.4.2',
        '172.16.5.0/24 dev eth1 proto kernel scope link src 172.16.5.4',
        'local 127.0.0.0/8 dev lo table local proto kernel scope host src 127.0.0.1',
        'local 172.16.4.2 dev eth0 table local proto kernel scope host src 172.16.4.2',
        'broadcast 172.16.4.255 dev eth0 table local proto kernel scope link src 172.16.4.2',
        'local 172.16.5.4 dev eth1 table local proto kernel scope host src 172.16.5.4',
        'broadcast 172.16.5.255 dev eth1 table local proto kernel scope link src 172.16.5.4',
      ].join('\n'),
    },
    {
      command: 'ip -6 route show table all',
      output: [
        'default via 2001:db8:4::1 dev eth0 metric 1024 pref medium',
        '2001:db8:4::/64 dev eth0 proto kernel metric 256 pref medium',
        '2001:db8:5::/64 dev eth1 proto kernel metric 256 pref medium',
        'local 2001:db8:4::2 dev eth0 table local proto kernel metric 0 pref medium',
        'local 2001:db8:5::4 dev eth1 table local proto kernel metric 0 pref medium',
      ].join('\n'),
    },
  ]);
  return observation?.state ?? emptyHostState();
}

const STATE = twoInterfaces();
const HOST = { routes: kernelModel(STATE), state: STATE };
const PING: FilterPacket = {
  family: 4,
  iif: 'eth1',
  source: '172.16.0.4',
  destination: '172.16.5.4',
  protocol: 'icmp',
  icmpType: 8,
  icmpCode: 0,
  ctState: 'new',
  translated: { source: false, destination: false },
};
const PING6: FilterPacket = {
  ...PING,
  family: 6,
  source: '2001:db8::4',
  destination: '2001:db8:5::4',
  protocol: 'icmpv6',
  icmpType: 128,
};
const { icmpType: _type, icmpCode: _code, ...anything } = PING;
const SSH: FilterPacket = { ...anything, protocol: 'tcp', destinationPort: 22 };

function model(kind: FilterListing['kind'], text: string) {
  return filterModel(readRuleset([{ kind, text }]), HOST);
}

describe('layouts that programs make', () => {
  it('firewalld drops what its zone does not allow, and says so by name', () => {
    const firewalld = model('nft', FIREWALLD_NFT);

    expect(firewalld.evaluate(SSH, 'input')).toMatchObject({ verdict: 'accept' });
    expect(firewalld.evaluate({ ...SSH, destinationPort: 8443 }, 'input')).toMatchObject({
      verdict: 'reject',
      owner: 'firewalld',
    });
    expect(
      firewalld.evaluate({ ...SSH, destinationPort: 8443, ctState: 'established' }, 'input').verdict,
    ).toBe('accept');
    expect(firewalld.evaluate(PING, 'input').verdict).toBe('accept');
    expect(firewalld.evaluate(PING, 'prerouting').verdict).toBe('accept');
  });

  it('firewalld refuses IPv6 whose way back is another interface', () => {
    const firewalld = model('nft', FIREWALLD_NFT);

    const verdict = firewalld.evaluate(PING6, 'prerouting');

    expect(verdict).toMatchObject({ verdict: 'drop', kind: 'reverse-path', owner: 'firewalld' });
    expect(verdict.rule).toMatchObject({ table: 'firewalld', chain: 'filter_PREROUTING' });
    expect(
      firewalld.evaluate({ ...PING6, iif: 'eth0', destination: '2001:db8:4::2' }, 'prerouting').verdict,
    ).toBe('accept');
  });

  it("ip6tables' rpfilter by way of firewalld's own chain", () => {
    const verdict = model('ip6tables-save', FIREWALLD_RPFILTER6).evaluate(PING6, 'prerouting');

    expect(verdict).toMatchObject({ verdict: 'drop', kind: 'reverse-path' });
  });

  it('a chain that lets pass what comes the right way and drops the rest decides by the way back', () => {
    const verdict = model('iptables-save', NIXOS).evaluate(PING, 'prerouting');

    expect(verdict).toMatchObject({ verdict: 'drop', kind: 'reverse-path', owner: 'nixos' });
    expect(verdict.rule?.text).toContain('-j DROP');
  });

  it('ufw lets in what is allowed; the rest meets the policy', () => {
    const ufw = model('iptables-save', UFW);

    expect(ufw.evaluate(PING, 'input')).toMatchObject({ verdict: 'accept', owner: 'ufw' });
    expect(ufw.evaluate(SSH, 'input')).toMatchObject({
      verdict: 'accept',
      rule: { chain: 'ufw-user-input' },
    });
    expect(ufw.evaluate({ ...SSH, destinationPort: 5000 }, 'input')).toMatchObject({
      verdict: 'drop',
      rule: { chain: 'INPUT', text: 'policy drop' },
    });
  });

  it('docker translates a published port, and only that', () => {
    const docker = model('iptables-save', DOCKER);
    const web: FilterPacket = { ...SSH, destinationPort: 8080 };

    expect(docker.evaluate(web, 'prerouting').rewritten).toEqual({
      destination: '172.17.0.2',
      destinationPort: 80,
    });
    expect(docker.evaluate(SSH, 'prerouting').rewritten).toBeUndefined();
    const inside: FilterPacket = { ...web, destination: '172.17.0.2', destinationPort: 80, oif: 'docker0' };
    expect(docker.evaluate(inside, 'forward').verdict).toBe('accept');
    expect(docker.evaluate({ ...inside, destinationPort: 81 }, 'forward')).toMatchObject({
      verdict: 'drop',
      owner: 'docker',
    });
  });

  it('fail2ban refuses whom it has banned', () => {
    const fail2ban = model('nft', FAIL2BAN);

    expect(fail2ban.evaluate(SSH, 'input')).toMatchObject({ verdict: 'reject', owner: 'fail2ban' });
    expect(fail2ban.evaluate({ ...SSH, source: '172.16.0.5' }, 'input').verdict).toBe('accept');
    expect(fail2ban.evaluate(PING, 'input').verdict).toBe('accept');
  });
});

describe('what cannot be told', () => {
  const LIMITED = `table ip t {
    chain in {
      type filter hook input priority filter; policy accept;
      icmp type echo-request limit rate over 1/second drop
      tcp dport 22 limit rate 5/minute accept
      tcp dport 22 accept
    }
  }`;

  it('a limit is unknown where it decides, and does not matter where both ways end alike', () => {
    const limited = model('nft', LIMITED);

    const ping = limited.evaluate(PING, 'input');

    expect(ping).toMatchObject({ verdict: 'unknown', rule: { chain: 'in' } });
    expect(ping.reason).toEqual({ kind: 'match', text: 'limit rate over 1/second' });
    expect(ping.possible).toHaveLength(1);
    expect(limited.evaluate(SSH, 'input').verdict).toBe('accept');
  });

  it('a sender that is not known makes only rules about senders unknown', () => {
    const { source: _source, ...fromSomebody } = PING;

    expect(
      model('iptables-save', save('-A INPUT -s 10.0.0.0/8 -j DROP')).evaluate(fromSomebody, 'input').verdict,
    ).toBe('unknown');
    expect(
      model('iptables-save', save('-A INPUT -s 10.0.0.0/8 -p tcp -j DROP')).evaluate(fromSomebody, 'input')
        .verdict,
    ).toBe('accept');
    expect(
      model('iptables-save', save('-A INPUT -p icmp -j DROP')).evaluate(fromSomebody, 'input').verdict,
    ).toBe('drop');
  });

  it('a listing that is cut leaves open what came behind, but a drop before it stands', () => {
    const whole = save('-A INPUT -p icmp -j DROP\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT');
    const cut = whole.slice(0, whole.indexOf(' --dport'));

    expect(model('iptables-save', cut).evaluate(PING, 'input').verdict).toBe('drop');
    expect(model('iptables-save', cut).evaluate(SSH, 'input').verdict).toBe('unknown');
    const nft = LIMITED.replace('accept\n    }\n  }', '');
    expect(model('nft', nft).evaluate({ ...SSH, destinationPort: 80 }, 'input').verdict).toBe('unknown');
    expect(model('nft-json', '{"nftables": [{"metainfo": {').evaluate(PING, 'input').verdict).toBe('unknown');
  });

  it('lines that are missing anywhere leave even a drop open', () => {
    const listing: FilterListing = {
      kind: 'iptables-save',
      text: save('-A INPUT -p icmp -j DROP'),
      partial: 'only what `grep icmp` let through is shown',
    };

    expect(filterModel(readRuleset([listing]), HOST).evaluate(PING, 'input').verdict).toBe('unknown');
  });

  it('the other family is not heard from one family alone', () => {
    expect(model('iptables-save', save('')).evaluate(PING, 'input').verdict).toBe('accept');
    expect(model('iptables-save', save('')).evaluate(PING6, 'input').verdict).toBe('unknown');
    expect(filterModel(readRuleset([]), HOST).evaluate(PING6, 'input').verdict).toBe('accept');
  });

  it('modules, targets and sets that are not followed are named', () => {
    expect(
      model('iptables-save', save('-A INPUT -m recent --update --seconds 60 --name x -j DROP')).evaluate(
        PING,
        'input',
      ),
    ).toMatchObject({
      verdict: 'unknown',
      reason: { kind: 'match', text: expect.stringContaining('-m recent') },
    });
    expect(
      model('iptables-save', save('-A INPUT -j NFQUEUE --queue-num 0')).evaluate(PING, 'input'),
    ).toMatchObject({ verdict: 'unknown', reason: { kind: 'not-followed', what: '-j NFQUEUE' } });
    expect(
      model('iptables-save', save('-A INPUT -m set --match-set blocked src -j DROP')).evaluate(PING, 'input')
        .verdict,
    ).toBe('unknown');
    expect(model('iptables-save', save('-A INPUT -j lost')).evaluate(PING, 'input').verdict).toBe('unknown');
  });
});

describe('order', () => {
  it('accept ends one base chain; a later one still drops', () => {
    const verdict = model(
      'nft',
      `table inet late {
      chain in { type filter hook input priority 10; policy drop; }
    }
    table inet early {
      chain in { type filter hook input priority -10; policy drop; ip saddr 172.16.0.4 accept }
    }`,
    ).evaluate(PING, 'input');

    expect(verdict).toMatchObject({ verdict: 'drop', rule: { table: 'late', text: 'policy drop' } });
  });

  it('netdev ingress comes before all, and only for its device', () => {
    const ingress = model(
      'nft',
      'table netdev n {\n chain i {\n type filter hook ingress device "eth1" priority -500; policy accept;\n ip protocol icmp drop\n }\n}',
    );

    expect(ingress.evaluate(PING, 'prerouting')).toMatchObject({
      verdict: 'drop',
      rule: { family: 'netdev' },
    });
    expect(ingress.evaluate({ ...PING, iif: 'eth0' }, 'prerouting').verdict).toBe('accept');
  });

  it('marks that prerouting sets are told, where they are sure', () => {
    const marks = model(
      'iptables-save',
      save(
        '-A PREROUTING -i eth1 -j MARK --set-xmark 0x5/0xffffffff\n-A PREROUTING -j CONNMARK --save-mark',
        'mangle',
        'PREROUTING',
      ),
    );
    const unsure = model(
      'iptables-save',
      save('-A PREROUTING -m recent --name x -j MARK --set-xmark 0x5/0xffffffff', 'mangle', 'PREROUTING'),
    );

    expect(marks.evaluate(PING, 'prerouting')).toMatchObject({ mark: 5, ctMark: 5 });
    expect(unsure.evaluate(PING, 'prerouting').mark).toBeUndefined();
  });
});

function save(rules: string, table = 'filter', chain = 'INPUT'): string {
  return `# Generated by iptables-save v1.4.21 on Mon Mar  2 02:17:49 2020\n*${table}\n:${chain} ACCEPT [0:0]\n${rules}\nCOMMIT\n# Completed`;
}
