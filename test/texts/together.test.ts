import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/analyzer/model/index.ts';
import { together } from '../../src/texts/together.ts';

const addressesOf = (device: string, family: 4 | 6 = 4): Message => ({
  key: 'remark.assumed',
  question: { about: 'addresses', family, device },
});

describe('assumptions that differ in the interface alone', () => {
  it('are told once, with every interface', () => {
    expect(together([addressesOf('eth0'), addressesOf('eth1')])).toEqual([addressesOf('eth0, eth1')]);
  });

  it('stay apart where the family differs, and leave everything else as it stands', () => {
    const others: Message[] = [
      { key: 'remark.assumed', question: { about: 'link', device: 'eth0' } },
      { key: 'remark.assumed', question: { about: 'link', device: 'eth1' } },
      { key: 'remark.also-affected', devices: ['eth2'] },
    ];
    const asked = [addressesOf('eth0'), addressesOf('eth0', 6), ...others];
    expect(together(asked)).toEqual(asked);
  });

  it('differ where what they cost differs', () => {
    const question = { about: 'addresses', family: 4, device: 'eth0' } as const;
    const asked = [
      { question, kind: 'default' },
      { question: { ...question, device: 'eth1' }, kind: 'open' },
    ];
    expect(together(asked)).toEqual(asked);
  });
});
