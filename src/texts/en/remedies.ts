import {
  type CloudId,
  type GatewaySource,
  type RemedyMessages,
  tableName,
  type WithheldBecause,
} from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';
import { flowName, flowWay, waysOut } from './flows.ts';
import { listOf } from './words.ts';

export const remedySentences: Sentences<RemedyMessages> = {
  'remedy.policy-routing.label': ({ devices }) =>
    devices.length === 1
      ? `Send ${devices[0]}'s replies out ${devices[0]}`
      : `Send replies of ${listOf(devices)} out their own interface`,
  'remedy.loose-rp-filter.label': ({ devices }) => `Let ${listOf(devices)} accept asymmetric traffic`,
  'remedy.restore-main-rule.label': ({ devices }) => `Look up table main again, for ${listOf(devices)}`,
  'remedy.local-routes-in-policy-table.label': ({ devices }) =>
    `Answer neighbours on their link, for ${listOf(devices)}`,
  'remedy.reorder-policy-rule.label': ({ devices }) => `Ask the rule for ${listOf(devices)} first`,
  'remedy.add-policy-rule.label': ({ devices }) => `Add the rule that ${listOf(devices)} lacks`,
  'remedy.src-valid-mark.label': ({ devices }) => `Check sources on ${listOf(devices)} by their mark`,

  'risk.own-addresses-move': ({ device }) =>
    `Only traffic from ${device}'s own addresses takes another way than today.`,
  'risk.until-reboot': () => 'It lasts until the next reboot or until the network is configured anew.',
  'risk.main-again': () =>
    'All traffic that no other rule sends elsewhere goes by the routes of table main again.',
  'risk.forged-sources': ({ device }) =>
    `${device} then takes packets with any source that has some route: forged sources are no longer refused there.`,
  'risk.answers-leave-elsewhere': ({ device, out = 'another interface' }) =>
    `Answers to what arrives on ${device} still leave by ${out}: firewalls on the way that track connections may drop them.`,

  'gateway.question': ({ device }) => `Which gateway does ${device} have?`,
  'gateway.awaited': ({ device }) => `the gateway on ${device}`,
  'gateway.none-named': ({ device }) => `nothing on the host names a gateway on ${device}`,
  'gateway.several-named': ({ claims }) => {
    const named = claims.map(({ address, sources }) => `${address} (${sources.map(sourceName).join(', ')})`);
    return `the evidence names more than one: ${named.join(' or ')}`;
  },
  'gateway.source': ({ source }) => sourceName(source),

  'plan.no-address': ({ device }) => `${device} has no address that could be routed from`,
  'plan.not-an-address': ({ gateway, family }) => `${gateway} is no IPv${family} address`,
  'plan.own-address': ({ gateway }) => `${gateway} is this host's own address`,
  'plan.no-host': ({ gateway, network }) =>
    `${gateway} is the first or last address of ${network}, which is no host's`,
  'plan.off-link': ({ gateway, device, networks }) =>
    `${gateway} is not in a network of ${device} (${networks.join(', ') || 'it has none'}): the kernel would refuse it as a gateway there`,
  'plan.no-preference': ({ before }) =>
    `rule ${before} decides before it, and no preference before that is free`,
  'plan.setting-not-shown': ({ device }) =>
    `rp_filter of ${device} was not shown: what to change it from, and back to, is not known`,
  'plan.main-rule-taken': ({ preference }) => `another rule stands at preference ${preference}`,
  'plan.mark-not-shown': ({ device }) =>
    `src_valid_mark of ${device} is set already, or was not shown: setting it changes nothing`,
  'plan.no-such-rule': () => 'no table of the host is meant for this address',
  'plan.nothing-hidden': () => 'no policy table hides a connected network',
  'plan.network-not-shown': ({ device }) => `which network ${device} is in was not shown`,
  'plan.table-not-by-number': ({ table }) => `table ${table} is not known by its number`,
  'plan.route-taken': ({ table, destination }) => `table ${table} has a route to ${destination} already`,
  'plan.accepted-already': ({ device }) =>
    `strict rp_filter accepts this sender on ${device} already: loosening it changes nothing`,
  'plan.not-strict': ({ device }) =>
    `rp_filter of ${device} is not strict (or was not shown): loosening it changes nothing`,

  'outcome.open': ({ question }, tell) => tell({ key: 'question.open', question }),
  'outcome.way-open': ({ sender }) => `the way back to ${sender} cannot be told`,
  'outcome.on-unread': () => 'what could not be read of the host',
  'outcome.still-refused': ({ source, device, reason, back }) =>
    `the request of ${source} would still be refused on ${device} (${reason}${back === undefined ? '' : `; the way back is ${back}`})`,
  'outcome.no-way-back': ({ sender }) => `there would still be no way back to ${sender}`,
  'outcome.still-stopped': ({ causes }) => `it would still be stopped by: ${causes.join(', ')}`,
  'outcome.decided-before': ({ preference }) =>
    `rule ${preference} decides before it: it would change nothing for this flow`,
  'outcome.same-as-rule': ({ preference, ways }) =>
    `a rule equal to it stands already: rule ${preference} sends these answers by ${waysOut(ways)} too`,
  'outcome.same-as-today': ({ ways }) => `these answers leave by ${waysOut(ways)} already`,
  'outcome.repairs': ({ device, ways }) =>
    `requests are then accepted on ${device} and answered by ${waysOut(ways)}`,
  'outcome.leaves-elsewhere': ({ device, ways, address }) =>
    `requests are then accepted on ${device}, but the answers leave by ${waysOut(ways)} with ${address} as their source`,
  'outcome.on-user': ({ port }) =>
    `which user the program runs as that answers${port === undefined ? '' : ` on port ${port}`}: rules by user decide`,
  'outcome.on-udp-source': ({ address, port }) =>
    `whether the program${port === undefined ? '' : ` on UDP port ${port}`} answers from ${address}: its socket is bound to no address`,
  'outcome.on-gateway': ({ gateway, device }) =>
    `whether ${gateway} answers on ${device}: so far it does not`,
  'outcome.on-stages-behind': ({ questions }, tell) =>
    `what comes behind it and was not shown: ${questions.map((question) => tell({ key: 'question.open', question })).join('; ')}`,
  'outcome.filter-refuses': ({ source, device }) =>
    `the packet filter's own check of the way back would still refuse ${source} on ${device}`,
  'outcome.into-own-network': ({ sender, device }) =>
    `the answers to ${sender} would go into ${device}, a network of this host's own: it overlaps the sender's, and one of the two has to change`,
  'outcome.on-anti-spoofing': ({ out, address, cloud }) =>
    cloud === undefined
      ? `whether the network behind ${out} lets packets from ${address} pass (anti-spoofing)`
      : `${CLOUDS[cloud].name}'s anti-spoofing on ${out}: ${CLOUDS[cloud].antiSpoofing}`,

  'left-out.works': ({ device }) => `${device} answers`,
  'left-out.other-cause': ({ device, cause }) => `${device} has another fault (${cause})`,

  'permanence.withheld': ({ device, because, owner }) => `${device}: ${WITHHELD[because](owner)}`,
  'permanence.taken-away': ({ device, owner }) =>
    `Unless it is made permanent, ${owner} takes it away when it configures ${device} anew, and its routes when the link goes down (ManageForeignRoutes=, ManageForeignRoutingPolicyRules=)`,
  'permanence.configured-anew': ({ device, owner }) =>
    `As the file is written, ${owner} configures ${device} anew: an address that it has by DHCP is away for a moment`,

  'refused.other-interface': ({ arrives, asked }) =>
    `the requests arrive on ${arrives}, and ${asked} was asked about: ask about ${arrives} to change it`,
  'refused.kubelet': () =>
    'a kubelet runs there, so the cluster decides what stands on it: nothing is changed on such hosts unless apply.kubelets is true',
  'refused.own-connection': ({ flow, before, after }) =>
    `it would move the way of ${flowName(flow)}: ${flowWay(before)}, then ${flowWay(after)}`,
};

/** Why a file is not written, by the one who would have to do it. */
const WITHHELD: Record<WithheldBecause, (owner?: string) => string> = {
  'owner-unknown': () => 'nothing that was collected says who configures it',
  'owner-not-supported': (owner = 'its owner') =>
    `${owner} configures it: add this to its configuration by hand`,
  'place-not-shown': (owner = 'its owner') =>
    `${owner} configures it, and nothing that was collected says in which file`,
  'not-kept-there': (owner = 'its owner') => `${owner} has no way to keep such a change`,
  'host-managed-elsewhere': (owner = 'another program') =>
    `${owner} decides what stands in this host's files: change it there`,
  'others-withheld': () => 'not written without the rest',
};

function sourceName(source: GatewaySource): string {
  switch (source.by) {
    case 'person':
      return 'named by a person';
    case 'earlier-look':
      return 'the look before this one';
    case 'default-route':
      return `the default route in table ${tableName(source.table)}`;
    case 'configuration':
      return source.told;
    case 'cloud':
      return `${CLOUDS[source.cloud].name}'s rule: the first host of the subnet`;
    case 'forwarding':
      return 'it forwarded the captured requests';
  }
}

/** Clouds, and what their anti-spoofing is called there. */
const CLOUDS: Record<CloudId, { name: string; antiSpoofing: string }> = {
  ibm: {
    name: 'IBM Cloud VPC',
    antiSpoofing: 'allow_ip_spoofing of the interface (needs an IAM role)',
  },
  aws: { name: 'AWS', antiSpoofing: 'the source/destination check of the network interface' },
  azure: { name: 'Azure', antiSpoofing: 'IP forwarding of the network interface' },
  gcp: { name: 'Google Cloud', antiSpoofing: 'can_ip_forward of the instance' },
  oci: { name: 'Oracle Cloud', antiSpoofing: "the VNIC's source/destination check" },
};
