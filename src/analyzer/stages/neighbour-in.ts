import { formatValue, parseAddress, parsePrefix } from '../routes/index.ts';
import { cite, type Walk } from '../walk.ts';
import { arpFlux } from './arp-flux.ts';
import { duplicateAddress } from './duplicate-address.ts';
import { type Finding, passed, stopped, unknown, wouldStop } from './finding.ts';
import { lacksMainRule } from './policy-fault.ts';
import { wrongPrefixLength } from './wrong-prefix-length.ts';

/** Was the question for the address' link-layer address answered, by the right interface, once? */
export function neighbourIn(walk: Walk): Finding {
  return (
    duplicateAddress(walk) ??
    wrongPrefixLength(walk) ??
    arpFlux(walk) ??
    (walk.seen.requests.length > 0
      ? passed('the sender resolved the address: requests arrive', cite(walk, 'capture'))
      : questionIn(walk))
  );
}

function questionIn(walk: Walk): Finding {
  const { flow, linkTalk, seen } = walk;
  const protocol = walk.family === 4 ? 'ARP' : 'neighbour discovery';
  const asked = linkTalk.questions.filter(
    ({ target, direction, asker }) => target === flow.to && direction !== 'out' && asker !== flow.to,
  );
  if (linkTalk.answers.some(({ address, direction }) => address === flow.to && direction !== 'in'))
    return passed(`${flow.to} answers ${protocol}`, cite(walk, 'capture'));
  const first = asked.find(({ dev }) => dev === flow.interface) ?? asked[0];
  if (first === undefined) {
    if (walk.arrived) return passed('requests arrive', cite(walk, 'counters'));
    const presumed = unansweredSender(walk);
    if (presumed) return presumed;
    if (!seen.listening) return unknown('no capture was listening');
    return (
      unansweredRouter(walk) ??
      passed(`nobody asked for the hardware address of ${flow.to}`, cite(walk, 'capture'))
    );
  }
  return refusedQuestion(walk, first.asker, first.dev);
}

/** The sender is on the link and found nobody: its question would be refused, though none was seen just now. */
function unansweredSender(walk: Walk): Finding | undefined {
  const { peer, flow, family, peerName, model } = walk;
  const failed = peer?.state.neighbours?.some(
    ({ address, state }) => address === flow.to && /FAILED|INCOMPLETE/.test(state ?? ''),
  );
  if (!failed || flow.from === undefined) return undefined;
  const asked = { family, source: flow.from, destination: flow.to, iif: flow.interface };
  const validation = model.validateSource(asked);
  if (validation.verdict !== 'refused' || validation.reason !== 'strict') return undefined;
  const because = `${peerName} finds nobody at ${flow.to}: its question would be refused, for ${validation.because}`;
  return wouldStop(
    'arp-rejected-by-rp-filter',
    because,
    cite(walk, 'peer-neighbours', 'rp_filter', 'routes'),
  );
}

/**
 * A router that says "Destination Host Unreachable" has asked the link and found nobody; it goes on saying so for a while
 * without asking again.
 */
function unansweredRouter(walk: Walk): Finding | undefined {
  const { probe, namedSender, flow, family, model } = walk;
  const from = probe?.errors.flatMap(
    (line) => /^From (\S+?):? .*Destination Host Unreachable/.exec(line)?.[1] ?? [],
  );
  const router = from?.find((address) => address !== (probe?.from ?? namedSender));
  if (router === undefined) return undefined;
  const evidence = cite(walk, 'peer-probe', 'rp_filter', 'routes');
  const because = `the router ${router} found nobody at ${flow.to}`;
  for (const source of likelyAskers(walk)) {
    const validation = model.validateSource({ family, source, destination: flow.to, iif: flow.interface });
    if (validation.verdict === 'refused' && validation.reason === 'strict')
      return wouldStop(
        'arp-rejected-by-rp-filter',
        `${because}: its question would be refused, for ${validation.because}`,
        evidence,
      );
  }
  return unknown(`${because}, and its question was not seen here`, evidence);
}

/** Addresses of the interface's own network that a router's question may come from. */
function likelyAskers({ state, flow, family }: Walk): string[] {
  const known = (state.neighbours ?? [])
    .filter(({ dev }) => dev === flow.interface)
    .map(({ address }) => address);
  const first = (state.addresses ?? [])
    .filter((address) => address.dev === flow.interface && address.family === family && family === 4)
    .flatMap(({ local, prefixLength }) => parsePrefix(`${local}/${prefixLength}`) ?? [])
    .map((prefix) => formatValue(4, Number(prefix.first) + 1));
  return [...known, ...first].filter(
    (address) => parseAddress(address)?.family === family && address !== flow.to,
  );
}

/** Refusals that rp_filter makes in its strict or loose mode. */
const REVERSE_PATH: ReadonlySet<string> = new Set(['strict', 'no-route', 'loose-no-route']);

/** ARP requests are validated as packets are, and refused silently: the counter stays flat (measured). */
function refusedQuestion(walk: Walk, asker: string | undefined, dev = walk.flow.interface): Finding {
  const evidence = cite(walk, 'capture', 'rp_filter', 'routes');
  const { flow, family } = walk;
  if (asker === undefined) return unknown(`somebody asks who has ${flow.to} and gets no answer`, evidence);
  const because = `${asker} asks who has ${flow.to} and gets no answer`;
  const validation = walk.model.validateSource({ family, source: asker, destination: flow.to, iif: dev });
  if (validation.verdict === 'refused' && REVERSE_PATH.has(validation.reason) && !lacksMainRule(walk)) {
    return stopped('arp-rejected-by-rp-filter', `${because}: ${validation.because}`, evidence);
  }
  return unknown(because, evidence);
}
