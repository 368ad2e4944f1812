import type { Cause, Change, Plan, Remedy, RemedyId } from '../model/index.ts';
import { kernelModel } from '../routes/index.ts';
import type { Verdict } from '../verdict.ts';
import { deviceOf, type Walk } from '../walk.ts';
import { blastRadius, type SshWay, sshWay } from './blast-radius.ts';
import { stepFor } from './changes.ts';
import { cloudOf } from './cloud.ts';
import { findGateway, type GatewayWishes } from './gateway.ts';
import { looseRpFilterChanges } from './loose-rp-filter.ts';
import { policyRoutingChanges } from './policy-routing.ts';
import { sha256 } from './sha256.ts';
import { applyPlan } from './what-if.ts';

/** Causes that come from answering by another interface than the one that was asked on. */
const ASYMMETRIC = new Set<Cause>([
  'strict-rp-filter',
  'reply-leaves-other-interface',
  'arp-rejected-by-rp-filter',
  'policy-rule-shadowed',
  'policy-table-empty',
  'policy-rule-missing',
  'vpn-captures-reply',
  'duplicate-connected-prefix',
]);

/** Works out both remedies where they fit the cause, each proved by walking the flow again with its plan applied. */
export function proposeRemedies(walk: Walk, verdict: Verdict, gateways: GatewayWishes): Remedy[] {
  if (!ASYMMETRIC.has(verdict.cause)) return [];
  const remedies = [policyRouting(walk, verdict, gateways)];
  if (walk.family === 4) remedies.push(looseRpFilter(walk, verdict));
  return remedies;
}

function policyRouting(walk: Walk, verdict: Verdict, gateways: GatewayWishes): Remedy {
  const dev = walk.ingress;
  const base = { id: 'policy-routing', recommended: true } as const;
  const risks = [
    `Only traffic from ${dev}'s own addresses takes another way than today.`,
    'It lasts until the next reboot or until the network is configured anew.',
  ];
  const gateway = findGateway(walk, dev, gateways);
  if (gateway.kind === 'unknown') {
    const asks = {
      what: 'gateway',
      candidates: gateway.candidates,
      question: `Which gateway does ${dev} have?`,
    } as const;
    return {
      ...base,
      outcome: 'depends',
      on: `the gateway on ${dev}`,
      because: gateway.because,
      risks,
      asks,
    };
  }
  const { address, sources } = gateway;
  const told = { gateway: { address, sources, assumed: gateway.kind === 'assumed' } };
  const planned = policyRoutingChanges(walk.state, dev, walk.family, address);
  if (planned.kind === 'impossible') {
    return { ...base, outcome: 'does-not-repair', because: planned.because, risks, ...told };
  }
  const judged = judgePlan(walk, verdict, 'policy-routing', planned.changes, planned.restsOn);
  return { ...base, ...judged, risks, ...told };
}

function looseRpFilter(walk: Walk, verdict: Verdict): Remedy {
  const dev = walk.ingress;
  const base = { id: 'loose-rp-filter', recommended: false } as const;
  const risks = [
    `${dev} then takes packets with any source that has some route: forged sources are no longer refused there.`,
    `Answers to what arrives on ${dev} still leave by ${deviceOf(walk.replyRoute) ?? 'another interface'}: firewalls on the way that track connections may drop them.`,
  ];
  const planned = looseRpFilterChanges(walk.state, dev);
  if (!planned) {
    const because = `rp_filter of ${dev} is not strict (or was not shown): loosening it changes nothing`;
    return { ...base, outcome: 'does-not-repair', because, risks };
  }
  return { ...base, ...judgePlan(walk, verdict, 'loose-rp-filter', planned.changes, planned.restsOn), risks };
}

type Judged = Pick<Remedy, 'outcome' | 'on' | 'because' | 'refused' | 'plan'>;

/** Walks the flow again with the plan applied: what the model then answers decides the outcome. */
function judgePlan(
  walk: Walk,
  verdict: Verdict,
  id: RemedyId,
  changes: readonly Change[],
  restsOn: Record<string, string>,
): Judged {
  const steps = changes.map((change, index) => stepFor(`${index + 1}-${change.kind}`, change));
  const after = kernelModel(applyPlan(walk.state, { steps }));
  const radius = blastRadius(walk.state, walk.model, after, walk.family);
  const ssh = sshWay(walk.state, walk.model, after);
  const decided = { id, changes, restsOn };
  const plan: Plan = {
    hash: sha256(JSON.stringify(decided)),
    restsOn,
    steps,
    files: [],
    blastRadius: radius.changes,
    flowsConsidered: radius.considered,
    ...(ssh?.kind === 'same' ? { sshWay: ssh.way } : {}),
    ...(radius.truncated ? { flowsTruncated: true } : {}),
  };
  const refused = whyRefused(walk, ssh);
  return { ...outcomeOf(walk, verdict, after), ...(refused === undefined ? {} : { refused }), plan };
}

/** What forbids a plan, however well it would repair: nobody asked about that interface, or it would cut us off. */
function whyRefused({ ingress, flow }: Walk, ssh: SshWay | undefined): string | undefined {
  if (ingress !== flow.interface) {
    return `the requests arrive on ${ingress}, and ${flow.interface} was asked about: ask about ${ingress} to change it`;
  }
  if (ssh?.kind !== 'changed') return undefined;
  return `it would move the way of ${ssh.change.flow}: ${ssh.change.before}, then ${ssh.change.after}`;
}

function outcomeOf(
  walk: Walk,
  verdict: Verdict,
  after: Walk['model'],
): Pick<Remedy, 'outcome' | 'on' | 'because'> {
  const validation = after.validateSource(walk.inwardQuery);
  const reply = after.lookup(walk.replyQuery);
  if (validation.verdict === 'unknown' || reply.kind === 'unknown') {
    const because = validation.verdict === 'unknown' ? validation.because : 'the way back cannot be told';
    return { outcome: 'depends', on: 'what could not be read of the host', because };
  }
  if (validation.verdict === 'refused')
    return {
      outcome: 'does-not-repair',
      because: `the request would still be refused: ${validation.because}`,
    };
  if (reply.kind !== 'route')
    return { outcome: 'does-not-repair', because: `there would still be no way back to ${walk.sender}` };
  const others = verdict.next.filter((cause) => !ASYMMETRIC.has(cause));
  if (others.length > 0) {
    return { outcome: 'does-not-repair', because: `it would still be stopped by: ${others.join(', ')}` };
  }
  const out = deviceOf(reply) ?? '?';
  if (out === walk.ingress) {
    return {
      outcome: 'repairs',
      because: `requests are then accepted on ${walk.ingress} and answered by ${out}${via(reply.gateway)}`,
    };
  }
  const cloud = cloudOf(walk.state);
  const on = cloud
    ? `${cloud.name}'s anti-spoofing on ${out}: ${cloud.antiSpoofing}`
    : `whether the network behind ${out} lets packets from ${walk.flow.to} pass (anti-spoofing)`;
  return {
    outcome: 'depends',
    on,
    because: `requests are then accepted on ${walk.ingress}, but the answers leave by ${out}${via(reply.gateway)} with ${walk.flow.to} as their source`,
  };
}

function via(gateway: string | undefined): string {
  return gateway === undefined ? '' : ` via ${gateway}`;
}
