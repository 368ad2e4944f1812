import { remediesFor } from '../causes/index.ts';
import {
  addressHolder,
  type Message,
  type ProposedPlan,
  type ProposedRemedy,
  type RemedyId,
  type ReplyWay,
  stepFor,
} from '../model/index.ts';
import { type KernelModel, kernelModel } from '../routes/index.ts';
import { replyWayOf } from '../topology.ts';
import { onLinkSender } from '../unknown-sender.ts';
import type { Walk } from '../walk/index.ts';
import { ADD_POLICY_RULE } from './add-policy-rule.ts';
import { type Case, type Joined, joinOthers, worstOf } from './alongside.ts';
import { ARP_PER_INTERFACE } from './arp-per-interface.ts';
import { arrivingBy } from './arriving-by.ts';
import { blastRadius, movedConnection } from './blast-radius.ts';
import type { GatewayWishes } from './gateway.ts';
import { LOCAL_ROUTES_IN_POLICY_TABLE } from './local-routes-in-policy-table.ts';
import { LOOSE_RP_FILTER } from './loose-rp-filter.ts';
import { type Outcome, outcomeWith } from './outcome.ts';
import { permanenceOf } from './permanence.ts';
import { POLICY_ROUTING } from './policy-routing.ts';
import type { RemedyKind } from './remedy.ts';
import { REORDER_POLICY_RULE } from './reorder-policy-rule.ts';
import { RESTORE_MAIN_RULE } from './restore-main-rule.ts';
import { RESTORE_POLICY_TABLE } from './restore-policy-table.ts';
import { ruleRisks } from './rule-place.ts';
import { sha256 } from './sha256.ts';
import { SRC_VALID_MARK } from './src-valid-mark.ts';
import { applyPlan } from './what-if.ts';

const LIST = {
  'policy-routing': POLICY_ROUTING,
  'loose-rp-filter': LOOSE_RP_FILTER,
  'restore-main-rule': RESTORE_MAIN_RULE,
  'local-routes-in-policy-table': LOCAL_ROUTES_IN_POLICY_TABLE,
  'reorder-policy-rule': REORDER_POLICY_RULE,
  'add-policy-rule': ADD_POLICY_RULE,
  'src-valid-mark': SRC_VALID_MARK,
  'restore-policy-table': RESTORE_POLICY_TABLE,
  'arp-per-interface': ARP_PER_INTERFACE,
} as const satisfies { [Id in RemedyId]: RemedyKind<Id> };

export type { Case } from './alongside.ts';

/** Works out the remedies that fit the cause, each proved by walking the flow again with its plan applied. */
export function proposeRemedies(
  asked: Case,
  gateways: GatewayWishes,
  others: readonly Case[] = [],
): ProposedRemedy[] {
  const proposed = remediesFor(asked.verdict.cause)
    .map((id): RemedyKind => LIST[id])
    .filter(
      ({ families, fits }) => families.includes(asked.walk.asked.family) && (fits?.(asked.walk) ?? true),
    )
    .map((remedy) => {
      const walk = arrivingBy(asked.walk, remedy.arrivesBy?.(asked.walk));
      return propose(remedy, { ...asked, walk }, gateways, others);
    });
  // One is to be taken: of several, the one that the cause names first.
  const first = proposed.findIndex(({ recommended }) => recommended);
  return proposed.map((one, index) => (index > first ? { ...one, recommended: false } : one));
}

function propose(
  remedy: RemedyKind,
  asked: Case,
  gateways: GatewayWishes,
  others: readonly Case[],
): ProposedRemedy {
  const { id } = remedy;
  const { walk, verdict } = asked;
  const planned = remedy.plan(walk, gateways, []);
  const { gateway } = planned;
  const proposal = { id, risks: remedy.risks(walk), ...(gateway ? { gateway } : {}) };
  switch (planned.kind) {
    case 'asks': {
      const { on, because, asks } = planned;
      const trial = withAnyGateway(remedy, asked);
      if (trial?.outcome.outcome === 'does-not-repair')
        return { ...proposal, recommended: false, ...trial.outcome };
      return {
        ...proposal,
        recommended: remedy.recommended,
        outcome: 'depends',
        on,
        because,
        asks,
        ...(trial ? { replyWay: trial.replyWay } : {}),
      };
    }
    case 'none':
      return {
        ...proposal,
        recommended: false,
        outcome: 'does-not-repair',
        because: planned.because,
        stillStoppedBy: [verdict.cause, ...verdict.next],
      };
    case 'changes': {
      const all = joinOthers(remedy, asked, planned, others);
      const { plan, after } = planFor(walk, remedy, all);
      const outcomeOf = (one: Case, on: Message | undefined) =>
        hanging(outcomeWith(one.walk, one.verdict, remedy, after), on);
      const { changesNothing, ...outcome } = worstOf([
        outcomeOf(asked, planned.hangsOn),
        ...all.joined.map((other) => outcomeOf(other.one, other.planned.hangsOn)),
      ]);
      if (changesNothing) return { ...proposal, recommended: false, ...outcome };
      const refused = whyRefused(remedy, walk, after);
      return {
        ...proposal,
        ...alongsideIn(
          remedy,
          { risks: [...ruleRisks(walk.modelled.state, all.changes), ...proposal.risks] },
          all,
        ),
        // What does not repair is not recommended, whatever the remedy is for other hosts.
        recommended: remedy.recommended && outcome.outcome !== 'does-not-repair',
        ...outcome,
        plan,
        replyWay: replyWayOf(after.lookup(walk.modelled.replyQuery)),
        ...(refused ? { refused } : {}),
      };
    }
  }
}

/** What is known before anybody names the gateway: what comes of this flow, and by which interface its answer leaves. */
function withAnyGateway(
  remedy: RemedyKind,
  { walk, verdict }: Case,
): { outcome: Outcome; replyWay: ReplyWay } | undefined {
  const { state } = walk.modelled;
  const device = addressHolder(state, walk.seen.ingress);
  const neighbour = onLinkSender(state, walk.asked.family, device);
  const planned = neighbour && remedy.plan(walk, { named: neighbour.address }, []);
  if (planned?.kind !== 'changes') return undefined;
  const { after } = afterChanges(walk, planned.changes);
  const { changesNothing: _, ...outcome } = outcomeWith(walk, verdict, remedy, after);
  const way = replyWayOf(after.lookup(walk.modelled.replyQuery));
  const unnamed = (hop: { device: string; gateway?: string | undefined }) =>
    hop.gateway === neighbour?.address ? { ...hop, gateway: '' } : hop;
  return { outcome, replyWay: way.kind === 'by' ? { ...way, hops: way.hops.map(unnamed) } : way };
}

/** What is said of the other interfaces that the plan repairs, and of those that it does not. */
function alongsideIn(
  remedy: RemedyKind,
  { risks }: Pick<ProposedRemedy, 'risks'>,
  { joined, leftOut }: Joined,
): Partial<ProposedRemedy> {
  const each = joined.map(({ one, planned: { gateway } }) => ({
    interface: one.walk.asked.flow.interface,
    ...(gateway ? { gateway } : {}),
  }));
  const all = [...risks, ...joined.flatMap(({ one }) => remedy.risks(one.walk))];
  return {
    risks: [...new Map(all.map((risk) => [JSON.stringify(risk), risk])).values()],
    ...(each.length === 0 ? {} : { alongside: each }),
    ...(leftOut.length === 0 ? {} : { leftOut }),
  };
}

/** A repair that hangs on something else as well: what is known not to answer is told before what was not shown. */
function hanging(outcome: Outcome, on: Message | undefined): Outcome {
  const repairs = outcome.outcome === 'repairs' || outcome.on?.key === 'outcome.on-stages-behind';
  return on && repairs ? { ...outcome, outcome: 'depends', on } : outcome;
}

/** The changes as steps, and the host as it is after them. */
function afterChanges(
  walk: Walk,
  changes: Joined['changes'],
): { steps: ReturnType<typeof stepFor>[]; after: KernelModel } {
  const steps = changes.map((change, index) => stepFor(`${index + 1}-${change.kind}`, change));
  return { steps, after: kernelModel(applyPlan(walk.modelled.state, { steps })) };
}

function planFor(
  walk: Walk,
  { id, movesAnswers, isConfigured }: RemedyKind,
  { changes, restsOn, joined }: Pick<Joined, 'changes' | 'restsOn' | 'joined'>,
): { plan: ProposedPlan; after: KernelModel } {
  const { steps, after } = afterChanges(walk, changes);
  const flows = [walk, ...joined.map(({ one }) => one.walk)].map(({ asked: { flow } }) => flow);
  const repairs =
    joined.length === 0
      ? {}
      : { repairs: flows.map(({ interface: device, to }) => ({ interface: device, to })) };
  const hash = sha256(JSON.stringify({ id, changes, restsOn, ...repairs }));
  const { state, model: before } = walk.modelled;
  const radius = blastRadius(state, { before, after }, { family: walk.asked.family, movesAnswers });
  const permanent = isConfigured ? undefined : permanenceOf(state, changes, hash);
  return {
    plan: {
      ...{ hash, restsOn, steps, ...repairs, files: [], blastRadius: radius },
      ...(permanent ? { permanent } : {}),
    },
    after,
  };
}

/** What forbids a plan, however well it would repair: somebody else decides there, nobody asked about that interface, or it would cut us off. */
function whyRefused(
  { byAddress }: RemedyKind,
  { modelled: { state, model }, seen: { ingress }, asked: { flow, kubelets } }: Walk,
  after: KernelModel,
): Message | undefined {
  if (!kubelets && state.managers?.includes('kubelet')) return { key: 'refused.kubelet' };
  if (!byAddress && addressHolder(state, ingress) !== addressHolder(state, flow.interface))
    return { key: 'refused.other-interface', arrives: ingress, asked: flow.interface };
  const moved = movedConnection(state, model, after);
  return moved && { key: 'refused.own-connection', ...moved };
}
