import type { Flow, Outcome } from '../model/index.ts';
import { canonical, naturally } from './addresses.ts';
import { type AskedHost, askedHost, sendersOf } from './asked-host.ts';
import { askedInterface } from './asked-interface.ts';
import type { Attempt } from './attempt.ts';
import type { Console } from './console.ts';
import type { QuestionFlags } from './found.ts';
import { type TriedFlow, weightOf } from './tried-flow.ts';

/** A flow of the paste with whose console is asked, and by which interface. */
export type ResolvedFlow = {
  tried: TriedFlow;
  asked: AskedHost;
  senders: ReadonlySet<Console>;
  /** Empty where nothing tells. */
  interface: string;
  /** How likely it is the question: the first number that differs decides. */
  rank: readonly number[];
};

/** Tells the asked host and the interface of a flow; a host that the asker named is it wherever it can be. */
export function resolveFlow(
  tried: TriedFlow,
  consoles: readonly Console[],
  flags: QuestionFlags,
): ResolvedFlow {
  const found = askedHost(tried, consoles);
  const named = found.kind === 'several' ? found.consoles.find(({ name }) => name === flags.host) : undefined;
  const asked: AskedHost =
    named && flags.host !== undefined ? { kind: 'shown', console: named, how: 'only-one' } : found;
  return {
    tried,
    asked,
    senders: sendersOf(tried, asked.kind === 'shown' ? asked.console : undefined),
    interface: askedInterface(tried, asked.kind === 'shown' ? asked.console : undefined),
    rank: [STANDING[whoseFlow(tried, asked)][tried.outcome], surety(asked), weightOf(tried)],
  };
}

/** The flow as the diagnosis has it; what nothing shows is empty. */
export function flowOf({ tried: { from, to = '', protocol, port }, interface: name }: ResolvedFlow): Flow {
  return {
    interface: name,
    to,
    protocol,
    ...(from === undefined ? {} : { from }),
    ...(port === undefined ? {} : { port }),
  };
}

/** One address and service, asked by one sender as far as both are known. */
export function isSameFlow(one: Flow, other: Flow): boolean {
  return (
    one.to === other.to &&
    one.protocol === other.protocol &&
    one.port === other.port &&
    (one.from === undefined || other.from === undefined || one.from === other.from)
  );
}

/** What somebody most likely wonders about: what fails, before what may, before what a host's own pings tell of it. */
const STANDING = {
  others: { failed: 7, unclear: 6, answered: 4, asked: 3 },
  /** To a host that the paste does not surely show: what works there is nobody's question. */
  strangers: { failed: 7, unclear: 6, answered: 1, asked: 1 },
  own: { failed: 5, unclear: 5, answered: 0, asked: 3 },
  /** Bound to nothing it tells of the way out, whatever another host gets. */
  unbound: { failed: 4.2, unclear: 4.2, answered: 0, asked: 3 },
  /** Nothing shows that it fails; a person writes so. */
  stated: { failed: 4.5, unclear: 4.5, answered: 4, asked: 3 },
  /** A ping of one's own gateway: a step on the way, and gateways may leave pings unanswered. */
  gateway: { failed: 2, unclear: 2, answered: 0, asked: 0 },
} as const satisfies Record<string, Record<Outcome, number>>;

/** How surely the asked host is told. */
const KNOWN = { arrival: 4, owner: 4, network: 3, 'only-one': 2, several: 1, 'not-shown': 0 } as const;

function surety(asked: AskedHost): number {
  return KNOWN[asked.kind === 'shown' ? asked.how : asked.kind];
}

/** The flows from the likeliest question on. Where nothing else tells them apart they stand in natural order. */
export function byLikelihood(a: ResolvedFlow, b: ResolvedFlow): number {
  return clearlyLikelier(a, b) || inNaturalOrder(a, b);
}

/** Compares two flows by what the paste shows of them; 0 where they are alike. */
export function clearlyLikelier(a: ResolvedFlow, b: ResolvedFlow): number {
  return a.rank.map((number, at) => (b.rank[at] ?? 0) - number).find((order) => order !== 0) ?? 0;
}

function whoseFlow({ isOwn, from, attempts }: TriedFlow, asked: AskedHost): keyof typeof STANDING {
  const failed = attempts.filter(({ outcome }) => outcome === 'failed');
  const seen = attempts.some(({ showing, outcome }) => showing !== 'stated' && outcome === 'unclear');
  if (failed.length > 0 && !seen && failed.every(({ showing }) => showing === 'stated')) return 'stated';
  if (!isOwn) return isSure(asked) ? 'others' : 'strangers';
  if (attempts.some(({ console }) => from !== undefined && console.gateways.has(from))) return 'gateway';
  return attempts.every(({ unbound }) => unbound === true) ? 'unbound' : 'own';
}

function isSure(asked: AskedHost): boolean {
  return asked.kind === 'several' || (asked.kind === 'shown' && asked.how !== 'only-one');
}

/** Whether a flow works, and is to a host that the paste does not surely show: then what the paste lists is the question. */
export function isBesideThePoint({ tried: { outcome, isOwn }, asked }: ResolvedFlow): boolean {
  return !isOwn && !isSure(asked) && (outcome === 'answered' || outcome === 'asked');
}

function inNaturalOrder(a: ResolvedFlow, b: ResolvedFlow): number {
  const texts = ({ tried, interface: name }: ResolvedFlow) => [
    name,
    tried.to ?? '',
    tried.from ?? '',
    tried.protocol,
    String(tried.port ?? ''),
  ];
  const [one, other] = [texts(a), texts(b)];
  return one.map((text, at) => naturally(text, other[at] ?? '')).find((order) => order !== 0) ?? 0;
}

type Ignored = 'port' | 'from';

/**
 * The flows that fit what the asker named. Where none does, the port and the sender are the asker's own word for a flow
 * that was tried otherwise; address, interface and host are not.
 */
export function narrowed(flows: readonly ResolvedFlow[], flags: QuestionFlags): readonly ResolvedFlow[] {
  const usable = flows.filter((flow) => isUsable(flow, flags));
  for (const ignored of [[], ['port'], ['from'], ['port', 'from']] as const) {
    const fitting = usable.filter((flow) => fits(flow, flags, ignored));
    if (fitting.length > 0) return fitting;
  }
  return [];
}

/** A host's own pings are evidence beside whatever the asker names; lookups without a source tell of no address. */
function isUsable({ tried: { isOwn, outcome, attempts } }: ResolvedFlow, flags: QuestionFlags): boolean {
  if (!isOwn) return true;
  const isLookup = attempts.some(
    ({ showing }) => showing === 'asked-of-kernel' || showing === 'refused-by-kernel',
  );
  if (flags.interface ?? flags.to ?? flags.from) return isLookup;
  return outcome !== 'answered';
}

function fits(flow: ResolvedFlow, flags: QuestionFlags, ignored: readonly Ignored[]): boolean {
  const { tried, asked } = flow;
  const { from, to, protocol, port } = tried;
  const console = asked.kind === 'shown' ? asked.console : undefined;
  if (flags.host !== undefined && console?.name !== flags.host) return false;
  if (flags.to !== undefined && to !== undefined && to !== canonical(flags.to)) return false;
  if (flags.interface !== undefined && !canBeOn(flow, flags.interface)) return false;
  if (
    !ignored.includes('from') &&
    flags.from !== undefined &&
    from !== undefined &&
    from !== canonical(flags.from)
  )
    return false;
  if (ignored.includes('port')) return true;
  return (
    (flags.protocol === undefined || flags.protocol === protocol) &&
    (flags.port === undefined || flags.port === port)
  );
}

/** Whether a flow is about an interface, or comes in by it, or may be about it for all that is shown. */
function canBeOn({ tried, asked, interface: told }: ResolvedFlow, name: string): boolean {
  if (told === name || tried.attempts.some(({ device }: Attempt) => device === name)) return true;
  if (told !== '') return false;
  return asked.kind !== 'shown' || ![...asked.console.own.values()].includes(name);
}
