import { listens } from '../listens.ts';
import { fitsClosedPort } from '../seen/refusal.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type Assumption, type CauseFile, claim, LINKS } from './cause.ts';

/** The host refuses the port itself, or nothing accepts it on that address. */
export const notListening: CauseFile<'not-listening'> = {
  code: 'not-listening',
  claims(walk) {
    const { flow } = walk.asked;
    const { state, passage } = walk.modelled;
    const { refused } = walk.seen;
    if (flow.protocol === 'icmp' || flow.port === undefined || passage.translated) return [];
    const rests = nobodyListens(walk);
    if (rests === undefined || !fitsClosedPort(walk)) return [];
    const boundTo = (state.sockets ?? [])
      .filter(({ protocol, localPort, state: is }) => {
        const waits = is === 'LISTEN' || is === 'UNCONN';
        return waits && protocol === flow.protocol && localPort === flow.port;
      })
      .map(({ localAddress, dev }) => (dev === undefined ? localAddress : `${localAddress}%${dev}`));
    const facts = { refused: refused !== undefined, boundTo: [...new Set(boundTo)] };
    return [
      claim({ cause: 'not-listening', facts }, 'input', {
        evidence: cite(walk, 'sockets', 'peer-probe', 'capture'),
        rests,
        ...(refused === undefined ? {} : { explainsError: true }),
      }),
    ];
  },
  remedies: [],
  advice: ({ asked: { flow } }) => ({
    commands: [['ss', flow.protocol === 'udp' ? '-lunp' : '-ltnp', 'sport', '=', `:${flow.port ?? ''}`]],
    link: LINKS.hostRequirements,
  }),
};

/** What it rests on that nobody listens; undefined where somebody does, or nothing speaks for it. */
function nobodyListens(walk: Walk): Assumption[] | undefined {
  const { flow } = walk.asked;
  const { refused } = walk.seen;
  const listening = listens(walk);
  if (flow.protocol === 'icmp') return undefined;
  switch (listening.who) {
    case 'somebody':
    case 'other-vrf':
      return undefined;
    case 'not-shown': {
      if (refused === undefined) return undefined;
      const question = { about: 'sockets', protocol: flow.protocol, port: flow.port } as const;
      // An error of which no more is known may be a packet filter's as well.
      const kind = walk.seen.probe?.outcome === 'rejected' ? 'open' : 'default';
      return [{ question, kind, otherwise: 'open' }];
    }
    case 'nobody': {
      const usual = refused !== undefined || listening.appears;
      return listening.questions.map((question) => ({
        question,
        kind: usual ? 'default' : 'open',
        otherwise: 'open',
      }));
    }
  }
}
