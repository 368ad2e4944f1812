import type { Cause } from '../diagnosis.ts';
import type { Rule } from '../host-state.ts';
import type { OpenQuestion } from '../open-question.ts';
import type { WithheldBecause } from '../permanence.ts';
import type { RemedyId } from '../remedy-id.ts';
import type { FlowWay, NamedFlow } from './flows.ts';

/** A cloud that DMI proves. */
export type CloudId = 'ibm' | 'aws' | 'azure' | 'gcp' | 'oci';

/** Who names a gateway. */
export type GatewaySource =
  | { by: 'person' }
  /** An earlier look at the same host. */
  | { by: 'earlier-look' }
  | { by: 'default-route'; table: string; protocol?: string }
  /** A configuration file, a lease, or a daemon's own command: its path or the command. */
  | { by: 'configuration'; told: string }
  | { by: 'cloud'; cloud: CloudId }
  /** It forwarded the captured requests: a router, and perhaps not the one for every destination. */
  | { by: 'forwarding' };

/** An address that somebody says is the gateway. */
export type GatewayClaim = { address: string; sources: GatewaySource[] };

type NoParameters = Record<never, never>;

/** What a remedy does to interfaces, as its button says it: one for each. */
type Labels = { [Id in RemedyId as `remedy.${Id}.label`]: { devices: string[] } };

/** The way that an answer takes: out of `device`, to `gateway` where it is not on the link. */
type WayOut = { device: string; gateway?: string };

/** What is said of a remedy: what it does, what it risks, and what would come of it. */
export type RemedyMessages = Labels & {
  'risk.own-addresses-move': { device: string };
  'risk.until-reboot': NoParameters;
  /** Rules of the host that packets from these addresses meet no more, or meet only where the new rule's table has no route. */
  'risk.rules-overridden': { rules: Rule[]; sources: string[] };
  /** Rules whose preference the new rule has too, behind them. */
  'risk.preference-shared': { rules: Rule[] };
  'risk.main-again': NoParameters;
  /** Files, with their lines. */
  'risk.as-configured': { places: string[] };
  'risk.arp-own-only': { devices: string[] };
  'risk.forged-sources': { device: string };
  'risk.answers-leave-elsewhere': { device: string; out?: string };

  'gateway.question': { device: string };
  'gateway.awaited': { device: string };
  'gateway.none-named': { device: string };
  'gateway.several-named': { claims: GatewayClaim[] };
  'gateway.source': { source: GatewaySource };

  'plan.no-address': { device: string };
  'plan.not-an-address': { gateway: string; family: 4 | 6 };
  'plan.own-address': { gateway: string };
  'plan.no-host': { gateway: string; network: string };
  'plan.off-link': { gateway: string; device: string; networks: string[] };
  'plan.gateway-silent': { gateway: string; device: string; family: 4 | 6 };
  'plan.no-preference': { before: number };
  'plan.setting-not-shown': { device: string };
  'plan.main-rule-taken': { preference: number };
  'plan.mark-not-shown': { device: string };
  'plan.configured-twice': { table: string; destination: string };
  'plan.device-not-there': { device: string };
  'plan.arp-not-shown': { device: string };
  'plan.arp-for-others': { device: string; address: string };
  'plan.no-such-rule': NoParameters;
  'plan.nothing-hidden': NoParameters;
  'plan.network-not-shown': { device: string };
  'plan.table-not-by-number': { table: string };
  'plan.route-taken': { table: string; destination: string };
  'plan.accepted-already': { device: string };
  'plan.not-strict': { device: string };

  /** What was not shown, and it hangs on. */
  'outcome.open': { question: OpenQuestion };
  'outcome.way-open': { sender: string };
  'outcome.on-unread': NoParameters;
  'outcome.still-refused': { source: string; device: string; reason: string; back?: string };
  'outcome.no-way-back': { sender: string };
  'outcome.still-stopped': { causes: string[] };
  /** A rule that decides for this flow before the plan's own is asked. */
  'outcome.decided-before': { preference: number };
  /** A rule that exists sends this flow the same way. */
  'outcome.same-as-rule': { preference: number; ways: WayOut[] };
  'outcome.same-as-today': { ways: WayOut[] };
  'outcome.repairs': { device: string; ways: WayOut[] };
  'outcome.leaves-elsewhere': { device: string; ways: WayOut[]; address: string };
  /** Rules by user decide, and whose program answers was not shown. */
  'outcome.on-user': { port?: number };
  /** A UDP socket that is bound to no address may answer from another one. */
  'outcome.on-udp-source': { address: string; port?: number };
  /** A neighbour that did not answer so far. */
  'outcome.on-gateway': { gateway: string; device: string };
  /** Stages behind the first cause of which not all was shown. */
  'outcome.on-stages-behind': { questions: OpenQuestion[] };
  /** A rule of the packet filter that asks for the way back refuses the source with the plan applied, too. */
  'outcome.filter-refuses': { source: string; device: string };
  /** The answers would go to a network of the host's own containers, where the sender is not. */
  'outcome.into-own-network': { sender: string; device: string };
  'outcome.on-anti-spoofing': { out: string; address: string; cloud?: CloudId };

  /** Why another interface is not repaired in the same change. */
  'left-out.works': { device: string };
  'left-out.other-cause': { device: string; cause: Cause };

  /** Why what would keep the change is not written on the host. */
  'permanence.withheld': { device: string; because: WithheldBecause; owner?: string };
  'permanence.taken-away': { device: string; owner: string; foreign?: 'not-shown' };
  'permanence.configured-anew': { device: string; owner: string };

  'refused.other-interface': { arrives: string; asked: string };
  'refused.kubelet': Record<never, never>;
  'refused.own-connection': { flow: NamedFlow; before: FlowWay; after: FlowWay };
};
