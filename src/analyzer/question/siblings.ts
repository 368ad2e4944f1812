import type { Flow, Outcome } from '../model/index.ts';
import { canonical } from './addresses.ts';
import { otherAddresses } from './asked-interface.ts';
import type { Console } from './console.ts';
import type { Siblings } from './found.ts';
import { byLikelihood, flowOf, type ResolvedFlow } from './resolved-flow.ts';

/** The question that was taken: whose console is asked, by whom, for what, and the flow of the paste that it is. */
type Chosen = {
  console: Console | undefined;
  peer: Console | undefined;
  flow: Flow;
  chosen?: ResolvedFlow;
  /** Addresses that a person writes to get answers from. */
  stated: readonly string[];
};

/** The other flows of the host that were tried, and its addresses that were not. Its own pings compare with one another alone. */
export function siblingsOf(
  flows: readonly ResolvedFlow[],
  { console, peer, flow, chosen, stated }: Chosen,
): Siblings {
  const { from, protocol, port } = flow;
  // Of a host that is not shown only the asked address is known.
  const isOfHost = ({ asked, tried: { to } }: ResolvedFlow) =>
    console === undefined ? to === flow.to : asked.kind === 'shown' && asked.console === console;
  const tried = flows
    .filter(
      (each) => each !== chosen && (!each.tried.isOwn || chosen?.tried.isOwn === true) && isOfHost(each),
    )
    .toSorted(byLikelihood);
  const sibling = (each: ResolvedFlow): Flow => {
    const known = flowOf(each);
    const same = peer !== undefined && each.senders.has(peer);
    return known.from === undefined && from !== undefined && same ? { ...known, from } : known;
  };
  const withOutcome = (...outcomes: Outcome[]) =>
    tried.filter((each) => outcomes.includes(each.tried.outcome)).map(sibling);
  const known = new Set([flow.to, ...tried.map((each) => each.tried.to)]);
  const asSaid = [...new Set(stated.map(canonical))].flatMap((to): Flow[] => {
    const device = console?.own.get(to);
    if (!device || known.has(to)) return [];
    known.add(to);
    return [{ interface: device, to, protocol: 'icmp' }];
  });
  return {
    failing: withOutcome('failed', 'unclear'),
    working: [...withOutcome('answered'), ...asSaid],
    untried: (console ? otherAddresses(console, flow.to) : [])
      .filter(({ address }) => !known.has(address))
      .map(({ address, device }) => ({
        interface: device,
        to: address,
        protocol,
        ...(from === undefined ? {} : { from }),
        ...(port === undefined ? {} : { port }),
      })),
  };
}
