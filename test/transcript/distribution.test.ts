import { describe, expect, it } from 'vitest';
import { readSections } from '../../src/transcript/index.ts';
import { readTranscript } from '../../src/transcript/read-transcript.ts';

describe('the distribution', () => {
  it.each([
    [
      'cat /etc/redhat-release',
      'CentOS Linux release 7.9.2009 (Core)',
      { id: 'centos', version: '7.9.2009' },
    ],
    [
      'cat /etc/os-release',
      'NAME="Rocky Linux"\nVERSION="8.9 (Green Obsidian)"\nID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="8.9"',
      { id: 'rocky', version: '8.9' },
    ],
    ['lsb_release -d', 'Description:\tUbuntu 18.04.6 LTS', { id: 'ubuntu', version: '18.04.6' }],
    ['hostnamectl', '  Operating System: Debian GNU/Linux 11 (bullseye)', { id: 'debian', version: '11' }],
  ])('%s', (command, output, distribution) => {
    expect(readSections([{ host: 'b', command, output }])[0]?.state.distribution).toEqual(distribution);
  });
});

describe('an address that a sentence says to answer', () => {
  const statedIn = (text: string) => {
    const read = readTranscript(`${text}\n\n$ ip route\ndefault via 10.1.1.1 dev eth0\n`);
    const stated = read.kind === 'read' ? read.observations.flatMap((one) => one.stated ?? []) : [];
    return stated.flatMap(({ outcome, to }) => (outcome === 'answers' && to !== undefined ? [to] : []));
  };

  it('is one that was reached', () => {
    for (const line of [
      'From the jump host I can ping 10.1.1.5 without problems.',
      'Three pings sent, three answered by 10.1.1.5.',
      'I still get replies from eth0 (10.1.1.5)',
    ])
      expect(statedIn(line), line).toEqual(['10.1.1.5']);
  });

  it('is none where the sentence denies it, or says nothing of an address', () => {
    for (const line of [
      'Nobody can ping 10.1.1.5 since yesterday.',
      'There are no answers from 10.1.1.5.',
      'I can ping the gateway. The address 10.1.1.5 is dead.',
      'We never saw replies from 10.1.1.5',
    ])
      expect(statedIn(line), line).toEqual([]);
  });
});
