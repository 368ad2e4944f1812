import { type CauseFacts, covers, type HostState, linkOf, tracesOf } from '../model/index.ts';
import { cite } from '../walk/index.ts';
import { type CauseFile, claim, LINKS } from './cause.ts';

/** The link is administratively down or has no carrier. A frame that was seen there shows that it is not. */
export const interfaceDown: CauseFile<'interface-down'> = {
  code: 'interface-down',
  claims(walk) {
    const { flow } = walk.asked;
    const { state } = walk.modelled;
    const { packets: seen, linkTalk } = walk.seen;
    const found = linkOf(state, flow.interface);
    const gone = found === undefined ? goneFrom(state, flow.interface) : undefined;
    const frames =
      seen.requests.some(({ dev }) => dev === flow.interface) ||
      [...linkTalk.questions, ...linkTalk.answers].some(
        ({ dev, direction }) => dev === flow.interface && direction !== 'out',
      );
    if (gone !== undefined && !frames) {
      return [
        claim({ cause: 'interface-down', facts: gone }, 'link', {
          evidence: cite(walk, 'links', 'mentions', 'kernel-log', 'rules'),
          shown: { key: 'seen.interface-gone', device: flow.interface },
        }),
      ];
    }
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
  advice({ asked: { flow } }, { why }) {
    const look = ['ip', '-s', 'link', 'show', 'dev', flow.interface];
    if (why === 'gone')
      return {
        commands: [
          ['ip', '-br', 'link'],
          ['dmesg', '-T'],
        ],
        link: LINKS.ipLink,
      };
    const up = ['ip', 'link', 'set', 'dev', flow.interface, 'up'];
    return { commands: why === 'not-up' ? [up, look] : [look], link: LINKS.ipLink };
  },
};

/** All interfaces were shown and it is not among them, though something still speaks of it: a name that was mistyped has no traces. */
function goneFrom(state: HostState, name: string): CauseFacts['interface-down'] | undefined {
  if (name === '' || !covers(state.coverage, 'links', { device: name, namesOnly: true })) return undefined;
  const traces = tracesOf(state, name);
  const others = (state.links ?? []).map((link) => link.name);
  return traces.length === 0 ? undefined : { why: 'gone', others, traces };
}

/** A listing that prints no flags at all tells nothing of them. */
function whyDown(
  flags: readonly string[],
  operstate: string | undefined,
): CauseFacts['interface-down']['why'] | undefined {
  if (flags.length > 0 && !flags.includes('UP')) return 'not-up';
  if (flags.includes('NO-CARRIER')) return 'no-carrier';
  return operstate === 'DOWN' || operstate === 'LOWERLAYERDOWN' ? 'operstate' : undefined;
}
