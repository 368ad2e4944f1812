import { type CauseFile, ip, LINKS } from './cause.ts';
import { policyClaims } from './policy-fault.ts';

/** A rule of a VPN (a mark, a catch-all) takes the answer. */
export const vpnCapturesReply: CauseFile<'vpn-captures-reply'> = {
  code: 'vpn-captures-reply',
  claims: (walk) => policyClaims(walk, 'vpn-captures-reply'),
  remedies: ['policy-routing', 'loose-rp-filter'],
  advice: (walk) => ({ commands: [ip(walk, 'rule', 'show')], link: LINKS.ipRule }),
};
