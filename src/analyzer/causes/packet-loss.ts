import { heldBack } from '../seen/held-back.ts';
import { attempts, losesSome, lossInterval, lostInside } from '../seen/loss.ts';
import { lossSigns } from '../seen/loss-signs.ts';
import { siblingPasses } from '../seen/siblings.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type Assumption, type CauseFile, claim, LINKS } from './cause.ts';

/**
 * Part of the packets is lost. A first packet that waits for ARP is no loss, and neither is an answer that came late. Where this
 * host took requests and held answers back it is no loss on the way, and where a rate was not shown it may be one.
 */
export const packetLoss: CauseFile<'packet-loss'> = {
  code: 'packet-loss',
  claims(walk) {
    const tried = attempts(walk);
    if (!tried || !losesSome(walk)) return [];
    const { sent, received } = tried;
    if (heldBack(walk) !== undefined && walk.seen.packets.requests.length >= sent) return [];
    const { low, high } = lossInterval(sent, received);
    const facts = { sent, received, low, high, signs: lossSigns(walk) };
    return [
      claim({ cause: 'packet-loss', facts }, isLostBefore(walk, sent) ? 'wire-in' : 'upstream', {
        after: 'sent',
        before: 'returned',
        despiteAnswer: true,
        evidence: cite(walk, 'peer-probe', 'peer-capture', 'links', 'counters', 'kernel-log'),
        shown: { key: 'seen.answers-returned', received, sent },
        rests: unseenRates(walk),
        ...(sent < 10 ? { surmised: true } : {}),
      }),
    ];
  },
  remedies: [],
  advice: ({ asked: { flow }, seen: { ingress } }) => ({
    commands: [
      ['ping', '-c', '100', '-i', '0.2', flow.to],
      ['ip', '-s', '-s', 'link', 'show', 'dev', ingress],
      ['ethtool', '-S', ingress],
    ],
    link: LINKS.hostRequirements,
  }),
};

/** What is lost never came: the capture covers the probe, shows fewer requests than were sent, and an answer to each. */
function isLostBefore(
  { seen: { packets: seen }, modelled: { answersObservable } }: Walk,
  sent: number,
): boolean {
  const came = seen.requests.reduce((sum, { times }) => sum + times, 0);
  const left = seen.answers.reduce((sum, { times }) => sum + times, 0);
  return seen.listening && seen.complete && answersObservable && came < sent && left >= came;
}

/**
 * Rates that nobody showed: the kernel's own holds no echo replies by default, and rules seldom do. Where the host itself
 * did not deliver what it took in, a rule that was not shown is as likely as a loss on the way.
 */
function unseenRates(walk: Walk): Assumption[] {
  const { flow, family } = walk.asked;
  const { state } = walk.modelled;
  const mask = family === 4 ? 'net.ipv4.icmp_ratemask' : 'net.ipv6.icmp.ratemask';
  const usual = { kind: 'default', otherwise: 'unusual' } as const;
  const rests: Assumption[] = [];
  if (flow.protocol === 'icmp' && state.sysctls?.[mask] === undefined)
    rests.push({ question: { about: 'sysctl', keys: [mask] }, ...usual });
  if (state.filters === undefined && !siblingPasses(walk))
    rests.push({ question: { about: 'filter', hook: 'input' }, ...(lostInside(walk) ? OPEN : usual) });
  return rests;
}

const OPEN = { kind: 'open', otherwise: 'open' } as const;
