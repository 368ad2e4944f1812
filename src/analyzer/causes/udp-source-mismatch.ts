import { otherSource } from '../seen/other-source.ts';
import { cite } from '../walk/index.ts';
import { type CauseFile, claim, LINKS } from './cause.ts';

/** An unbound UDP socket's answer is routed without a source, and takes that of the interface it leaves by (measured). */
export const udpSourceMismatch: CauseFile<'udp-source-mismatch'> = {
  code: 'udp-source-mismatch',
  claims(walk) {
    const answer = walk.asked.flow.protocol === 'udp' ? otherSource(walk) : undefined;
    if (!answer) return [];
    const { source, device } = answer;
    const facts = { source, ...(device === undefined ? {} : { device }) };
    return [
      claim({ cause: 'udp-source-mismatch', facts }, 'wire-out', {
        // It was seen: whatever the state says of the way there.
        after: 'sent',
        evidence: cite(walk, 'capture', 'peer-capture', 'peer-probe'),
        shown: { key: 'seen.other-source', source, to: walk.asked.flow.to },
      }),
    ];
  },
  remedies: [],
  advice: ({ asked: { flow } }) => ({
    commands: [['ss', '-ulnp', 'sport', '=', `:${flow.port ?? ''}`]],
    link: LINKS.hostRequirements,
  }),
};
