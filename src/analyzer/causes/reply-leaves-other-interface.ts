import { askedInVain } from '../link-questions.ts';
import { borrowedName } from '../seen/borrowed-name.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, ip, LINKS } from './cause.ts';
import { boundsOf, type Leaving, leavingElsewhere } from './leaving.ts';
import { leavesByTranslation } from './published-port-reverse-path.ts';

/**
 * The answer leaves by another interface than the request came in on, with the asked address as its source. Clouds and routers
 * often drop such packets (RFC 2827), and whether they do cannot be seen from the host.
 */
export const replyLeavesOtherInterface: CauseFile<'reply-leaves-other-interface'> = {
  code: 'reply-leaves-other-interface',
  claims(walk) {
    const leaving = leavingElsewhere(walk);
    return leaving === undefined || leavesByTranslation(walk, leaving) ? [] : [leavingBy(walk, leaving)];
  },
  remedies: ['policy-routing', 'loose-rp-filter'],
  advice: (walk) => ({
    commands: [ip(walk, 'route', 'get', walk.asked.flow.from ?? 'SENDER', 'from', walk.asked.flow.to)],
    link: LINKS.spoofing,
  }),
};

function leavingBy(walk: Walk, leaving: Leaving): Claim {
  const { replyRoute } = walk.modelled;
  const { linkTalk, answerMissed } = walk.seen;
  const { device, seen, rests } = leaving;
  const gateway = replyRoute.kind === 'route' ? replyRoute.gateway : undefined;
  const inVain = gateway === undefined || seen ? undefined : askedInVain(linkTalk, gateway);
  const borrowed = inVain && borrowedName(walk, inVain, device);
  const facts = {
    device,
    seen,
    missed: answerMissed,
    ...(leaving.ways === undefined ? {} : { ways: leaving.ways }),
    ...(gateway === undefined ? {} : { gateway }),
    ...(borrowed === undefined ? {} : { borrowed }),
  };
  return claim({ cause: 'reply-leaves-other-interface', facts }, 'wire-out', {
    evidence: cite(walk, 'capture', 'routes', 'peer-probe'),
    rests,
    ...boundsOf(walk, leaving),
  });
}
