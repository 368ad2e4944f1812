import { sysctlKey } from '../model/index.ts';
import { holdersOf } from '../seen/addresses.ts';
import { arpSetting } from '../seen/arp-settings.ts';
import { cite, deviceOf, type Walk } from '../walk.ts';
import { type CauseFile, type Claim, claim, LINKS } from './cause.ts';
import { undecided } from './priors.ts';

/**
 * The question for the hardware address comes in, and a setting keeps the host from answering it: arp_ignore where the address
 * is on another interface, arp_filter where the way to the asker is another interface (Documentation/networking/ip-sysctl).
 */
export const arpNotAnswered: CauseFile<'arp-not-answered'> = {
  code: 'arp-not-answered',
  claims(walk) {
    const { flow, linkTalk, family } = walk;
    const answered = linkTalk.answers.some(
      ({ address, direction }) => address === flow.to && direction !== 'in',
    );
    if (family === 6 || walk.arrived || answered) return [];
    // Asked on several interfaces of one network, only the asked one has to answer.
    const questions = linkTalk.questions.filter(
      ({ target, direction, asker }) => target === flow.to && direction !== 'out' && asker !== flow.to,
    );
    const question = questions.find(({ dev: on }) => on === undefined || on === flow.interface);
    if (questions.length > 0 && !question) return [];
    const dev = question?.dev ?? flow.interface;
    const reason = ignored(walk, dev) ?? filtered(walk, dev, question?.asker ?? flow.from);
    if (reason === undefined) return [];
    const facts = { ...reason, ...(question?.asker === undefined ? {} : { asker: question.asker }) };
    return [
      claim({ cause: 'arp-not-answered', facts }, 'neighbour-in', {
        evidence: cite(walk, 'capture', 'sysctls', 'addresses'),
        ...(question?.asker === undefined
          ? { rests: [undecided({ about: 'neighbour', device: dev, address: flow.to })] }
          : {
              shown: {
                key: 'seen.asks-in-vain' as const,
                asker: question.asker,
                address: flow.to,
                device: dev,
              },
            }),
      }),
    ];
  },
  remedies: [],
  advice: (_, { setting }) => ({
    commands: setting === undefined ? [['arptables', '-L', '-n']] : [['sysctl', setting]],
    link: LINKS.ipSysctl,
  }),
};

type Reason = Pick<Extract<Claim, { cause: 'arp-not-answered' }>['facts'], 'by' | 'setting'>;

/** 1: only for addresses of the interface itself; 2: and only to askers of its networks; 8: never. */
function ignored({ state, flow }: Walk, dev: string): Reason | undefined {
  const ignore = arpSetting(state, dev, 'arp_ignore');
  const own = holdersOf(state, flow.to);
  const elsewhere = own.length > 0 && !own.includes(dev);
  if (ignore === 8 || (ignore > 0 && elsewhere))
    return { by: 'arp_ignore', setting: sysctlKey(4, dev, 'arp_ignore') };
  return undefined;
}

function filtered(
  { state, flow, model, family }: Walk,
  dev: string,
  asker: string | undefined,
): Reason | undefined {
  if (asker === undefined || arpSetting(state, dev, 'arp_filter') === 0) return undefined;
  const way = deviceOf(model.lookup({ family, to: asker, from: flow.to }));
  return way === undefined || way === dev
    ? undefined
    : { by: 'arp_filter', setting: sysctlKey(4, dev, 'arp_filter') };
}
