import { type CauseFacts, linkOf } from '../model/index.ts';
import { cite } from '../walk.ts';
import { type CauseFile, claim, LINKS } from './cause.ts';

/** The link is administratively down or has no carrier. A frame that was seen there shows that it is not. */
export const interfaceDown: CauseFile<'interface-down'> = {
  code: 'interface-down',
  claims(walk) {
    const { flow, state, seen, linkTalk } = walk;
    const found = linkOf(state, flow.interface);
    const frames =
      seen.requests.some(({ dev }) => dev === flow.interface) ||
      [...linkTalk.questions, ...linkTalk.answers].some(
        ({ dev, direction }) => dev === flow.interface && direction !== 'out',
      );
    if (!found || frames) return [];
    const { flags, operstate } = found;
    const why = whyDown(flags, operstate);
    if (why === undefined) return [];
    const facts = { why, ...(operstate === undefined ? {} : { operstate }) };
    return [
      claim({ cause: 'interface-down', facts }, 'link', { evidence: cite(walk, 'links', 'addresses') }),
    ];
  },
  remedies: [],
  advice({ flow }, { why }) {
    const look = ['ip', '-s', 'link', 'show', 'dev', flow.interface];
    const up = ['ip', 'link', 'set', 'dev', flow.interface, 'up'];
    return { commands: why === 'not-up' ? [up, look] : [look], link: LINKS.ipLink };
  },
};

/** A listing that prints no flags at all tells nothing of them. */
function whyDown(
  flags: readonly string[],
  operstate: string | undefined,
): CauseFacts['interface-down']['why'] | undefined {
  if (flags.length > 0 && !flags.includes('UP')) return 'not-up';
  if (flags.includes('NO-CARRIER')) return 'no-carrier';
  return operstate === 'DOWN' || operstate === 'LOWERLAYERDOWN' ? 'operstate' : undefined;
}
