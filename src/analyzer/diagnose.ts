import { byTelling, exhibitsOf } from './exhibits.ts';
import type { Diagnosis, Evidence } from './model/index.ts';
import { proposeRemedies } from './remedies/index.ts';
import { whatSettles } from './settles.ts';
import { reachVerdict, type Verdict } from './verdict.ts';
import { type DiagnoseInput, deviceOf, prepareWalk, type Walk } from './walk.ts';
import { whatChanged } from './what-changed.ts';
import { hearWitnesses } from './witnesses.ts';
import { tellVerdict } from './words/index.ts';

/**
 * Why does the interface not answer? Walks the round trip over what was observed, hears the four witnesses, and joins
 * them into one diagnosis with the remedies worked out. Pure and synchronous; never throws on odd observations.
 */
export function diagnose(input: DiagnoseInput): Diagnosis {
  const walk = prepareWalk(input);
  const witnesses = hearWitnesses(walk);
  const verdict = reachVerdict(walk, witnesses);
  const { headline, explanation, advice } = tellVerdict(walk, verdict);
  const settles = whatSettles(walk, verdict);
  return {
    schema: 'roundtrip.diagnosis/1',
    host: input.host,
    cause: verdict.cause,
    stage: verdict.stage,
    certainty: verdict.certainty,
    scope: walk.answerArrived || walk.answerMissed ? 'round-trip' : 'host',
    headline,
    explanation,
    ...(advice === undefined ? {} : { advice }),
    flow: walk.flow,
    stages: verdict.stages,
    next: verdict.next,
    witnesses,
    ...(settles === undefined ? {} : { settles }),
    evidence: allEvidence(walk),
    remedies: proposeRemedies(walk, verdict, { named: input.gateway, before: input.gatewayBefore }),
    remarks: remarksOn(walk, verdict),
  };
}

function allEvidence(walk: Walk): Evidence[] {
  const { observation, peer, ingress, family } = walk;
  const way = deviceOf(walk.replyRoute);
  const devices = way === undefined || way === ingress ? [ingress] : [ingress, way];
  const peers = peer ? exhibitsOf(peer, { family, devices: [] }) : [];
  return byTelling([
    ...exhibitsOf(observation, { family, devices }),
    ...peers.map((item) => ({ ...item, id: `peer-${item.id}` })),
  ]);
}

function remarksOn(walk: Walk, verdict: Verdict): string[] {
  const remarks = walk.assumed.map((what) => `taken for granted, as it was not shown: ${what}`);
  const { flow } = walk;
  const named = walk.namedSender ?? walk.peerSeen?.requests[0]?.source;
  if (named !== undefined && flow.from !== undefined && named !== flow.from) {
    remarks.push(`the request arrived as ${flow.from}, not as ${named}: its source is translated on the way`);
  }
  const { probe } = walk;
  if (probe && probe.received > 0 && probe.received < probe.sent) {
    remarks.push(`${probe.received} of ${probe.sent} probes were answered`);
  }
  if (verdict.cause === 'healthy' && walk.egress !== undefined && walk.egress !== walk.ingress) {
    remarks.push(`asymmetric: requests come in on ${walk.ingress}, answers leave by ${walk.egress}`);
  }
  if (walk.ingress !== flow.interface) {
    remarks.push(`the requests arrive on ${walk.ingress}, not on ${flow.interface}`);
  }
  if (verdict.cause !== 'healthy') remarks.push(...whatChanged(walk));
  for (const gap of [...walk.observation.gaps, ...walk.state.gaps])
    remarks.push(`${gap.part}: ${gap.because}`);
  return [...new Set(remarks)];
}
