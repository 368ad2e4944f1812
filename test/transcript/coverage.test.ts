import { describe, expect, it } from 'vitest';
import type { Coverage } from '../../src/analyzer/model/index.ts';
import { appearsToCover, covers, withScope } from '../../src/analyzer/model/index.ts';
import { readSections } from '../../src/transcript/index.ts';
import { observationOf } from './reading.ts';

const ETH0 = `2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP
    inet 10.0.0.5/24 scope global eth0
    inet6 fe80::1/64 scope link`;
const ETH1 = `3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master mgmt state UP
    inet 10.1.0.5/24 scope global eth1`;
const ROUTES = 'default via 10.0.0.1 dev eth0\n10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.5';
const RULES = '0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default';
const SOCKET = 'tcp   LISTEN 0      128          0.0.0.0:22        0.0.0.0:*';
const NEIGHBOUR = '10.0.0.1 dev eth0 lladdr 02:00:00:00:00:01 REACHABLE';

/** What a paste covers in which a prompt follows the output. */
function shownBy(command: string, output: string): Coverage {
  return observationOf(`root@h:~# ${command}\n${output}\nroot@h:~# \n`).state.coverage;
}

describe('a listing covers what its command asks for', () => {
  it.each<[string, string, Coverage]>([
    ['ip addr', `${ETH0}\n${ETH1}`, { links: [{}], addresses: [{}] }],
    ['ip -4 addr', ETH1, { links: [{ device: 'eth1' }], addresses: [{ family: 4 }] }],
    ['ip addr show eth1', ETH1, { links: [{ device: 'eth1' }], addresses: [{ device: 'eth1' }] }],
    ['ip a s dev eth1', ETH1, { links: [{ device: 'eth1' }], addresses: [{ device: 'eth1' }] }],
    ['ip addr show scope global', ETH1, { links: [{ device: 'eth1' }], addresses: [] }],
    ['ip addr show master mgmt', ETH1, { links: [{ master: 'mgmt' }], addresses: [{ device: 'eth1' }] }],
    ['ip link', '2: eth0: <UP> mtu 1500', { links: [{}] }],
    ['ip link show eth0', '2: eth0: <UP> mtu 1500', { links: [{ device: 'eth0' }] }],
    ['ip link show type vrf', '5: mgmt: <NOARP,MASTER,UP> mtu 65575', { links: [{ kind: 'vrf' }] }],
    ['ip link show type vrf', '', { links: [{ kind: 'vrf' }] }],
    ['ip link show master br0', '2: eth0: <UP> mtu 1500 master br0', { links: [{ master: 'br0' }] }],
    ['ip link show up', '2: eth0: <UP> mtu 1500', { links: [{ device: 'eth0' }] }],
    ['ip link show eth9', 'Device "eth9" does not exist.', { links: [{ device: 'eth9' }] }],
    ['ip -br addr', 'eth0  UP  10.0.0.5/24', { links: [{ namesOnly: true }], addresses: [{}] }],
    [
      'ip -br a s eth0',
      'eth0  UP  10.0.0.5/24',
      { links: [{ device: 'eth0', namesOnly: true }], addresses: [{ device: 'eth0' }] },
    ],
    [
      'ip -br link show type vrf',
      'mgmt  UP  02:00:00:00:00:01 <NOARP,MASTER,UP>',
      { links: [{ kind: 'vrf' }] },
    ],
    ['ip addr | grep inet', '    inet 10.0.0.5/24 scope global eth0', { addresses: [{ family: 4 }] }],
    ['ip addr | grep eth0', '    inet 10.0.0.5/24 scope global eth0', { addresses: [] }],
    ['ip addr | grep -v inet6', ETH1, { links: [], addresses: [] }],
    ['ip addr | head -40', ETH1, { links: [{}], addresses: [{}] }],
    ['ip addr | head -2', ETH1, { links: [], addresses: [] }],
    ['ip route', ROUTES, { routes: [{ family: 4, table: '254' }] }],
    ['ip route show table 101', ROUTES, { routes: [{ family: 4, table: '101' }] }],
    ['ip -6 route', 'default via fe80::1 dev eth0', { routes: [{ family: 6, table: '254' }] }],
    ['ip -4 route show table all', `${ROUTES} table local`, { routes: [{ family: 4 }] }],
    [
      'ip route show dev eth0',
      '10.0.0.0/24 scope link',
      { routes: [{ family: 4, table: '254', device: 'eth0' }] },
    ],
    [
      'ip r s default',
      'default via 10.0.0.1 dev eth0',
      { routes: [{ family: 4, table: '254', destination: '0.0.0.0/0' }] },
    ],
    [
      'ip route show to match 10.0.0.9',
      ROUTES,
      { routes: [{ family: 4, table: '254', destination: '10.0.0.9/32' }] },
    ],
    ['ip route show root 10.0.0.0/8', '10.0.0.0/24 dev eth0 scope link', { routes: [] }],
    ['ip route show proto kernel', '10.0.0.0/24 dev eth0 scope link', { routes: [] }],
    [
      'ip route | grep default',
      'default via 10.0.0.1 dev eth0',
      { routes: [{ family: 4, table: '254', destination: '0.0.0.0/0' }] },
    ],
    ['ip route | grep eth0', ROUTES, { routes: [] }],
    [
      'route -n',
      'Destination Gateway Genmask Flags Metric Ref Use Iface\n0.0.0.0 10.0.0.1 0.0.0.0 UG 0 0 0 eth0',
      { routes: [{ family: 4, table: '254' }] },
    ],
    ['ip rule', RULES, { rules: [{ family: 4 }] }],
    ['ip -6 rule', '0:\tfrom all lookup local', { rules: [{ family: 6 }] }],
    ['ip rule show table 101', '100:\tfrom 10.1.0.5 lookup 101', { rules: [{ family: 4, table: '101' }] }],
    ['ip rule show pref 100', '100:\tfrom 10.1.0.5 lookup 101', { rules: [] }],
    ['ip rule show from 10.1.0.5', '100:\tfrom 10.1.0.5 lookup 101', { rules: [] }],
    ['ip rule | grep 101', '100:\tfrom 10.1.0.5 lookup 101', { rules: [] }],
    ['ip neigh', NEIGHBOUR, { neighbours: [{}] }],
    [
      'ip neigh show dev eth0',
      '10.0.0.1 lladdr 02:00:00:00:00:01 STALE',
      { neighbours: [{ device: 'eth0' }] },
    ],
    ['ip neigh show 10.0.0.1', NEIGHBOUR, { neighbours: [{ destination: '10.0.0.1' }] }],
    ['ip neigh show nud failed', '10.0.0.1 dev eth0 FAILED', { neighbours: [] }],
    ['ss -lntu', SOCKET, { sockets: [{}] }],
    ['ss -lnt', SOCKET, { sockets: [{ protocol: 'tcp' }] }],
    ['ss -nt', SOCKET, { sockets: [] }],
    ['ss -4lnt', SOCKET, { sockets: [{ family: 4, protocol: 'tcp' }] }],
    ["ss -lnt 'sport = :22'", SOCKET, { sockets: [{ port: 22, protocol: 'tcp' }] }],
    ['ss -lntp | grep :22', SOCKET, { sockets: [{ protocol: 'tcp', port: 22 }] }],
    ['netstat -tulpn', 'tcp 0 0 0.0.0.0:22 0.0.0.0:* LISTEN', { sockets: [{}] }],
    ['nft list ruleset', 'table inet f {\n}', { filters: [{ program: 'nft' }] }],
    ['nft list table inet f', 'table inet f {\n}', { filters: [{ program: 'nft', table: 'inet f' }] }],
    ['iptables -t nat -S', '-P PREROUTING ACCEPT', { filters: [{ program: 'iptables', table: 'nat' }] }],
    [
      'iptables -S INPUT',
      '-P INPUT ACCEPT',
      { filters: [{ program: 'iptables', table: 'filter', chain: 'INPUT' }] },
    ],
    ['iptables-save', '*nat\n:INPUT ACCEPT [0:0]\nCOMMIT', { filters: [{ program: 'iptables' }] }],
  ])('%s', (command, output, coverage) => {
    expect(shownBy(command, output)).toEqual(coverage);
  });

  it('ifconfig shows one IPv4 address of an interface, which can have more, and all of IPv6', () => {
    const output =
      'eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n        inet 10.0.0.5  netmask 255.255.255.0\n\n' +
      'eth1: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500\n        ether 02:00:00:00:00:01\n';

    const one = shownBy('ifconfig', output);
    const all = shownBy('ifconfig -a', output);

    expect(covers(one, 'addresses', { family: 4, device: 'eth0' })).toBe(false);
    expect(covers(one, 'addresses', { family: 4, device: 'eth1' })).toBe(true);
    expect(covers(one, 'addresses', { family: 6, device: 'eth0' })).toBe(true);
    expect(covers(one, 'links', { namesOnly: true })).toBe(false);
    expect(covers(all, 'links', { namesOnly: true })).toBe(true);
    expect(covers(all, 'links')).toBe(false);
  });

  it('a hidden address opens its own interface alone', () => {
    const coverage = shownBy('ip addr', `${ETH0.replace('10.0.0.5/24', 'XXX.XXX')}\n${ETH1}`);

    expect(covers(coverage, 'addresses', { family: 4, device: 'eth0' })).toBe(false);
    expect(covers(coverage, 'addresses', { family: 4, device: 'eth1' })).toBe(true);
  });

  it('a route that cannot be read opens its table alone', () => {
    const { state } = observationOf(
      `$ ip route show table 101\n${ROUTES}\n10.9.0.0#24 dev eth1\n$ ip route\n${ROUTES}\n$ \n`,
    );

    expect(state.coverage.routes).toEqual([{ family: 4, table: '254' }]);
    expect(state.gaps).toMatchObject([{ part: 'routes4', scope: { table: '101' } }]);
  });
});

describe('a listing without its command', () => {
  it('covers the addresses of the interfaces that it names, of the families that it shows', () => {
    const { coverage } = observationOf(`Look:\n\n${ETH0}\n${ETH1}\n\nThat is all of it.\n`).state;

    expect(covers(coverage, 'addresses', { family: 4, device: 'eth1' })).toBe(true);
    expect(covers(coverage, 'addresses', { family: 4 })).toBe(false);
    expect(appearsToCover(coverage, 'addresses', { family: 4 })).toBe(false);
    expect(covers(coverage, 'links', { device: 'eth1' })).toBe(true);
    expect(covers(coverage, 'links')).toBe(false);
  });

  it('of routes or rules appears to cover main, and proves nothing', () => {
    const { coverage } = observationOf(`Look:\n\n${RULES}\n\n${ROUTES}\n\nThat is all of it.\n`).state;

    expect(covers(coverage, 'routes', { family: 4, table: '254' })).toBe(false);
    expect(appearsToCover(coverage, 'routes', { family: 4, table: '254' })).toBe(true);
    expect(covers(coverage, 'rules', { family: 4 })).toBe(false);
    expect(appearsToCover(coverage, 'rules', { family: 4 })).toBe(true);
  });
});

describe('a listing that ends with the paste', () => {
  const asked = { family: 4, table: '254' } as const;

  it.each([
    ['nothing', ''],
    ['blank lines', '\n\n'],
    ['the fence that closes the paste', '\n```\n'],
  ])('appears to be whole, and may go on: %s stands behind it', (_, behind) => {
    const { coverage } = observationOf(`\`\`\`\n$ ip route\n${ROUTES}${behind}`).state;

    expect(covers(coverage, 'routes', asked)).toBe(false);
    expect(appearsToCover(coverage, 'routes', asked)).toBe(true);
  });

  it.each([
    ['a prompt', '\nroot@h:~# '],
    ['prose', '\n\nIs this what you wanted to see?\n'],
    ['another fence', '\n```\n```\n$ uname -r\n6.1.0\n```\n'],
    ['another listing', `\n\n${NEIGHBOUR}\n`],
  ])('is whole where %s stands behind it', (_, behind) => {
    const { coverage } = observationOf(`$ ip route\n${ROUTES}${behind}`).state;

    expect(covers(coverage, 'routes', asked)).toBe(true);
  });

  it('of JSON is whole with its closing bracket', () => {
    const { coverage } = observationOf('$ ip -j route\n[{"dst":"default","dev":"eth0","flags":[]}]\n').state;

    expect(covers(coverage, 'routes', asked)).toBe(true);
  });

  it('with an exit status is whole', () => {
    const [observation] = readSections([{ command: 'ip route', output: ROUTES, exitStatus: 0, atEnd: true }]);

    expect(covers(observation?.state.coverage ?? {}, 'routes', asked)).toBe(true);
  });

  it('of rules appears whole where it shows the last rule that a kernel starts with, else it is open behind what is shown', () => {
    const whole = observationOf(`$ ip rule\n${RULES}\n`).state;
    const cut = observationOf(`$ ip rule\n${RULES.split('\n').slice(0, 2).join('\n')}\n`).state;

    expect(covers(whole.coverage, 'rules', { family: 4 })).toBe(false);
    expect(appearsToCover(whole.coverage, 'rules', { family: 4 })).toBe(true);
    expect(whole.rules[4]).toHaveLength(3);
    expect(covers(cut.coverage, 'rules', { family: 4 })).toBe(false);
    expect(cut.rules[4]?.at(-1)).toMatchObject({ preference: 32766, action: { kind: 'unknown' } });
  });

  it('of interfaces opens the last of them alone', () => {
    const { coverage } = observationOf(`$ ip addr\n${ETH0}\n${ETH1}\n`).state;

    expect(covers(coverage, 'addresses', { device: 'eth0' })).toBe(true);
    expect(covers(coverage, 'addresses', { device: 'eth1' })).toBe(false);
    expect(covers(coverage, 'links', { device: 'eth9' })).toBe(false);
  });
});

describe('scopes', () => {
  it('a wider one takes the narrower ones in, and a later narrower one changes nothing', () => {
    const wide = withScope({ routes: [{ family: 4, table: '254', endUnseen: true }] }, 'routes', {
      family: 4,
    });

    expect(wide).toEqual({ routes: [{ family: 4 }] });
    expect(withScope(wide, 'routes', { family: 4, table: '101' })).toBe(wide);
  });
});
