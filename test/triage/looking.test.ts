import { describe, expect, it } from 'vitest';
import type { Settings, TriageRequest } from '../../src/triage/index.ts';
import { watchOf } from '../../src/triage/worker/looking.ts';

const SETTINGS: Settings = {
  capture: { seconds: 8, wait: 30, packets: 50 },
  confirmWithin: 60_000,
  rulesFor: () => {
    throw new Error('a look asks for no approval');
  },
};

function watched(from: TriageRequest['from'], waitSeconds?: number): number {
  const request: TriageRequest = {
    ...{ host: 'server-b', interface: 'eth1', protocol: 'icmp' },
    ...(from === undefined ? {} : { from }),
    ...(waitSeconds === undefined ? {} : { waitSeconds }),
  };
  return watchOf({ request }, SETTINGS).seconds;
}

describe('how long it is listened', () => {
  it('after a probe: capture.seconds', () => {
    expect(watched({ kind: 'host', host: 'server-a' })).toBe(8);
  });

  it.each([
    ['an address is expected', { kind: 'address', address: '172.16.0.4' } as const],
    ['nobody was named', undefined],
  ])('where a person has to send, as %s: capture.wait', (_, from) => {
    expect(watched(from)).toBe(30);
  });

  it('where no packets are captured and nobody sends, not at all', () => {
    const settings = { ...SETTINGS, stateOnly: (host: string) => host === 'server-b' };
    const request: TriageRequest = { host: 'server-b', interface: 'eth1', protocol: 'icmp' };
    expect(watchOf({ request }, settings)).toMatchObject({ stateOnly: true, seconds: 1 });
    const from = { kind: 'host', host: 'server-a' } as const;
    expect(watchOf({ request: { ...request, from } }, settings)).toMatchObject({
      stateOnly: true,
      seconds: 8,
    });
    expect(watchOf({ request: { ...request, host: 'server-c' } }, settings)).not.toHaveProperty('stateOnly');
  });

  it('as long as the asker says', () => {
    expect(watched(undefined, 5)).toBe(5);
    expect(watched({ kind: 'host', host: 'server-a' }, 20)).toBe(20);
  });
});
