import { filterModel } from './filters/index.ts';
import {
  type FilterTable,
  type Flow,
  formatValue,
  type HostState,
  isContainerNetwork,
  type PublishedPort,
  parseAddress,
  parsePrefix,
  prefixContains,
  type Ruleset,
} from './model/index.ts';

/** Where a published port leads, as far as it is known by something else than the rules that translate it. */
export type Published = {
  /** An address of the container, or one of the network that it is in. */
  destination: string;
  port?: number;
  /** The network of containers, where the address in it was not shown; empty where none was. */
  network?: string;
};

/** A container's address where no network of containers was shown: the first of the network that the engine comes with. */
const SOMEWHERE = '172.17.0.2';

/** Who sends to this flow, and the interface that it comes in on. */
type Arrival = { flow: Flow; family: 4 | 6; sender: string; ingress: string };

/**
 * What a port is translated to where the rules that do so were not listed whole: by the chain that translates, by the kernel's
 * log (which names the destination after translation), or by the engine's list of ports and the network of its containers.
 */
export function publishedBehind(
  state: HostState,
  arrival: Arrival,
  mayTranslate: boolean,
): Published | undefined {
  const { flow, family } = arrival;
  if (flow.protocol === 'icmp' || flow.port === undefined) return undefined;
  if (isTranslationListed(state.filters) && !mayTranslate) return undefined;
  const byChain = translatedByChain(state, arrival);
  if (byChain) return byChain;
  const port = state.publishedPorts?.find((one) => takes(one, flow, family));
  if (!port) return undefined;
  const refused = state.kernelLog?.find(
    (entry) => entry.kind === 'martian' && isForContainer(state, entry, arrival),
  );
  if (refused?.kind === 'martian' && refused.destination !== undefined)
    return { destination: refused.destination, port: port.toPort };
  const [network] = containerNetworks(state, family);
  const prefix = network === undefined ? undefined : parsePrefix(network, family);
  if (network === undefined || prefix === undefined)
    return family === 4 ? { destination: SOMEWHERE, port: port.toPort, network: '' } : undefined;
  // The first address of such a network is the host's own.
  const { first } = prefix;
  const member = formatValue(family, typeof first === 'bigint' ? first + 2n : first + 2);
  return { destination: member, port: port.toPort, network };
}

/** Whether a martian line of this sender and interface names an address of a container as the destination. */
export function isForContainer(
  state: HostState,
  entry: { source: string; destination?: string | undefined; device: string },
  { sender, ingress, family }: Pick<Arrival, 'sender' | 'ingress' | 'family'>,
): boolean {
  if (entry.device !== ingress || entry.source !== sender || entry.destination === undefined) return false;
  const to = parseAddress(entry.destination);
  return containerNetworks(state, family).some((network) => {
    const prefix = parsePrefix(network, family);
    return prefix !== undefined && to !== undefined && prefixContains(prefix, to);
  });
}

/** The rules that translate destinations were listed from their hook on, or nothing of the filter is missing. */
function isTranslationListed(filters: Ruleset | undefined): boolean {
  if (filters === undefined) return false;
  return filters.tables.some(translatesAtHook) || filters.missing.length === 0;
}

function translatesAtHook({ chains }: FilterTable): boolean {
  return chains.some(({ base }) => base?.type === 'nat' && base.hook === 'prerouting');
}

const PREROUTING = { type: 'nat', hook: 'prerouting', priority: -100, policy: 'accept' } as const;

/**
 * A chain that translates destinations is called from prerouting, whether or not that was listed with it. What cannot be told of
 * its rules (`iptables -L` leaves the interfaces out) lets this flow come to them: for others nobody would have written them.
 */
function translatedByChain(
  state: HostState,
  { flow, family, sender, ingress }: Arrival,
): Published | undefined {
  const tables = (state.filters?.tables ?? []).flatMap((table): FilterTable[] => {
    const chains = table.chains
      .filter(({ base }) => base === undefined)
      .map((chain) => ({
        ...chain,
        base: PREROUTING,
        rules: chain.rules.filter(translates).map(withoutDoubt),
      }))
      .filter(({ rules }) => rules.length > 0);
    return chains.length === 0 ? [] : [{ ...table, chains }];
  });
  if (tables.length === 0 || flow.protocol === 'icmp') return undefined;
  const { rewritten } = filterModel({ tables, missing: [], listings: [] }, { state }).evaluate(
    {
      family,
      iif: ingress,
      source: sender,
      destination: flow.to,
      protocol: flow.protocol,
      ctState: 'new',
      ...(flow.port === undefined ? {} : { destinationPort: flow.port }),
    },
    'prerouting',
  );
  const { destination, destinationPort: port = flow.port } = rewritten ?? {};
  if (destination === undefined || destination === flow.to) return undefined;
  return { destination, ...(port === undefined ? {} : { port }) };
}

type Rule = FilterTable['chains'][number]['rules'][number];

function withoutDoubt(rule: Rule): Rule {
  const isDoubt = (step: Rule['steps'][number]) =>
    step.kind === 'match' && step.condition.kind === 'open' && step.condition.fields.length === 0;
  return { ...rule, steps: rule.steps.filter((step) => !isDoubt(step)) };
}

function translates({ steps }: Rule): boolean {
  return steps.some((step) => step.kind === 'translate' && step.side === 'destination');
}

function takes({ protocol, port, address, family: of }: PublishedPort, flow: Flow, family: 4 | 6): boolean {
  if (protocol !== flow.protocol || port !== flow.port) return false;
  return (of === undefined || of === family) && (address === undefined || address === flow.to);
}

/** The networks of containers that are in use, as prefixes. */
function containerNetworks({ routes, addresses = [] }: HostState, family: 4 | 6): string[] {
  const connected = (routes[family] ?? []).flatMap(({ destination, type, nextHops: [hop], nextHops }) => {
    const isOfContainers = hop?.dev !== undefined && hop.gateway === undefined && isContainerNetwork(hop.dev);
    const isUsed = nextHops.every(({ flags }) => !flags.includes('linkdown'));
    return type === 'unicast' && isOfContainers && isUsed ? [destination] : [];
  });
  const own = addresses
    .filter(({ dev, family: of }) => of === family && isContainerNetwork(dev))
    .map(({ local, prefixLength }) => `${local}/${prefixLength}`);
  return [...connected, ...own].filter((network) => (parsePrefix(network, family)?.length ?? 0) > 0);
}
