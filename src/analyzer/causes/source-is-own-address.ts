import { holdersOf } from '../model/index.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type CauseFile, claim, ip, LINKS } from './cause.ts';
import { routingRests } from './priors.ts';

/** The sender's address is also one of this host's: refused in IPv4, and never answered to the outside in any case. */
export const sourceIsOwnAddress: CauseFile<'source-is-own-address'> = {
  code: 'source-is-own-address',
  claims(walk) {
    if (!isOwnAddress(walk)) return [];
    const [device] = holdersOf(walk.modelled.state, walk.asked.flow.from ?? '');
    return [
      claim(
        { cause: 'source-is-own-address', facts: device === undefined ? {} : { device } },
        'source-validation',
        {
          // Where ICMP takes it all the same, it answers to the host itself.
          after: 'sent',
          before: 'left',
          evidence: cite(walk, 'addresses', 'routes', 'oracle', 'capture'),
          rests: device === undefined ? routingRests(walk) : [],
        },
      ),
    ];
  },
  remedies: [],
  advice: (walk) => ({
    commands: [ip(walk, 'addr', 'show', 'to', walk.asked.flow.from ?? walk.asked.sender)],
    link: LINKS.ingressFiltering,
  }),
};

/** IPv6, and IPv4 with accept_local, take such a packet; its answer is then delivered to the host itself. */
function isOwnAddress({
  modelled: { validation, replyRoute, passage, state },
  asked: { flow },
}: Walk): boolean {
  if (validation.verdict === 'refused' && validation.reason === 'own-address') return true;
  if (flow.from !== undefined && holdersOf(state, flow.from).length > 0) return true;
  return replyRoute.kind === 'route' && replyRoute.type === 'local' && !passage.translated;
}
