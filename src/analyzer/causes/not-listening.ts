import { listens } from '../listens.ts';
import { cite, isRefused } from '../walk.ts';
import { type Assumption, type CauseFile, claim, LINKS } from './cause.ts';

/** The host refuses the port itself, or nothing accepts it on that address. */
export const notListening: CauseFile<'not-listening'> = {
  code: 'not-listening',
  claims(walk) {
    const { flow, state, passage } = walk;
    const listening = listens(walk);
    if (flow.protocol === 'icmp' || flow.port === undefined || passage.translated || listening === true)
      return [];
    const refused = isRefused(walk);
    // Silence is not what a host answers whose port is closed: it refuses.
    if (!refused && (listening === undefined || walk.answerMissed)) return [];
    const rests: Assumption[] =
      listening === undefined
        ? [
            {
              question: { about: 'sockets', protocol: flow.protocol, port: flow.port },
              kind: 'default',
              otherwise: 'open',
            },
          ]
        : [];
    const boundTo = (state.sockets ?? [])
      .filter(({ protocol, localPort }) => protocol === flow.protocol && localPort === flow.port)
      .map(({ localAddress }) => localAddress);
    return [
      claim({ cause: 'not-listening', facts: { refused, boundTo: [...new Set(boundTo)] } }, 'input', {
        evidence: cite(walk, 'sockets', 'peer-probe'),
        rests,
      }),
    ];
  },
  remedies: [],
  advice: ({ flow }) => ({
    commands: [['ss', flow.protocol === 'udp' ? '-lunp' : '-ltnp', 'sport', '=', `:${flow.port ?? ''}`]],
    link: LINKS.hostRequirements,
  }),
};
