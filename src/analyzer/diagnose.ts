import { alsoAffected } from './also-affected.ts';
import { adviceFor } from './causes/index.ts';
import { byTelling, exhibitsOf } from './exhibits.ts';
import type {
  CandidateFinding,
  Cause,
  Diagnosed,
  Evidence,
  Message,
  Observation,
  RemedyId,
  Told,
} from './model/index.ts';
import { waitsTooBriefly } from './own-probes.ts';
import { type Case, proposeRemedies } from './remedies/index.ts';
import { answersForOthers, foreignClaims, macsKnown, ownMacs } from './seen/address-claims.ts';
import { flapping } from './seen/loss-signs.ts';
import { topologyOf } from './topology.ts';
import { isPossible } from './verdict/candidates.ts';
import { reachVerdict, type Verdict } from './verdict/index.ts';
import { whatSettles } from './verdict/settles.ts';
import { toldOfVerdict } from './verdict/told.ts';
import { type DiagnoseInput, deviceOf, prepareWalk, type Walk } from './walk/index.ts';
import { whatChanged } from './what-changed.ts';
import { hearWitnesses } from './witnesses.ts';

/**
 * Why does the interface not answer? Walks the round trip over what was observed, holds every candidate against what was seen
 * of this flow, and works out the remedies. Pure and synchronous; never throws on odd observations.
 */
export function diagnose(input: DiagnoseInput): Diagnosed {
  const { walk, verdict } = caseOf(input);
  const told = toldOfVerdict(walk, verdict);
  const advice = verdict.claim && adviceFor(walk, verdict.claim);
  const settles = whatSettles(walk, verdict);
  const siblings = alsoAffected(walk, verdict);
  return {
    schema: 'roundtrip.diagnosed/1',
    host: input.host,
    scene: walk.asked.scene,
    cause: verdict.cause,
    told,
    stage: verdict.stage,
    certainty: verdict.certainty,
    scope: walk.seen.answerArrived || walk.seen.answerMissed ? 'round-trip' : 'host',
    flow: walk.asked.flow,
    topology: topologyOf(walk, siblings),
    stages: withoutShown(walk, verdict.stages),
    next: verdict.next,
    witnesses: withoutShown(walk, hearWitnesses(walk)),
    candidates: verdict.ranking.candidates.map((one) => candidateFinding(verdict, one)),
    alsoAffected: siblings,
    evidence: allEvidence(walk),
    remedies: proposeRemedies(
      { walk, verdict },
      { named: input.gateway, before: input.gatewayBefore },
      (input.alongside ?? []).map((one) => caseOf({ ...namesIn(input), ...one })),
      // What the other remedies are said to come to is said of answers, of which there are none to a reply.
    ).filter(({ id }) => isOfOwn(walk, id)),
    remarks: [...remarksOnSiblings(siblings), ...remarksOn(walk, verdict)],
    ...(verdict.why === undefined ? {} : { why: verdict.why }),
    ...(advice === undefined ? {} : { advice }),
    ...(settles === undefined ? {} : { settles }),
  };
}

/** Bound to a device, a host's own ping needs a way back by it; bound to nothing, the routes of all are at fault. */
function isOfOwn({ asked: { scene } }: Walk, id: RemedyId): boolean {
  if (scene.own === undefined) return true;
  return (id === 'policy-routing') !== (scene.own.unbound === true);
}

function caseOf(input: DiagnoseInput): Case {
  const walk = prepareWalk(input);
  return { walk, verdict: reachVerdict(walk) };
}

function namesIn({ host, peerName }: DiagnoseInput): Pick<DiagnoseInput, 'host' | 'peerName'> {
  return { host, ...(peerName === undefined ? {} : { peerName }) };
}

/** The same without the settings that were shown, in questions that hang on several of which some were not. */
function withoutShown<Value>(walk: Walk, value: Value): Value {
  const { sysctls = {} } = walk.modelled.state;
  const reduced = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(reduced);
    if (typeof inner !== 'object' || inner === null) return inner;
    const entries = Object.entries(inner);
    if ('about' in inner && inner.about === 'sysctl' && 'keys' in inner && Array.isArray(inner.keys)) {
      const open = inner.keys.filter((key: string) => sysctls[key] === undefined);
      return open.length === 0 ? inner : { ...inner, keys: open };
    }
    return Object.fromEntries(entries.map(([name, part]) => [name, reduced(part)]));
  };
  return reduced(value) as Value;
}

function candidateFinding(
  { ranking, progress }: Verdict,
  candidate: Verdict['ranking']['candidates'][number],
): CandidateFinding {
  const { claim, refuted, unreached, assumes, behind } = candidate;
  const told = { cause: claim.cause, facts: claim.facts } as Told;
  const possible = isPossible(candidate);
  const leads = ranking.decided ? ranking.decided === candidate : ranking.leaders.includes(candidate);
  const speaks: Message[] = [
    ...(claim.shown ? [claim.shown] : []),
    ...progress.reached.slice(0, 1).map(({ because }) => because),
    ...progress.missed.slice(0, 1).map(({ because }) => because),
  ].filter((one, at, all) => all.findIndex(({ key }) => key === one.key) === at);
  return {
    told,
    stage: claim.cause === 'healthy' ? null : claim.stage,
    standing: possible ? (leads ? 'leads' : 'fits') : 'contradicted',
    for: possible && !behind ? eachOnce(speaks) : [],
    against: eachOnce([...refuted, ...unreached]),
    assumes: assumes.map(({ question, kind }) => ({ question, kind })),
  };
}

/** One sign can show several things: it is named once. */
function eachOnce(messages: readonly Message[]): Message[] {
  return [...new Map(messages.map((message) => [JSON.stringify(message), message])).values()];
}

function allEvidence(walk: Walk): Evidence[] {
  const { observation, peer, ingress } = walk.seen;
  const { family } = walk.asked;
  const way = deviceOf(walk.modelled.replyRoute);
  const devices = way === undefined || way === ingress ? [ingress] : [ingress, way];
  const peers = peer ? exhibitsOf(peer, { family, devices: [] }) : [];
  return byTelling([
    ...exhibitsOf(observation, { family, devices }),
    ...peers.map((item) => ({ ...item, id: `peer-${item.id}` })),
  ]);
}

/** Machines that claim the address beside this one, which has it. */
function doublesOf(walk: Walk) {
  if (walk.asked.flow.to === '' || ownMacs(walk.modelled).size === 0) return [];
  return foreignClaims(walk, walk.asked.flow.to).filter(
    ({ mac }) => macsKnown(walk) && !answersForOthers(walk, mac, walk.asked.flow.to),
  );
}

/** A host that was too slow is named, with how much was read. */
function overloadOf(host: string, observation: Observation | undefined): Message[] {
  const { overload, evidence = [] } = observation ?? {};
  if (overload === undefined) return [];
  const { leftOut, load } = overload;
  const more = { ...(leftOut === undefined ? {} : { leftOut }), ...(load === undefined ? {} : { load }) };
  return [{ key: 'remark.overloaded', host, read: evidence.length, ...more }];
}

/** Parts that a verdict hangs on only where what was listed does not tell. */
const SURROUNDINGS: ReadonlySet<string> = new Set(['hooks', 'qdiscs', 'ipsec']);

/** Seconds after which an answer is late: an ordinary ping would have ceased to wait. */
const LATE = 1;

/** Causes whose own words tell of a link that goes and comes back. */
const TELLS_OF_FLAPS: ReadonlySet<Cause> = new Set(['healthy', 'packet-loss', 'interface-down']);

/** A link that goes and comes back loses what is sent meanwhile, though nothing of that was caught. */
function flapsOf(walk: Walk): Message[] {
  const flaps = flapping(walk);
  return flaps ? [{ key: 'remark.flapping', ...flaps }] : [];
}

/** Other interfaces with the same fault come first: who mends one wants to know of them. */
function remarksOnSiblings(devices: readonly string[]): Message[] {
  return devices.length === 0 ? [] : [{ key: 'remark.also-affected', devices: [...devices] }];
}

function remarksOn(walk: Walk, verdict: Verdict): Message[] {
  const remarks: Message[] = walk.modelled.assumed.map((question) => ({ key: 'remark.assumed', question }));
  for (const { part, keys, host } of walk.asked.attributed)
    remarks.push({ key: 'remark.attributed', part, keys: [...keys], host });
  const { flow } = walk.asked;
  const named = walk.asked.namedSender ?? walk.seen.peerPackets?.requests[0]?.source;
  if (named !== undefined && flow.from !== undefined && named !== flow.from)
    remarks.push({ key: 'remark.translated-source', arrived: flow.from, named });
  const { probe } = walk.seen;
  if (
    probe &&
    !waitsTooBriefly(probe, walk.seen.slowestAnswer) &&
    probe.received > 0 &&
    probe.received < probe.sent
  )
    remarks.push({ key: 'remark.some-answered', received: probe.received, sent: probe.sent });
  if (walk.seen.answerArrived && (walk.seen.slowestAnswer ?? 0) >= LATE)
    remarks.push({ key: 'remark.late', seconds: walk.seen.slowestAnswer ?? 0 });
  const { stated } = walk.asked;
  if (!TELLS_OF_FLAPS.has(verdict.cause)) remarks.push(...flapsOf(walk));
  if (verdict.cause === 'healthy' && stated) remarks.push({ key: 'remark.stated', text: stated.text });
  if (verdict.cause === 'healthy' && walk.seen.egress !== undefined && walk.seen.egress !== walk.seen.ingress)
    remarks.push({ key: 'remark.asymmetric', ingress: walk.seen.ingress, egress: walk.seen.egress });
  if (walk.seen.ingress !== flow.interface)
    remarks.push({ key: 'remark.other-ingress', ingress: walk.seen.ingress, asked: flow.interface });
  if (verdict.cause !== 'duplicate-address' && verdict.cause !== 'address-elsewhere')
    for (const { mac } of doublesOf(walk))
      remarks.push({ key: 'remark.foreign-claim', address: flow.to, mac });
  if (verdict.cause !== 'healthy') remarks.push(...whatChanged(walk));
  remarks.push(
    ...overloadOf(walk.asked.host, walk.seen.observation),
    ...overloadOf(walk.asked.peerName, walk.seen.peer),
  );
  const settled = verdict.certainty === 'proven' || verdict.cause === 'healthy';
  for (const { part, because } of [...walk.seen.observation.gaps, ...walk.modelled.state.gaps])
    if (!settled || !SURROUNDINGS.has(part)) remarks.push({ key: 'remark.gap', part, because });
  return remarks;
}
