import type { ProbeReport } from '../model/index.ts';
import { isLargeProbe } from '../own-probes.ts';
import { saidTooLong } from '../seen/probe-errors.ts';
import type { Walk } from '../walk.ts';
import { type CauseFile, claim, LINKS } from './cause.ts';

/** Small packets come through, large ones that may not be fragmented vanish without a word (RFC 2923, RFC 8899). */
export const mtuBlackhole: CauseFile<'mtu-blackhole'> = {
  code: 'mtu-blackhole',
  claims(walk) {
    for (const { probes, evidence, who } of sidesOf(walk)) {
      const large = vanished(probes);
      if (!large) continue;
      const facts = { who, ...(large.command === undefined ? {} : { command: large.command }) };
      return [
        claim({ cause: 'mtu-blackhole', facts }, 'upstream', {
          after: 'sent',
          before: 'returned',
          evidence: [evidence],
          surmised: true,
          despiteAnswer: true,
          shown: { key: 'seen.large-lost', who },
        }),
      ];
    }
    return [];
  },
  remedies: [],
  advice: ({ flow }) => ({ commands: [['tracepath', '-n', flow.to]], link: LINKS.pathMtu }),
};

function sidesOf({ peer, observation, flow, peerName, host, namedSender }: Walk) {
  return [
    {
      probes: (peer?.probes ?? []).filter(({ to }) => to === flow.to),
      evidence: 'peer-probe',
      who: peerName,
    },
    {
      probes: observation.probes.filter(({ to }) => to === flow.from || to === namedSender),
      evidence: 'probe',
      who: host,
    },
  ];
}

/** All the large ones are lost, and no small one is: where small ones are lost as well, size is not what decides. */
function vanished(probes: readonly ProbeReport[]): ProbeReport | undefined {
  const small = probes.filter((probe) => !isLargeProbe(probe));
  const large = probes.filter((probe) => isLargeProbe(probe) && probe.sent > 0);
  const lost = large.find(({ received }) => received === 0);
  const smallPass = small.some(({ received }) => received > 0);
  const smallLost = small.some(({ sent, received }) => sent - received > 1);
  if (!lost || !smallPass || smallLost || large.some(({ received }) => received > 0)) return undefined;
  return saidTooLong(lost) ? undefined : lost;
}
