import { formatValue, parseAddress, parsePrefix, type SourceValidation } from '../routes/index.ts';
import { addressSeemsAbsent } from '../seen/addresses.ts';
import { routerFoundNobody } from '../seen/router-errors.ts';
import { lacksMainRule } from '../seen/rules.ts';
import { asksByItsRoute, foundNobody, isOnLink } from '../seen/sender-way.ts';
import { cite, type Walk, waysOf } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, LINKS } from './cause.ts';
import { routingRests } from './priors.ts';
import { strictSetting } from './strict-setting.ts';

/** ARP requests are validated as packets are, and refused silently: the counter stays flat (measured). */
export const arpRejectedByRpFilter: CauseFile<'arp-rejected-by-rp-filter'> = {
  code: 'arp-rejected-by-rp-filter',
  claims(walk) {
    if (walk.asked.family === 6 || walk.seen.arrived || lacksMainRule(walk) || isAnswered(walk)) return [];
    const found = asked(walk) ?? senderFoundNobody(walk) ?? refusesRouter(walk);
    return found ? [found] : [];
  },
  remedies: ['policy-routing', 'loose-rp-filter'],
  advice: () => ({ commands: [['sysctl', '-ar', '\\.rp_filter']], link: LINKS.ingressFiltering }),
};

const REVERSE_PATH: ReadonlySet<string> = new Set(['strict', 'no-route', 'loose-no-route']);

function isAnswered({ seen: { linkTalk }, asked: { flow } }: Walk): boolean {
  return linkTalk.answers.some(({ address, direction }) => address === flow.to && direction !== 'in');
}

/** The question was seen coming in, and nothing answers it. */
function asked(walk: Walk): Claim | undefined {
  const { flow, family } = walk.asked;
  const { linkTalk } = walk.seen;
  const questions = linkTalk.questions.filter(
    ({ target, direction, asker }) => target === flow.to && direction !== 'out' && asker !== flow.to,
  );
  const first = questions.find(({ dev }) => dev === flow.interface) ?? questions[0];
  if (first?.asker === undefined) return undefined;
  const { asker, dev = flow.interface } = first;
  const arrival = { family, source: asker, destination: flow.to, iif: dev };
  const shown = walk.modelled.model.validateSource(arrival);
  const strict = shown.verdict === 'unknown' ? shown.byMode?.find(({ mode }) => mode === 1) : undefined;
  const validation = strict ?? shown;
  if (validation.verdict !== 'refused' || !REVERSE_PATH.has(validation.reason)) return undefined;
  const facts = { how: 'asked' as const, asker, ...wayBack(validation) };
  if (validation !== shown)
    return claim({ cause: 'arp-rejected-by-rp-filter', facts }, 'neighbour-in', {
      evidence: cite(walk, 'capture', 'routes'),
      rests: [
        ...routingRests(walk, walk.modelled.model.explainSource(arrival).assumed),
        ...strictSetting(walk, dev),
      ],
    });
  return claim({ cause: 'arp-rejected-by-rp-filter', facts }, 'neighbour-in', {
    evidence: cite(walk, 'capture', 'rp_filter', 'routes'),
    rests: routingRests(walk, walk.modelled.model.explainSource(arrival).assumed),
    shown: { key: 'seen.asks-in-vain', asker, address: flow.to, device: dev },
  });
}

/** The sender is on the link and found nobody: its question would be refused, though none was seen just now. */
function senderFoundNobody(walk: Walk): Claim | undefined {
  const { peer } = walk.seen;
  const { flow, family } = walk.asked;
  const { model } = walk.modelled;
  if (flow.from === undefined || isAbsent(walk)) return undefined;
  // Who asks some link since a route says so need not ask this one.
  if (!isOnLink(walk) && asksByItsRoute(walk)) return undefined;
  // Whoever is on the link asks for the hardware address first, and that is refused as his packets would be.
  const told = peer !== undefined && foundNobody(walk);
  if (!told && !(walk.seen.answerMissed && isOnLink(walk) && walk.seen.refusal !== 'log')) return undefined;
  const arrival = { family, source: flow.from, destination: flow.to, iif: flow.interface };
  const validation = model.validateSource(arrival);
  if (validation.verdict !== 'refused' || validation.reason !== 'strict') return undefined;
  const facts = { how: 'sender-found-nobody' as const, asker: flow.from, ...wayBack(validation) };
  return claim({ cause: 'arp-rejected-by-rp-filter', facts }, 'neighbour-in', {
    evidence: cite(walk, 'peer-neighbours', 'rp_filter', 'routes'),
    rests: told ? [] : routingRests(walk, model.explainSource(arrival).assumed),
    surmised: true,
  });
}

/** Nobody answers for an address that is not there. */
function isAbsent({ modelled: { state }, asked: { flow } }: Walk): boolean {
  return addressSeemsAbsent(state, flow.to, flow.interface);
}

/**
 * A router that says "Destination Host Unreachable" has asked the link and found nobody; it goes on saying so for a while
 * without asking again.
 */
function refusesRouter(walk: Walk): Claim | undefined {
  const { flow, family } = walk.asked;
  const { model } = walk.modelled;
  const error = routerFoundNobody(walk);
  if (error === undefined || isAbsent(walk)) return undefined;
  for (const source of likelyAskers(walk)) {
    const validation = model.validateSource({ family, source, destination: flow.to, iif: flow.interface });
    if (validation.verdict !== 'refused' || validation.reason !== 'strict') continue;
    const facts = { how: 'router-found-nobody' as const, asker: error.by, ...wayBack(validation) };
    return claim({ cause: 'arp-rejected-by-rp-filter', facts }, 'neighbour-in', {
      evidence: cite(walk, error.evidence, 'rp_filter', 'routes'),
      surmised: true,
    });
  }
  return undefined;
}

function wayBack({ reverse, reason }: SourceValidation): { ways: string[]; noRoute?: boolean } {
  return { ways: waysOf(reverse), ...(reason === 'strict' ? {} : { noRoute: true }) };
}

/** Addresses of the interface's own network that a router's question may come from. */
function likelyAskers({ modelled: { state }, asked: { flow, family } }: Walk): string[] {
  const known = (state.neighbours ?? [])
    .filter(({ dev }) => dev === flow.interface)
    .map(({ address }) => address);
  const first = (state.addresses ?? [])
    .filter((address) => address.dev === flow.interface && address.family === family)
    .flatMap(({ local, prefixLength }) => parsePrefix(`${local}/${prefixLength}`) ?? [])
    .map((prefix) => formatValue(4, Number(prefix.first) + 1));
  return [...known, ...first].filter(
    (address) => parseAddress(address)?.family === family && address !== flow.to,
  );
}
