import { filterModel } from '../filters/index.ts';
import {
  addressValue,
  formatValue,
  holdersOf,
  linkOf,
  type RulePlace,
  type Ruleset,
  sysctlKey,
} from '../model/index.ts';

import { arpSetting } from '../seen/arp-settings.ts';
import { filterFacts } from '../seen/filter-way.ts';
import { routerFoundNobody } from '../seen/router-errors.ts';
import { foundNobody } from '../seen/sender-way.ts';
import { cite, deviceOf, type Walk } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, LINKS } from './cause.ts';
import { undecided } from './priors.ts';

/**
 * The question for the hardware address comes in, and the host does not answer it: arp_ignore where the address is on another
 * interface, arp_filter where the way to the asker is another interface (Documentation/networking/ip-sysctl), ARP turned off on
 * the interface, or a rule that drops the question or its answer, in IPv6 as well.
 */
export const arpNotAnswered: CauseFile<'arp-not-answered'> = {
  code: 'arp-not-answered',
  claims(walk) {
    const { flow, family } = walk.asked;
    const { linkTalk } = walk.seen;
    const answered = linkTalk.answers.some(
      ({ address, direction }) => address === flow.to && direction !== 'in',
    );
    if (walk.seen.arrived || answered) return [];
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
    const reason =
      (family === 4
        ? bySetting(walk, dev, asker, question !== undefined || wasAskedInVain(walk))
        : undefined) ?? byRule(walk, dev, asker);
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
  advice(walk, { by, setting, rule }) {
    if (by === 'NOARP')
      return {
        commands: [['ip', 'link', 'set', 'dev', walk.asked.flow.interface, 'arp', 'on']],
        link: LINKS.ipLink,
      };
    return setting === undefined
      ? { commands: [ruleCommand(walk, rule)], link: LINKS.nft }
      : { commands: [['sysctl', setting]], link: LINKS.ipSysctl };
  },
};

/** What comes in by a port of a bridge comes to the bridge. */
function isPortOf({ modelled: { state } }: Walk, port: string, device: string): boolean {
  return linkOf(state, port)?.master === device && linkOf(state, device)?.kind === 'bridge';
}

function bySetting(walk: Walk, dev: string, asker: string | undefined, isAsked: boolean): Reason | undefined {
  const off = isAsked || isEthernet(walk, dev) ? turnedOff(walk, dev) : undefined;
  return off ?? ignored(walk, dev) ?? filtered(walk, dev, asker);
}

/** Whether a link has a hardware address to be asked for, and is no tunnel, dummy or VRF by its kind. */
function isEthernet({ modelled: { state } }: Walk, dev: string): boolean {
  const link = linkOf(state, dev);
  if (link?.mac === undefined || link.flags.includes('MASTER')) return false;
  return link.kind === undefined ? !/^dummy/.test(dev) : ETHERNET_KINDS.has(link.kind);
}

const ETHERNET_KINDS: ReadonlySet<string> = new Set(['veth', 'vlan', 'bridge', 'bond', 'team', 'macvlan']);

/** Tunnels and dummies have no ARP by nature; of a link that is asked by ARP somebody has turned it off. */
function turnedOff({ modelled: { state } }: Walk, dev: string): Reason | undefined {
  const flags = linkOf(state, dev)?.flags ?? [];
  return flags.includes('NOARP') ? { by: 'NOARP' } : undefined;
}

/** The sender, or the router before the host, asked for the address and nobody answered. */
function wasAskedInVain(walk: Walk): boolean {
  return foundNobody(walk) || routerFoundNobody(walk) !== undefined;
}

/** No question was seen: a sender that found nobody shows it, and what drops every question does so to each that is asked. */
function unasked(walk: Walk, dev: string, { by }: Reason): Partial<Claim> {
  if (wasAskedInVain(walk)) return { surmised: true };
  const question = { about: 'neighbour' as const, device: dev, address: walk.asked.flow.to };
  return by === 'filter' && walk.seen.answerMissed
    ? { rests: [{ question, kind: 'default', otherwise: 'open' }] }
    : { rests: [undecided(question)] };
}

type Reason = Pick<Extract<Claim, { cause: 'arp-not-answered' }>['facts'], 'by' | 'setting' | 'rule'>;

function ruleCommand({ asked: { family } }: Walk, rule: RulePlace | undefined): string[] {
  if (rule?.listing === 'nft') return ['nft', '-a', 'list', 'table', rule.family, rule.table];
  return [family === 4 ? 'arptables' : 'ip6tables', '-L', '-n', '-v'];
}

/**
 * A rule drops the question or its answer: of the ARP hooks, or of the device's ingress and the bridge in front of them; in IPv6,
 * where the question is ICMPv6 (RFC 4861, 7.2), of the hooks that every packet passes.
 */
function byRule(walk: Walk, dev: string, asker: string | undefined): Reason | undefined {
  const { filters, arpFilters } = walk.modelled.state;
  for (const rules of [filters, arpFilters]) {
    const found = rules && droppedBy(walk, rules, dev, asker);
    if (found) return found;
  }
  return undefined;
}

function droppedBy(
  { modelled: { state, model }, asked: { flow, family } }: Walk,
  rules: Ruleset,
  dev: string,
  asker: string | undefined,
): Reason | undefined {
  const filter = filterModel(rules, { routes: model, state });
  const { question, answer, inward, outward } = family === 4 ? ARP : ND;
  const source = asker === undefined ? {} : { source: asker };
  const asked = {
    ...question,
    ...source,
    iif: dev,
    destination: family === 4 ? flow.to : solicited(flow.to),
  };
  const told = {
    ...answer,
    oif: dev,
    source: flow.to,
    ...(asker === undefined ? {} : { destination: asker }),
  };
  const verdicts = [
    ...inward.map((path) => filter.evaluate(asked, path)),
    ...outward.map((path) => filter.evaluate(told, path)),
  ];
  const stopped = verdicts.find(({ verdict }) => verdict === 'drop' || verdict === 'reject');
  if (!stopped) return undefined;
  const { rule } = filterFacts('input', stopped);
  return { by: 'filter', ...(rule ? { rule } : {}) };
}

/** The question and its answer as a packet filter sees them, and the hooks that they pass. */
const ARP = {
  question: { family: 4, protocol: 'arp', arpOperation: 1 },
  answer: { family: 4, protocol: 'arp', arpOperation: 2 },
  inward: ['arp-input'],
  outward: ['arp-output'],
} as const;
/** Neighbour discovery is not tracked (net/netfilter/nf_conntrack_proto_icmpv6.c). */
const ND = {
  question: { family: 6, protocol: 'icmpv6', icmpType: 135, ctState: 'untracked' },
  answer: { family: 6, protocol: 'icmpv6', icmpType: 136, ctState: 'untracked' },
  inward: ['prerouting', 'input'],
  outward: ['output'],
} as const;

/** The group that is asked for an address, its last 24 bits (RFC 4291, 2.7.1). */
function solicited(address: string): string {
  const own = addressValue(6, address);
  if (typeof own !== 'bigint') return address;
  return formatValue(6, (0xff02_0000_0000_0000_0000_0001_ffn << 24n) | (own & 0xff_ffffn));
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
