import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/library.ts';
import { readRuleset } from '../../src/transcript/index.ts';
import { recorded, withRises, withState } from './recorded.ts';

/** A chain that uses connection tracking, so that its table matters. */
const STATEFUL = {
  kind: 'nft' as const,
  text: 'table inet filter {\n chain input {\n  type filter hook input priority 0; policy accept;\n  ct state established,related accept\n }\n}\n',
};

describe('causes that the lab cannot produce, from recordings changed by hand', () => {
  it('a full connection tracking table, as the kernel log says', () => {
    const silent = withRises(recorded('echo-ignored'), {});
    const asked = withState(silent, (state) => ({
      sysctls: { ...state.sysctls, 'net.ipv4.icmp_echo_ignore_all': '0' },
      conntrack: { count: 65536, max: 65536 },
      filters: readRuleset([STATEFUL]),
      kernelLog: [
        { kind: 'conntrack-full', line: 'nf_conntrack: nf_conntrack: table full, dropping packet' },
      ],
    }));

    const { cause, stage, certainty, advice } = diagnose(asked);

    expect({ cause, stage, certainty }).toEqual({
      cause: 'conntrack-full',
      stage: 'prerouting',
      certainty: 'proven',
    });
    expect(advice?.commands[0]).toEqual(['sysctl', '-w', 'net.netfilter.nf_conntrack_max=131072']);
  });

  it('a full table that the log does not speak of is likely at most', () => {
    const silent = withRises(recorded('echo-ignored'), {});
    const asked = withState(silent, (state) => ({
      sysctls: { ...state.sysctls, 'net.ipv4.icmp_echo_ignore_all': '0' },
      conntrack: { count: 65536, max: 65536 },
      filters: readRuleset([STATEFUL]),
    }));

    expect(diagnose(asked)).toMatchObject({ cause: 'conntrack-full', certainty: 'likely' });
  });

  it('a full table where ICMP took the requests is no cause', () => {
    const asked = withState(recorded('policy-table-empty'), () => ({
      conntrack: { count: 65536, max: 65536 },
      filters: readRuleset([STATEFUL]),
    }));

    expect(diagnose(asked).cause).not.toBe('conntrack-full');
  });

  it('an interface in a VRF whose table has no way back', () => {
    const asked = withState(recorded('no-return-route-off'), (state) => ({
      links: [
        ...(state.links ?? []).map((link) => (link.name === 'eth1' ? { ...link, master: 'blue' } : link)),
        { name: 'blue', kind: 'vrf', vrfTable: '10', flags: ['UP', 'LOWER_UP'] },
      ],
      rules: {
        ...state.rules,
        4: [
          { family: 4, preference: 0, action: { kind: 'lookup', table: '255' } },
          { family: 4, preference: 1000, l3mdev: true, action: { kind: 'lookup', table: 'l3mdev' } },
          { family: 4, preference: 32766, action: { kind: 'lookup', table: '254' } },
        ],
      },
      routes: {
        ...state.routes,
        4: [
          ...(state.routes[4] ?? []).map((route) =>
            route.nextHops[0]?.dev === 'eth1' && route.table === '254' ? { ...route, table: '10' } : route,
          ),
          {
            family: 4,
            type: 'unreachable',
            destination: '0.0.0.0/0',
            table: '10',
            metric: 4278198272,
            nextHops: [],
          },
          {
            family: 4,
            type: 'unicast',
            destination: '0.0.0.0/0',
            table: '254',
            nextHops: [{ dev: 'eth0', gateway: '172.16.4.1', flags: [] }],
          },
        ],
      },
    }));

    const { cause, advice } = diagnose(asked);

    expect(cause).toBe('vrf-mismatch');
    expect(advice?.commands[0]).toEqual(['ip', 'route', 'show', 'vrf', 'blue']);
  });

  it('an IPv6 address that failed duplicate address detection', () => {
    const asked = withState(recorded('not-arriving-ipv6'), (state) => ({
      addresses: (state.addresses ?? []).map((address) =>
        address.local === 'fd00:172:16:5::4' ? { ...address, flags: ['tentative', 'dadfailed'] } : address,
      ),
    }));

    expect(diagnose(asked)).toMatchObject({ cause: 'duplicate-address', stage: 'neighbour-in' });
  });

  it('a native XDP program, which tcpdump sees nothing of, leaves it open', () => {
    const asked = withState(recorded('not-arriving-behind-acl'), (state) => ({
      links: (state.links ?? []).map((link) => (link.name === 'eth1' ? { ...link, xdp: 'native' } : link)),
    }));

    const { cause, explanation } = diagnose(asked);

    expect(cause).toBe('inconclusive');
    expect(explanation).toContain('XDP');
  });

  it('a WireGuard device by its kind, whatever its name', () => {
    const asked = withState(recorded('vpn-captures-reply'), (state) => {
      const text = JSON.stringify({ links: state.links, addresses: state.addresses, routes: state.routes });
      const renamed = JSON.parse(text.replaceAll('"wg0"', '"office"'));
      const links = renamed.links.map((link: { name: string }) =>
        link.name === 'office' ? { ...link, kind: 'wireguard' } : link,
      );
      return { ...renamed, links };
    });

    expect(diagnose(asked).cause).toBe('vpn-captures-reply');
  });
});
