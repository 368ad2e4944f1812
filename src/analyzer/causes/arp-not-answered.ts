import { filterModel } from '../filters/index.ts';
import { linkOf, type RulePlace, type Ruleset, sysctlKey } from '../model/index.ts';
import { holdersOf } from '../seen/addresses.ts';
import { arpSetting } from '../seen/arp-settings.ts';
import { filterFacts } from '../seen/filter-way.ts';
import { foundNobody } from '../seen/sender-way.ts';
import { cite, deviceOf, type Walk } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, LINKS } from './cause.ts';
import { undecided } from './priors.ts';

/**
 * The question for the hardware address comes in, and a setting keeps the host from answering it: arp_ignore where the address
 * is on another interface, arp_filter where the way to the asker is another interface (Documentation/networking/ip-sysctl).
 */
export const arpNotAnswered: CauseFile<'arp-not-answered'> = {
  code: 'arp-not-answered',
  claims(walk) {
    const { flow, family } = walk.asked;
    const { linkTalk } = walk.seen;
    const answered = linkTalk.answers.some(
      ({ address, direction }) => address === flow.to && direction !== 'in',
    );
    if (family === 6 || walk.seen.arrived || answered) return [];
    // Asked on several interfaces of one network, only the asked one has to answer.
    const questions = linkTalk.questions.filter(
      ({ target, direction, asker }) => target === flow.to && direction !== 'out' && asker !== flow.to,
    );
    const isHere = (on: string | undefined) =>
      on === undefined || on === flow.interface || isPortOf(walk, on, flow.interface);
    const question = questions.find(({ dev }) => isHere(dev));
    if (questions.length > 0 && !question) return [];
    const dev = question?.dev ?? flow.interface;
    const asker = question?.asker ?? flow.from;
    const reason = ignored(walk, dev) ?? filtered(walk, dev, asker) ?? byRule(walk, dev, asker);
    if (reason === undefined) return [];
    const facts = { ...reason, ...(question?.asker === undefined ? {} : { asker: question.asker }) };
    return [
      claim({ cause: 'arp-not-answered', facts }, 'neighbour-in', {
        evidence: cite(walk, 'capture', 'sysctls', 'addresses'),
        ...(question?.asker === undefined
          ? unasked(walk, dev, reason)
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
  advice: (_, { setting, rule }) => ({
    commands: setting === undefined ? [ruleCommand(rule)] : [['sysctl', setting]],
    link: setting === undefined ? LINKS.nft : LINKS.ipSysctl,
  }),
};

/** What comes in by a port of a bridge comes to the bridge. */
function isPortOf({ modelled: { state } }: Walk, port: string, device: string): boolean {
  return linkOf(state, port)?.master === device && linkOf(state, device)?.kind === 'bridge';
}

/** No question was seen: a sender that found nobody shows it, and what drops every question does so to each that is asked. */
function unasked(walk: Walk, dev: string, { by }: Reason): Partial<Claim> {
  if (foundNobody(walk)) return { surmised: true };
  const question = { about: 'neighbour' as const, device: dev, address: walk.asked.flow.to };
  return by === 'filter' && walk.seen.answerMissed
    ? { rests: [{ question, kind: 'default', otherwise: 'open' }] }
    : { rests: [undecided(question)] };
}

type Reason = Pick<Extract<Claim, { cause: 'arp-not-answered' }>['facts'], 'by' | 'setting' | 'rule'>;

function ruleCommand(rule: RulePlace | undefined): string[] {
  return rule?.listing === 'nft'
    ? ['nft', '-a', 'list', 'table', rule.family, rule.table]
    : ['arptables', '-L', '-n', '-v'];
}

/** A rule of the ARP hooks, or of the device's ingress and the bridge in front of them, drops the question or its answer. */
function byRule(walk: Walk, dev: string, asker: string | undefined): Reason | undefined {
  const { filters, arpFilters } = walk.modelled.state;
  for (const rules of [filters, arpFilters]) {
    const found = rules && droppedBy(walk, rules, dev, asker);
    if (found) return found;
  }
  return undefined;
}

function droppedBy(
  { modelled: { state, model }, asked: { flow } }: Walk,
  rules: Ruleset,
  dev: string,
  asker: string | undefined,
): Reason | undefined {
  const filter = filterModel(rules, { routes: model, state });
  const way = { family: 4, protocol: 'arp' } as const;
  const source = asker === undefined ? {} : { source: asker };
  const question = filter.evaluate(
    { ...way, ...source, iif: dev, arpOperation: 1, destination: flow.to },
    'arp-input',
  );
  const answer = filter.evaluate(
    {
      ...way,
      oif: dev,
      arpOperation: 2,
      source: flow.to,
      ...(asker === undefined ? {} : { destination: asker }),
    },
    'arp-output',
  );
  const stopped = [question, answer].find(({ verdict }) => verdict === 'drop' || verdict === 'reject');
  if (!stopped) return undefined;
  const { rule } = filterFacts('input', stopped);
  return { by: 'filter', ...(rule ? { rule } : {}) };
}

/** 1: only for addresses of the interface itself; 2: and only to askers of its networks; 8: never. */
function ignored({ modelled: { state }, asked: { flow } }: Walk, dev: string): Reason | undefined {
  const ignore = arpSetting(state, dev, 'arp_ignore');
  const own = holdersOf(state, flow.to);
  const elsewhere = own.length > 0 && !own.includes(dev);
  if (ignore === 8 || (ignore > 0 && elsewhere))
    return { by: 'arp_ignore', setting: sysctlKey(4, dev, 'arp_ignore') };
  return undefined;
}

function filtered(
  { modelled: { state, model }, asked: { flow, family } }: Walk,
  dev: string,
  asker: string | undefined,
): Reason | undefined {
  if (asker === undefined || arpSetting(state, dev, 'arp_filter') === 0) return undefined;
  const way = deviceOf(model.lookup({ family, to: asker, from: flow.to }));
  return way === undefined || way === dev
    ? undefined
    : { by: 'arp_filter', setting: sysctlKey(4, dev, 'arp_filter') };
}
