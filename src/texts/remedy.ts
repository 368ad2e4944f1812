import type {
  ChangedFlow,
  FlowChange,
  Message,
  Plan,
  ProposedPlan,
  ProposedRemedy,
  Remedy,
  RemedyId,
} from '../analyzer/model/index.ts';
import { type Language, tell } from './tell.ts';

/**
 * What a remedy does, as its button says it: to the interfaces that its plan repairs, or, where there is none or it says
 * nothing of others, to the one that was asked about.
 */
export function labelOf(
  remedy: RemedyId,
  asked: string,
  plan?: Pick<Plan, 'repairs'>,
  language: Language = 'en',
): string {
  const devices = plan?.repairs?.map(({ interface: device }) => device) ?? [asked];
  return tell({ key: `remedy.${remedy}.label`, devices }, language);
}

/** The remedy as it stands in a diagnosis: its facts in sentences. */
export function tellRemedy(proposed: ProposedRemedy, language: Language = 'en'): Remedy {
  const said = (message: Message) => tell(message, language);
  const gatewayIn = (gateway: NonNullable<ProposedRemedy['gateway']>) => ({
    ...gateway,
    sources: gateway.sources.map((source) => said({ key: 'gateway.source', source })),
  });
  const { replyWay: _, ...told } = proposed;
  const { on, because, stillStoppedBy, risks, gateway, alongside, leftOut, asks, refused, plan, ...rest } =
    told;
  return {
    ...rest,
    because: said(because),
    risks: risks.map(said),
    // biome-ignore lint/suspicious/noThenProperty: the public contract's name
    ...(stillStoppedBy ? { then: stillStoppedBy } : {}),
    ...(on ? { on: said(on) } : {}),
    ...(gateway ? { gateway: gatewayIn(gateway) } : {}),
    ...(alongside
      ? {
          alongside: alongside.map((one) => ({
            interface: one.interface,
            ...(one.gateway ? { gateway: gatewayIn(one.gateway) } : {}),
          })),
        }
      : {}),
    ...(leftOut ? { leftOut: leftOut.map((one) => ({ ...one, because: said(one.because) })) } : {}),
    ...(asks ? { asks: { ...asks, question: said(asks.question) } } : {}),
    ...(refused ? { refused: said(refused) } : {}),
    ...(plan ? { plan: tellPlan(plan, language) } : {}),
  };
}

/** The plan as it stands in a diagnosis: what it changes beyond the flow that it is for, in sentences. */
export function tellPlan({ blastRadius: radius, ...plan }: ProposedPlan, language: Language = 'en'): Plan {
  const said = (message: Message) => tell(message, language);
  const { changes, considered, truncated, ownConnection } = radius;
  return {
    ...plan,
    blastRadius: changes.map((change) => tellChange(change, said)),
    flowsConsidered: considered,
    ...(ownConnection ? { sshWay: said({ key: 'flow.way', way: ownConnection }) } : {}),
    ...(truncated ? { flowsTruncated: true } : {}),
  };
}

function tellChange({ flow, before, after }: ChangedFlow, said: (message: Message) => string): FlowChange {
  return {
    flow: said({ key: 'flow.name', flow }),
    before: said({ key: 'flow.way', way: before }),
    after: said({ key: 'flow.way', way: after }),
  };
}
