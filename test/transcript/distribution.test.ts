import { describe, expect, it } from 'vitest';
import { readSections } from '../../src/transcript/index.ts';

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
