import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/library.ts';
import { recorded, withState } from '../analyzer/recorded.ts';

function remedyOf(asked: ReturnType<typeof recorded>) {
  return diagnose(asked).remedies.find(({ id }) => id === 'arp-per-interface');
}

describe('arp-per-interface', () => {
  test('has each interface answer for itself, and routes the answers of the asked one', () => {
    const remedy = remedyOf(recorded('arp-flux'));
    const settings = remedy?.plan?.steps.flatMap(({ change }) =>
      change.kind === 'sysctl' ? [`${change.key} ${change.before} ${change.after}`] : [],
    );

    expect(remedy).toMatchObject({ recommended: true, outcome: 'repairs' });
    expect(settings?.toSorted()).toEqual([
      'net.ipv4.conf.eth1.arp_announce 0 2',
      'net.ipv4.conf.eth1.arp_ignore 0 1',
      'net.ipv4.conf.eth2.arp_announce 0 2',
      'net.ipv4.conf.eth2.arp_ignore 0 1',
    ]);
    expect(remedy?.plan?.steps.map((step) => step.do.join(' '))).toContainEqual(
      expect.stringMatching(/^ip rule add pref \d+ from 172\.16\.5\.4\/32 lookup 101$/),
    );
  });

  test('is not offered where they answer for themselves alone already', () => {
    const own = withState(recorded('arp-flux'), ({ sysctls = {} }) => ({
      sysctls: { ...sysctls, 'net.ipv4.conf.all.arp_ignore': '1' },
    }));

    expect(remedyOf(own)).toBeUndefined();
  });

  test('has no plan where an address elsewhere on the host is reached through their ARP', () => {
    const onLo = withState(recorded('arp-flux'), ({ addresses = [] }) => ({
      addresses: [
        ...addresses,
        { dev: 'lo', family: 4 as const, local: '172.16.5.99', prefixLength: 32, scope: 'global', flags: [] },
      ],
    }));

    expect(remedyOf(onLo)).toMatchObject({ outcome: 'does-not-repair' });
    expect(remedyOf(onLo)?.plan).toBeUndefined();
  });

  test('has no plan where the settings were not shown', () => {
    const unseen = withState(recorded('arp-flux'), ({ sysctls = {} }) => ({
      sysctls: Object.fromEntries(Object.entries(sysctls).filter(([key]) => !key.includes('eth2.arp_'))),
    }));

    expect(remedyOf(unseen)?.plan).toBeUndefined();
  });
});
