import { cite } from '../walk.ts';
import { type CauseFile, claim, LINKS } from './cause.ts';

/** Documentation/networking/ip-sysctl: icmp_echo_ignore_all silences IPv4 echo, net.ipv6.icmp.echo_ignore_all IPv6's. */
export const echoIgnored: CauseFile<'echo-ignored'> = {
  code: 'echo-ignored',
  claims(walk) {
    const setting = KEY[walk.family];
    if (walk.flow.protocol !== 'icmp' || walk.state.sysctls?.[setting] !== '1') return [];
    return [
      claim({ cause: 'echo-ignored', facts: { setting } }, 'input', {
        after: 'accepted',
        before: 'answered',
        evidence: cite(walk, 'sysctls', 'rp_filter'),
      }),
    ];
  },
  remedies: [],
  advice: (_, { setting }) => ({ commands: [['sysctl', '-w', `${setting}=0`]], link: LINKS.ipSysctl }),
};

const KEY = { 4: 'net.ipv4.icmp_echo_ignore_all', 6: 'net.ipv6.icmp.echo_ignore_all' } as const;
