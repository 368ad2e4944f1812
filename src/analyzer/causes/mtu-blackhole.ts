import type { CauseFacts } from '../model/index.ts';
import { isLargeProbe } from '../own-probes.ts';
import { sizeLimit } from '../seen/size-limit.ts';
import type { StuckTransfer } from '../seen/stuck-transfer.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, LINKS } from './cause.ts';
import { undecided } from './priors.ts';

/** Small packets come through, large ones that may not be fragmented vanish without a word (RFC 2923, RFC 8899). */
export const mtuBlackhole: CauseFile<'mtu-blackhole'> = {
  code: 'mtu-blackhole',
  claims(walk) {
    const found = byPings(walk) ?? byTransfer(walk) ?? byStandstill(walk) ?? byLargeAlone(walk);
    return found ? [found] : [];
  },
  remedies: [],
  advice: ({ asked: { flow } }) => ({ commands: [['tracepath', '-n', flow.to]], link: LINKS.pathMtu }),
};

type Facts = CauseFacts['mtu-blackhole'];

function vanishing(facts: Facts, evidence: string[], more: Partial<Claim> = {}): Claim {
  return claim({ cause: 'mtu-blackhole', facts }, 'upstream', {
    after: 'sent',
    before: 'returned',
    evidence,
    surmised: true,
    despiteAnswer: true,
    shown: { key: 'seen.large-lost', who: facts.who },
    ...more,
  });
}

/** Pings of the sender to the host, or of the host to the sender. */
function byPings(walk: Walk): Claim | undefined {
  const { peer, observation } = walk.seen;
  const { flow, peerName, host, namedSender } = walk.asked;
  if (leavesLargeUnanswered(walk)) return undefined;
  const theirs = (peer?.probes ?? []).filter(({ to }) => to === flow.to);
  const own = observation.probes.filter(({ to }) => to === flow.from || to === namedSender);
  const limit = sizeLimit(theirs);
  if (limit) return vanishing({ who: peerName, ...limit }, cite(walk, 'peer-probe'));
  const other = sizeLimit(own);
  return other && vanishing({ who: host, ...other }, cite(walk, 'probe'));
}

/** More requests came in than small ones were sent, and some of them the host did not answer: they were not lost on the way. */
function leavesLargeUnanswered({
  seen: { packets: seen, probe },
  modelled: { answersObservable },
  asked: { flow },
}: Walk): boolean {
  if (flow.protocol !== 'icmp' || !seen.complete || !answersObservable) return false;
  return seen.requests.length > (probe?.sent ?? 0) && seen.answers.length < seen.requests.length;
}

/** A segment is lost again and again, and smaller ones are not. */
function byTransfer(walk: Walk): Claim | undefined {
  const { stuck } = walk.seen;
  // The least that every path carries is 576 bytes (RFC 1122, 3.3.3): what is smaller is lost for something else.
  if (stuck === undefined || stuck.bytes <= LEAST || stuck.passes >= stuck.bytes) return undefined;
  const facts = { who: whose(walk, stuck), passes: stuck.passes, lost: stuck.bytes, seen: stuck.how };
  return vanishing(facts, cite(walk, 'capture', 'peer-capture'));
}

const LEAST = 536;

function whose({ asked: { host, peerName } }: Walk, { of }: StuckTransfer): string {
  return of === 'server' ? host : peerName;
}

/** The connection opens, and then nothing comes: most often the first large packets are what is missing. */
function byStandstill(walk: Walk): Claim | undefined {
  if (!walk.seen.standsStill) return undefined;
  const { flow, peerName: who } = walk.asked;
  const udp = flow.protocol === 'udp';
  const facts = { who, seen: udp ? ('ceases' as const) : ('standstill' as const) };
  return vanishing(facts, cite(walk, 'peer-probe', 'capture', 'peer-capture'), {
    shown: { key: udp ? 'seen.ceases' : 'seen.standstill', port: flow.port ?? 0 },
    rests: [undecided({ about: 'large-packets' })],
  });
}

/** Large packets alone were tried, and the host answered them: whether small ones would come through was not shown. */
function byLargeAlone(walk: Walk): Claim | undefined {
  const { probe, answerLeft, answerMissed } = walk.seen;
  if (!answerLeft || !answerMissed || probe === undefined || !isLargeProbe(probe)) return undefined;
  const { shown: _, ...found } = vanishing(
    { who: walk.asked.peerName, seen: 'large-alone' },
    cite(walk, 'peer-probe', 'capture'),
    {
      bare: true,
      rests: [undecided({ about: 'large-packets' })],
    },
  );
  return found;
}
