import { type FlowTraits, type HostState, type Rule, rulesOf, waitingSockets } from '../model/index.ts';
import { traitsOf } from '../remedies/rule-flows.ts';

const PROTOCOLS = { tcp: 6, udp: 17 } as const;
type Program = keyof typeof PROTOCOLS;
const PROGRAMS: readonly Program[] = ['tcp', 'udp'];

/** The most ports of one rule that are asked one by one. */
const PORTS = 4;

/**
 * What the answers of an address may have beside their addresses, so that they fare otherwise than those to a ping: TCP and UDP of the
 * ports that are served there, and one of everything that a rule or route of either state selects by.
 */
export function answersOf(states: readonly HostState[], family: 4 | 6, address: string): FlowTraits[] {
  const rules = states.flatMap((state) => rulesOf(state, family));
  const served = portsAt(states, address);
  const inRules = (port: number) =>
    rules.some(({ sport }) => sport && port >= sport.from && port <= sport.to);
  const plain = PROGRAMS.flatMap((program): FlowTraits[] => {
    const port = served[program].find((one) => !inRules(one));
    return port === undefined ? [] : [{ ipproto: PROTOCOLS[program], sport: port }];
  });
  const selected = rules.flatMap((rule) => {
    // A request comes in by the address's own interface, and whose an answer is, its socket says.
    const { iif: _, oif: __, uid: ___, ...traits } = traitsOf(rule);
    return ofPorts(rule, traits, served);
  });
  return distinct([...plain, ...selected, ...typesOfService(states, family)]);
}

/** What the host itself may begin beside plain packets: one of everything that a rule or route selects by. */
export function startsOf(states: readonly HostState[], family: 4 | 6): FlowTraits[] {
  const rules = states.flatMap((state) => rulesOf(state, family));
  const selected = rules.flatMap((rule) => {
    const { iif, ...traits } = traitsOf(rule);
    return iif === undefined ? withProtocols(traits, false) : [];
  });
  const plain = PROGRAMS.map((program): FlowTraits => ({ ipproto: PROTOCOLS[program] }));
  return distinct([...plain, ...selected, ...typesOfService(states, family)]);
}

type Served = Readonly<Record<Program, readonly number[]>>;

/** The ports that programs wait at for an address, that of SSH first. */
function portsAt(states: readonly HostState[], address: string): Served {
  const ports = (protocol: Program) => {
    const waiting = states.flatMap((state) =>
      (state.sockets ?? []).flatMap(({ localPort: port }) =>
        port !== undefined && waitingSockets(state, { protocol, address, port }).length > 0 ? [port] : [],
      ),
    );
    const rank = (port: number) => (port === 22 ? 0 : port);
    return [...new Set(waiting)].toSorted((one, other) => rank(one) - rank(other));
  };
  return { tcp: ports('tcp'), udp: ports('udp') };
}

/** Of a rule's protocols the ports that are served and that its range holds; where none is, the first of it. */
function ofPorts({ not, sport, uidrange }: Rule, traits: FlowTraits, served: Served): FlowTraits[] {
  const { from, to } = (not ? undefined : sport) ?? { from: 1, to: 65_535 };
  return withProtocols(traits, uidrange !== undefined).flatMap((one) => {
    const program = PROGRAMS.find((name) => PROTOCOLS[name] === one.ipproto);
    const ports = program === undefined ? [] : served[program].filter((port) => port >= from && port <= to);
    return ports.length === 0 ? [one] : ports.slice(0, PORTS).map((port) => ({ ...one, sport: port }));
  });
}

/** Ports and users are those of TCP and of UDP, where a rule names no protocol. */
function withProtocols(traits: FlowTraits, hasUser: boolean): FlowTraits[] {
  const isOfPrograms = hasUser || traits.sport !== undefined || traits.dport !== undefined;
  if (traits.ipproto === undefined && isOfPrograms)
    return PROGRAMS.map((program) => ({ ...traits, ipproto: PROTOCOLS[program] }));
  return Object.keys(traits).length === 0 ? [] : [traits];
}

/** Types of service that routes are for. */
function typesOfService(states: readonly HostState[], family: 4 | 6): FlowTraits[] {
  return states.flatMap(({ routes }) => (routes[family] ?? []).flatMap(({ tos }) => (tos ? [{ tos }] : [])));
}

function distinct(all: readonly FlowTraits[]): FlowTraits[] {
  const keyOf = (one: FlowTraits) => JSON.stringify(Object.entries(one).toSorted());
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}
