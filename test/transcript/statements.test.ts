import { describe, expect, it } from 'vitest';
import type { Stated } from '../../src/analyzer/model/index.ts';
import { statementsIn } from '../../src/transcript/prose/statements.ts';

type Told = Partial<Omit<Stated, 'text' | 'line'>>;

function told(text: string): Told[] {
  return statementsIn(text.split('\n')).map(({ text: _text, line: _line, ...rest }) => rest);
}

describe('what a person writes of an attempt', () => {
  it.each<[string, Told]>([
    ['HQ sees nothing.', { outcome: 'fails' }],
    ['ping geht nicht', { outcome: 'fails', protocol: 'icmp' }],
    ['nobody outside gets an answer from 192.0.2.8', { outcome: 'fails', to: '192.0.2.8' }],
    [
      '10.9.9.9 can’t reach 10.8.8.8 on port 8443'.replace('’', "'"),
      { outcome: 'fails', from: '10.9.9.9', to: '10.8.8.8', port: 8443, protocol: 'tcp' },
    ],
    [
      '10.130.66.5 (p2p2) does not reply to the scanner 10.9.9.40.',
      { outcome: 'fails', to: '10.130.66.5', from: '10.9.9.40' },
    ],
    [
      'Der Ping von 10.1.1.5 auf 10.2.2.2 läuft ins Timeout.',
      { outcome: 'fails', from: '10.1.1.5', to: '10.2.2.2', protocol: 'icmp' },
    ],
    ['10.4.4.4 ne répond pas depuis 10.5.5.5', { outcome: 'fails', to: '10.4.4.4', from: '10.5.5.5' }],
    ['El 10.6.6.6 no responde a 10.7.7.7', { outcome: 'fails', to: '10.6.6.6', from: '10.7.7.7' }],
    [
      'С 10.1.1.1 (склад, за роутером) адрес 10.2.2.2 не пингуется',
      { outcome: 'fails', from: '10.1.1.1', to: '10.2.2.2' },
    ],
    [
      '10.5.5.5 から 10.6.6.6 に ping が通りません。',
      { outcome: 'fails', from: '10.5.5.5', to: '10.6.6.6', protocol: 'icmp' },
    ],
    [
      '从 10.1.1.9 ping 10.2.2.9 不通',
      { outcome: 'fails', from: '10.1.1.9', to: '10.2.2.9', protocol: 'icmp' },
    ],
    ['The whole rack is fine, eth2 is dead', { outcome: 'fails', device: 'eth2' }],
    ['10.44.0.9 no longer times out', { outcome: 'answers', to: '10.44.0.9' }],
  ])('%s', (text, expected) => {
    expect(told(text)).toContainEqual(expect.objectContaining(expected));
  });

  it('is of the address that was spoken of last, where it names none', () => {
    expect(told('Bought a failover IP 198.51.100.77 for my VM. It does not answer.')).toEqual([
      { outcome: 'fails', to: '198.51.100.77', carried: true, ours: true },
    ]);
  });

  it('tells another sender of the same apart', () => {
    expect(told("SCADA (10.100.7.4) can't ping 10.100.60.9; a notebook (10.100.60.200) can.")).toMatchObject([
      { outcome: 'fails', from: '10.100.7.4', to: '10.100.60.9' },
      { outcome: 'answers', from: '10.100.60.200', to: '10.100.60.9' },
    ]);
  });

  it('goes on over the lines of a paragraph, and tells where it begins', () => {
    const [first] = statementsIn([
      'Hello,',
      '',
      'since the move the branch office',
      'gets no answer from 10.0.0.9',
    ]);
    expect(first).toMatchObject({ outcome: 'fails', to: '10.0.0.9', line: 3 });
  });

  it.each([
    'It should not answer from outside.',
    'Does 10.0.0.5 answer?',
    '64 bytes from 10.0.0.5: icmp_seq=1 ttl=64 time=0.4 ms',
    'curl: (28) Connection timed out after 5001 milliseconds',
    'default via 10.0.0.1 dev eth0',
    '[Thu Apr 10 10:02:14 2025] igb 0000:05:00.3 eth3: igb: eth3 NIC Link is Down',
    'net.ipv4.conf.all.rp_filter = 1',
    'It may time out if the gateway is wrong.',
    'Any hint is appreciated, I have been looking at this for two days.',
  ])('is nothing in: %s', (text) => {
    expect(told(text)).toEqual([]);
  });
});
