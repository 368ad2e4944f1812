import type { FilterFacts, RulePlace } from '../../../analyzer/model/index.ts';
import type { PictureTexts } from '../../picture-texts.ts';
import { programWords, sender, ways } from '../words.ts';

/** In a few words: causes in the host, where the request comes in. */
export const hostReasons = {
  'firewall-drop': (facts) => filterReason(facts),
  'firewall-rp-filter': ({ rule }) => `firewall's own reverse path check${placeOf(rule)}`,
  'published-port-reverse-path': ({ ways: back, leaves }, { ingress }) =>
    leaves === undefined
      ? `after translation replies leave by ${ways(back)}, not ${ingress}`
      : `the container's reply leaves by ${ways(back)}, not ${ingress}`,
  'conntrack-full': ({ count, max }) =>
    count === undefined ? 'connection tracking table full' : `connection tracking full: ${count} of ${max}`,
  'strict-rp-filter': ({ ways: back, byMark }, scene) =>
    byMark
      ? 'strict rp_filter ignores the mark that routes replies'
      : `strict rp_filter: replies to ${sender(scene)} leave by ${ways(back)}`,
  'source-is-own-address': (_, scene) => `${sender(scene)} is an address of ${scene.host} itself`,
  'vrf-mismatch': (facts, scene) =>
    'port' in facts
      ? `the program on port ${facts.port} is in another VRF`
      : `VRF ${facts.vrf} has no return route to ${sender(scene)}`,
  'address-not-local': ({ destination, forwards }) =>
    forwards ? `${destination} is not local: forwarded` : `${destination} is not local, forwarding is off`,
  'echo-ignored': ({ setting }) => `pings are ignored: ${setting}`,
  'not-listening': ({ boundTo }, { port }) =>
    boundTo.length === 0
      ? `nothing listens on port ${port}`
      : `port ${port} listens on ${boundTo.join(', ')} only`,
  'listen-queue-full': (_, { port }) => `accept queue of port ${port} is full`,
  'bpf-or-tc-drop': ({ programs, decided }) =>
    `${programs.map(programWords).join(', ')} ${decided ? 'drops it' : 'can drop it'}`,
  'ipsec-policy': ({ blocks }) =>
    blocks ? 'an IPsec policy blocks it' : 'an IPsec policy requires encryption',
} satisfies Partial<PictureTexts['reason']>;

function filterReason({ verdict, rule, policy, notShown, hook, told }: FilterFacts): string {
  if (notShown) return `packet filter not shown (${hook}): it may drop it`;
  if (told) return 'firewall rejects it (administratively prohibited)';
  const does = verdict === 'reject' ? 'rejects' : 'drops';
  return policy ? `firewall policy ${does} it${placeOf(rule)}` : `firewall rule ${does} it${placeOf(rule)}`;
}

function placeOf(rule: RulePlace | undefined): string {
  if (rule === undefined) return '';
  return `: ${rule.owner === undefined ? '' : `${rule.owner}, `}chain ${rule.chain}`;
}
