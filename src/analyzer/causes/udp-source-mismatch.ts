import { cite } from '../walk.ts';
import { type CauseFile, claim, LINKS } from './cause.ts';

/** An unbound UDP socket's answer is routed without a source, and takes that of the interface it leaves by (measured). */
export const udpSourceMismatch: CauseFile<'udp-source-mismatch'> = {
  code: 'udp-source-mismatch',
  claims(walk) {
    const { seen } = walk;
    const [answer] = seen.misaddressed;
    if (!answer || seen.answers.length > 0 || walk.answerArrived) return [];
    const facts = { source: answer.source, ...(answer.dev === undefined ? {} : { device: answer.dev }) };
    return [
      claim({ cause: 'udp-source-mismatch', facts }, 'wire-out', {
        // The capture shows it leaving: whatever the state says of the way there.
        after: 'sent',
        evidence: cite(walk, 'capture'),
        shown: { key: 'seen.other-source', source: answer.source, to: walk.flow.to },
      }),
    ];
  },
  remedies: [],
  advice: ({ flow }) => ({
    commands: [['ss', '-ulnp', 'sport', '=', `:${flow.port ?? ''}`]],
    link: LINKS.hostRequirements,
  }),
};
