import { describe, expect, test } from 'vitest';
import type { Address, HostState, Link, Route } from '../../src/analyzer/model/index.ts';
import { kernelModel } from '../../src/analyzer/routes/index.ts';
import { bareState } from './state-builder.ts';

/**
 * No kernel here has VRF: the host and its answers are those that the kernel's own document shows for `ip route get … vrf`
 * (Documentation/networking/vrf.rst): enslaved interfaces have their local entries in the VRF's table, and one l3mdev rule leads
 * there.
 */
const link = (name: string, more: Partial<Link> = {}): Link => ({ name, flags: ['UP'], ...more });
const route = (type: string, destination: string, dev: string, more: Partial<Route> = {}): Route => ({
  family: 4,
  type,
  destination,
  table: '10',
  protocol: 'kernel',
  scope: type === 'local' ? 'host' : 'link',
  nextHops: [{ dev, flags: [] }],
  ...more,
});
const address = (dev: string, local: string, prefixLength = 24, scope = 'global'): Address => ({
  dev,
  family: 4,
  local,
  prefixLength,
  scope,
  flags: [],
});

function vrfHost(parts: Pick<HostState, 'links' | 'kernelRelease'> = {}): HostState {
  const conf = (dev: string) => ({
    [`net.ipv4.conf.${dev}.rp_filter`]: '1',
    [`net.ipv4.conf.${dev}.forwarding`]: '1',
    [`net.ipv4.conf.${dev}.accept_local`]: '0',
    [`net.ipv4.conf.${dev}.send_redirects`]: '0',
    [`net.ipv4.conf.${dev}.route_localnet`]: '0',
  });
  return bareState({
    links: [
      link('lo'),
      link('eth0'),
      link('blue', { kind: 'vrf', vrfTable: '10' }),
      link('eth1', { master: 'blue' }),
      link('eth2', { master: 'blue' }),
    ],
    addresses: [
      address('lo', '127.0.0.1', 8, 'host'),
      address('eth0', '10.0.0.1'),
      address('blue', '10.3.3.3', 32),
      address('eth1', '10.2.1.2'),
    ],
    coverage: { links: [{}], addresses: [{}], rules: [{}], routes: [{}] },
    rules: [
      { family: 4, preference: 0, action: { kind: 'lookup', table: '255' } },
      { family: 4, preference: 1000, l3mdev: true, action: { kind: 'lookup', table: 'l3mdev' } },
      { family: 4, preference: 2000, iif: 'blue', to: '99.0.0.0/8', action: { kind: 'prohibit' } },
      { family: 4, preference: 32766, action: { kind: 'lookup', table: '254' } },
      { family: 4, preference: 32767, action: { kind: 'lookup', table: '253' } },
    ],
    routes: [
      route('unicast', '10.0.0.0/24', 'eth0', { table: '254', prefsrc: '10.0.0.1' }),
      route('local', '10.0.0.1/32', 'eth0', { table: '255', prefsrc: '10.0.0.1' }),
      route('unicast', '10.2.1.0/24', 'eth1', { prefsrc: '10.2.1.2' }),
      route('local', '10.2.1.2/32', 'eth1', { prefsrc: '10.2.1.2' }),
      route('broadcast', '10.2.1.255/32', 'eth1', { prefsrc: '10.2.1.2' }),
      route('local', '10.3.3.3/32', 'blue', { prefsrc: '10.3.3.3' }),
      route('unicast', '10.8.0.0/16', 'eth2', { scope: 'link', protocol: 'static' }),
    ],
    sysctls: Object.assign({}, ...['all', 'eth0', 'eth1', 'eth2', 'blue'].map(conf)),
    ...parts,
  });
}

describe('VRF', () => {
  const model = kernelModel(vrfHost());

  test('oif of the VRF leads to its table, and its name is no oif to the routes there', () => {
    const query = { family: 4, to: '10.2.1.9', oif: 'blue' } as const;

    expect(model.lookup(query)).toMatchObject({
      kind: 'route',
      dev: 'eth1',
      table: '10',
      prefsrc: '10.2.1.2',
    });
    expect(model.explain(query).rule?.preference).toBe(1000);
  });

  test('oif of an enslaved interface leads there too', () => {
    expect(model.lookup({ family: 4, to: '10.2.1.9', oif: 'eth1' })).toMatchObject({
      dev: 'eth1',
      table: '10',
    });
  });

  test('without the VRF its routes do not exist', () => {
    expect(model.lookup({ family: 4, to: '10.2.1.9' })).toMatchObject({
      kind: 'error',
      error: 'ENETUNREACH',
    });
    expect(model.lookup({ family: 4, to: '10.7.7.7', oif: 'blue' })).toMatchObject({ error: 'ENETUNREACH' });
  });

  test('local delivery is by the VRF device', () => {
    expect(model.lookup({ family: 4, to: '10.2.1.2', oif: 'blue' })).toMatchObject({
      type: 'local',
      dev: 'blue',
    });
    expect(model.lookup({ family: 4, to: '10.2.1.2', from: '10.2.1.9', iif: 'eth1' })).toMatchObject({
      type: 'local',
      dev: 'blue',
      table: '10',
    });
    expect(model.lookup({ family: 4, to: '10.2.1.255', from: '10.2.1.9', iif: 'eth1' })).toMatchObject({
      type: 'broadcast',
      dev: 'blue',
    });
  });

  test('source validation looks into the VRF of the ingress interface', () => {
    const arriving = { family: 4, destination: '10.2.1.2', iif: 'eth1' } as const;

    expect(model.validateSource({ ...arriving, source: '10.2.1.9' })).toMatchObject({
      reason: 'same-interface',
    });
    expect(model.validateSource({ ...arriving, source: '10.0.0.9' })).toMatchObject({ reason: 'strict' });
    expect(model.validateSource({ ...arriving, iif: 'blue', source: '10.2.1.9' })).toMatchObject({
      reason: 'same-interface',
    });
  });

  test('an interface without an address borrows the VRF’s', () => {
    expect(model.lookup({ family: 4, to: '10.8.1.1', oif: 'blue' })).toMatchObject({
      dev: 'eth2',
      prefsrc: '10.3.3.3',
    });
  });

  test('a rule that names the VRF as interface: its device alone on 6.1 and 6.12, else it stays open', () => {
    const measured = kernelModel(vrfHost({ kernelRelease: '6.12.117+deb12-cloud-amd64' }));
    const newer = kernelModel(vrfHost({ kernelRelease: '6.18.1' }));
    const older = kernelModel(vrfHost({ kernelRelease: '5.14.0-570.el9' }));
    const byPort = { family: 4, to: '99.1.1.1', from: '10.2.1.9', iif: 'eth1' } as const;

    expect(measured.lookup(byPort)).toMatchObject({ error: 'ENETUNREACH' });
    expect(measured.lookup({ ...byPort, iif: 'blue' })).toMatchObject({ error: 'EACCES' });
    for (const model of [newer, older]) {
      expect(model.lookup(byPort)).toMatchObject({
        question: { about: 'untold', what: 'vrf-rule', subject: '2000' },
      });
      expect(model.lookup({ ...byPort, to: '98.1.1.1' })).toMatchObject({ error: 'ENETUNREACH' });
      expect(model.lookup({ ...byPort, iif: 'eth0', from: '10.0.0.9' })).toMatchObject({
        error: 'ENETUNREACH',
      });
    }
  });

  test('IPv6: the same rule, local delivery by the VRF, and source addresses of its ports only', () => {
    const six = vrfHost();
    const v6 = (type: string, destination: string, dev: string): Route => ({
      family: 6,
      type,
      destination,
      table: '10',
      protocol: 'kernel',
      nextHops: [{ dev, flags: [] }],
    });
    six.rules[6] = [
      { family: 6, preference: 1000, l3mdev: true, action: { kind: 'lookup', table: 'l3mdev' } },
      { family: 6, preference: 32766, action: { kind: 'lookup', table: '254' } },
    ];
    six.routes[6] = [v6('unicast', 'fd01::/64', 'eth1'), v6('local', 'fd01::1/128', 'eth1')];
    six.addresses?.push(
      { dev: 'eth0', family: 6, local: 'fd01::77', prefixLength: 64, scope: 'global', flags: [] },
      { dev: 'eth1', family: 6, local: 'fd01::1', prefixLength: 64, scope: 'global', flags: [] },
    );
    const model6 = kernelModel(six);

    expect(model6.lookup({ family: 6, to: 'fd01::9', oif: 'blue' })).toMatchObject({
      dev: 'eth1',
      prefsrc: 'fd01::1',
    });
    expect(model6.lookup({ family: 6, to: 'fd01::1', oif: 'blue' })).toMatchObject({
      type: 'local',
      dev: 'blue',
    });
    expect(model6.lookup({ family: 6, to: 'fd01::9', from: 'fd01::8', iif: 'eth1' })).toMatchObject({
      dev: 'eth1',
    });
    expect(model6.lookup({ family: 6, to: 'fd01::9' })).toMatchObject({ error: 'ENETUNREACH' });
  });

  test('a VRF whose table was not collected leaves its flows open', () => {
    const links = vrfHost().links?.map(({ vrfTable: _, ...rest }) => rest) ?? [];

    const answer = kernelModel(vrfHost({ links })).lookup({ family: 4, to: '10.2.1.9', oif: 'blue' });

    expect(answer).toMatchObject({ kind: 'unknown', question: { about: 'vrf', device: 'blue' } });
  });
});
