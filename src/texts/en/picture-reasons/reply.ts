import { tableName } from '../../../analyzer/model/index.ts';
import type { PictureTexts } from '../../picture-texts.ts';
import { sender, UNNAMED, ways } from '../words.ts';

/** In a few words: causes on the way back, and what is no cause. */
export const replyReasons = {
  'no-return-route': (_, scene) => `no return route to ${sender(scene)}`,
  'route-rejects': (facts) => {
    switch (facts.entry) {
      case 'rule':
        return `rule ${facts.preference} says ${facts.action}`;
      case 'route':
        return `route ${facts.type} ${facts.destination}`;
      case 'not-told':
        return `a route or rule rejects it${facts.error === undefined ? '' : ` (${facts.error})`}`;
    }
  },
  'policy-rule-shadowed': ({ rule, decider }) =>
    decider === undefined
      ? `rule ${rule.preference} is never reached`
      : `rule ${decider.preference} decides before rule ${rule.preference}`,
  'policy-table-empty': ({ table, empty }, scene) =>
    empty
      ? `table ${tableName(table)} is empty`
      : `table ${tableName(table)} has no route to ${sender(scene)}`,
  'main-rule-missing': () => 'no rule looks up table main',
  'policy-rule-missing': ({ sibling }, { to }) =>
    sibling === undefined ? `no rule for ${to}` : `no rule for ${to}, as there is for ${sibling}`,
  'policy-table-hides-connected': ({ table, towards }) =>
    `default of table ${tableName(table)} sends it to ${towards}`,
  'vpn-captures-reply': ({ rule, device }) => `rule ${rule.preference} sends the reply into ${device}`,
  'duplicate-connected-prefix': ({ prefix, device }) => `${prefix} is on ${device} too, and that route wins`,
  'gateway-unreachable': ({ gateway, device }) => `gateway ${gateway} on ${device} does not answer ARP/ND`,
  'neighbour-wrong': ({ address, mac }) => `wrong neighbour entry: ${address} at ${mac}`,
  'reply-leaves-other-interface': ({ device, ways: all, missed, seen }) => {
    const by = all === undefined ? device : ways(all);
    return `reply ${seen ? 'leaves' : 'would leave'} by ${by}, ${missed ? 'and never arrives' : 'and may be dropped as spoofed'}`;
  },
  'udp-source-mismatch': ({ source }, { to }) => `reply comes from ${source}, not ${to}`,
  'mtu-blackhole': () => 'large packets are lost, small ones pass (MTU)',
  'answered-but-lost': ({ device }, scene) => `reply left by ${device ?? scene.interface}, and never arrives`,
  'reply-rate-limited': ({ by, setting, rule }) =>
    `replies are rate limited: ${setting ?? rule?.chain ?? by}`,
  healthy: ({ how, device }, { interface: asked, port }) => {
    switch (how) {
      case 'returned':
        return 'the reply gets back';
      case 'left':
        return `reply leaves by ${device ?? asked}; past the host it was not watched`;
      case 'refused':
        return `port ${port ?? '?'} is refused: the answer gets back`;
      case 'expected':
        return 'nothing that was shown stops it';
    }
  },
  inconclusive: ({ overloaded, nothingFound }, { ingress }) => {
    if (overloaded) return 'the host was too slow to be read';
    const device = ingress === '' ? UNNAMED.again.device : ingress;
    return nothingFound ? `no packet was seen on ${device}` : 'what was shown does not decide';
  },
} satisfies Partial<PictureTexts['reason']>;
