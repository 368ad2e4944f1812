import { emptyObservation, type Flow, type Observation, type Stated } from '../model/index.ts';
import { canonical, naturally } from './addresses.ts';
import { attemptsOf } from './attempts.ts';
import { withAttributed } from './attribution.ts';
import { type Console, consoleOf } from './console.ts';
import type { QuestionFlags, QuestionFound, QuestionRefused, Taken } from './found.ts';
import { withNamelessCaptures, withNamelessListings } from './join.ts';
import { withKnownAddress } from './known-address.ts';
import { sentToItself, unfitAddress } from './named-address.ts';
import { interfaceNamed, missingInterface } from './named-interface.ts';
import { ownPing, withoutOwnPings } from './own-pings.ts';
import { senderAddress, withoutPings } from './peer.ts';
import {
  byLikelihood,
  clearlyLikelier,
  flowOf,
  isBesideThePoint,
  isSameFlow,
  narrowed,
  type ResolvedFlow,
  resolveFlow,
} from './resolved-flow.ts';
import { withSendersCaptures } from './sender-captures.ts';
import { siblingsOf } from './siblings.ts';
import { askedByState, hostByState, senderByLookup } from './state-question.ts';
import {
  statedAnswers,
  statedAttempts,
  statedFailures,
  statedInterface,
  statedOf,
  statedSender,
} from './stated.ts';
import { withTranslatedTargets } from './translated-targets.ts';
import { flowsOf, tellingAttempt } from './tried-flow.ts';

/**
 * The question that a paste holds: which host is asked, by which interface, from where, for what. The flow that fails is
 * taken; where everything works, the one that works. What the asker named narrows it. A paste that holds anything of a
 * console is refused only where several hosts fit alike, or where what was named cannot be. `failedBefore`: flows that failed
 * in an earlier moment of the same paste; where one of them works now, that is what the paste is about.
 */
export function findQuestion(
  observations: readonly Observation[],
  named: QuestionFlags = {},
  failedBefore: readonly Flow[] = [],
): QuestionFound | QuestionRefused {
  if (observations.length === 0) return { kind: 'refused', reason: 'no-console' };
  const shown = observations.map(consoleOf).sort((a, b) => naturally(a.name ?? '\uffff', b.name ?? '\uffff'));
  const joined = withNamelessListings(withNamelessCaptures(withSendersCaptures(shown)));
  const consoles = withoutOwnPings(withTranslatedTargets(joined));
  const hosts = consoles.flatMap(({ name }) => name ?? []);
  if (named.host !== undefined && !hosts.includes(named.host))
    return { kind: 'refused', reason: 'host-unknown', host: named.host, hosts };
  const flags = interfaceNamed(consoles, named);
  if ('kind' in flags) return flags;
  const unfit = unfitAddress(consoles, flags);
  if (unfit) return unfit;

  const failures = statedFailures(shown);
  const { toHosts, ofHosts } = attemptsOf(consoles);
  const told = statedAttempts(failures, consoles, toHosts);
  const flows = [...flowsOf([...toHosts, ...told], false), ...flowsOf(ofHosts, true)].map((flow) =>
    resolveFlow(flow, consoles, flags),
  );
  const [likeliest, ...rest] = narrowed(flows, flags).toSorted(byLikelihood);
  const listed = consoles.some(({ listsState }) => listsState);
  const isAwaited =
    likeliest !== undefined && failedBefore.some((failed) => isSameFlow(failed, flowOf(likeliest)));
  return likeliest && (isAwaited || !(listed && isBesideThePoint(likeliest)))
    ? byAttempt(likeliest, rest, { consoles, flags, flows, failures, answers: statedAnswers(shown) })
    : byState({ consoles, flags, flows, failures, answers: statedAnswers(shown) });
}

type Paste = {
  consoles: readonly Console[];
  flags: QuestionFlags;
  flows: readonly ResolvedFlow[];
  /** What people write of who gets no answer, and the addresses that they write to get some from. */
  failures: readonly Stated[];
  answers: readonly string[];
};

function byAttempt(
  likeliest: ResolvedFlow,
  rest: readonly ResolvedFlow[],
  paste: Paste,
): QuestionFound | QuestionRefused {
  const { asked, tried, senders } = likeliest;
  if (asked.kind === 'several') return severalHosts(asked.consoles, tried.to);
  const console = asked.kind === 'shown' ? asked.console : undefined;
  const alike = rest.filter((flow) => clearlyLikelier(likeliest, flow) === 0);
  const others = alike.flatMap(({ asked: also }) => (also.kind === 'shown' ? also.console : []));
  const rivals = others.filter((other) => other !== console);
  if (console && rivals.length > 0) return severalHosts([console, ...new Set(rivals)], undefined);
  const { from, to, protocol, port, interface: name } = { ...flowOf(likeliest), ...flagged(paste.flags) };
  const flow: Flow = {
    interface: name,
    to,
    protocol,
    ...(from === undefined ? {} : { from }),
    ...(port === undefined || protocol === 'icmp' ? {} : { port }),
  };
  const telling = tellingAttempt(tried);
  const own = tried.isOwn && console ? ownPing(console, flow) : undefined;
  if (own !== undefined) flow.own = own;
  const taken: Taken = {
    by: 'attempt',
    showing: telling?.showing ?? 'ping',
    outcome: tried.outcome,
    line: telling?.line ?? '',
    ...(telling?.console.name === undefined ? {} : { host: telling.console.name }),
  };
  // What a host's own lookup tells of the way back may be asked because somebody tried that address.
  const peer = tried.isOwn
    ? paste.consoles.find((each) => each !== console && to !== '' && pings(each, to))
    : peerOf(likeliest, paste.consoles, console);
  return question(paste, { console, peer, senders, flow, taken, chosen: likeliest });
}

function severalHosts(consoles: readonly Console[], to: string | undefined): QuestionRefused {
  const hosts = consoles.map(({ name }) => name ?? '').sort(naturally);
  return { kind: 'refused', reason: 'several-hosts', hosts, ...(to === undefined ? {} : { to }) };
}

function flagged({ interface: name, from, to, protocol, port }: QuestionFlags): Partial<Flow> {
  return {
    ...(name === undefined ? {} : { interface: name }),
    ...(from === undefined ? {} : { from: canonical(from) }),
    ...(to === undefined ? {} : { to: canonical(to) }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(port === undefined ? {} : { port }),
  };
}

/** The sender's console: whose attempts of this flow are seen from that side, or who has its address. */
function peerOf(
  { tried: { attempts, from }, senders }: ResolvedFlow,
  consoles: readonly Console[],
  host: Console | undefined,
): Console | undefined {
  const seen = attempts.filter(({ console }) => console !== host && senders.has(console));
  const [best] = seen.toSorted((a, b) => Number(b.showing === 'ping') - Number(a.showing === 'ping'));
  return (
    best?.console ??
    consoles.find((console) => console !== host && from !== undefined && console.own.has(from))
  );
}

/** No attempt fits: the host, its interface and address as its listings and the asker tell them. */
function byState(paste: Paste): QuestionFound | QuestionRefused {
  const { consoles, flags } = paste;
  const host = hostByState(consoles, flags);
  if (host.kind === 'several') return severalHosts(host.consoles, flags.to);
  const console = host.kind === 'shown' ? host.console : undefined;
  const told = console
    ? askedByState(console, flags, statedInterface(paste.failures, console))
    : { interface: flags.interface ?? '', to: flags.to === undefined ? '' : canonical(flags.to) };
  const from = flags.from ?? (console ? senderByLookup(console, told.to) : undefined);
  const flow: Flow = {
    ...told,
    protocol: flags.protocol ?? 'icmp',
    ...(from === undefined ? {} : { from: canonical(from) }),
    ...(flags.port === undefined ? {} : { port: flags.port }),
  };
  const isNamed = flags.interface !== undefined || flags.to !== undefined;
  const taken: Taken = isNamed ? { by: 'flags' } : { by: 'state', interfaces: console?.interfaces ?? [] };
  const senders = new Set(consoles.filter(({ observation }) => observation.probes.length > 0));
  const peer = consoles.find((each) => each !== console && (!console || pings(each, flow.to)));
  return question(paste, { console, peer, senders, flow, taken });
}

function pings({ observation }: Console, to: string): boolean {
  return observation.probes.some((probe) => canonical(probe.to) === to);
}

type Choice = {
  console: Console | undefined;
  peer: Console | undefined;
  senders: ReadonlySet<Console>;
  flow: Flow;
  taken: Taken;
  chosen?: ResolvedFlow;
};

function question(paste: Paste, choice: Choice): QuestionFound | QuestionRefused {
  const { console, peer, senders, flow, chosen } = choice;
  if (!console) {
    const from = flow.from ?? (peer ? senderAddress(peer, flow.to) : undefined);
    const whole = from === undefined ? flow : { ...flow, from };
    return {
      kind: 'found',
      host: emptyObservation(),
      ...(peer ? { peer: peer.observation } : {}),
      others: others(paste.consoles, [peer]),
      flow: whole,
      taken: choice.taken,
      attributed: [],
      siblings: siblingsOf(paste.flows, {
        ...{ console, peer, stated: [], flow: whole },
        ...(chosen ? { chosen } : {}),
      }),
    };
  }
  const missing =
    missingInterface(console, paste.flags.interface ?? '') ?? sentToItself(paste.flags, flow, console);
  if (missing) return missing;
  const apart = withoutPings(console.observation, flow.to);
  const shown = peer?.observation ?? apart.peer;
  const candidates = paste.consoles.filter((each) => each !== console);
  const merged = withAttributed({ ...console, observation: apart.host }, candidates, senders, flow.to);
  const host: Observation = {
    ...merged.observation,
    state: withKnownAddress({ ...console, observation: merged.observation }, flow),
  };
  const from =
    flow.from ??
    (peer ? senderAddress(peer, flow.to, console) : undefined) ??
    statedSender(paste.failures, console, flow.to);
  const whole = from === undefined ? flow : { ...flow, from };
  const stated = statedOf(paste.failures, whole);
  const taken = stated ? takenAsStated(choice.taken, stated) : choice.taken;
  return {
    kind: 'found',
    ...(stated === undefined ? {} : { stated }),
    ...(console.name === undefined ? {} : { hostName: console.name }),
    host,
    ...(shown ? { peer: shown } : {}),
    others: others(paste.consoles, [console, peer]),
    flow: whole,
    taken,
    attributed: merged.attributed,
    siblings: siblingsOf(paste.flows, {
      console,
      peer,
      flow: whole,
      stated: paste.answers,
      ...(chosen ? { chosen } : {}),
    }),
  };
}

/** What is shown to be answered is asked for all the same where somebody writes that no answer comes. */
function takenAsStated(taken: Taken, stated: Stated): Taken {
  const isShown = taken.by === 'attempt' && taken.outcome !== 'answered' && taken.outcome !== 'asked';
  const isOfSender = taken.by === 'attempt' && (taken.showing === 'ping' || taken.showing === 'connection');
  return taken.by === 'attempt' && !isShown && !isOfSender
    ? { ...taken, showing: 'stated', outcome: 'failed', line: stated.text }
    : taken;
}

function others(consoles: readonly Console[], used: readonly (Console | undefined)[]): Observation[] {
  return consoles.filter((each) => !used.includes(each)).map(({ observation }) => observation);
}
