import {
  type CloudId,
  type GatewaySource,
  type RemedyMessages,
  type Rule,
  tableName,
  type WithheldBecause,
} from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';
import { flowName, flowWay, waysOut } from './flows.ts';
import { listOf, ruleWords } from './words.ts';

export const remedySentences: Sentences<RemedyMessages> = {
  'remedy.policy-routing.label': ({ devices }) =>
    devices.length === 1
      ? `Send ${devices[0]}'s replies out ${devices[0]}`
      : `Send replies of ${listOf(devices)} out their own interface`,
  'remedy.loose-rp-filter.label': ({ devices }) => `Let ${listOf(devices)} accept asymmetric traffic`,
  'remedy.restore-main-rule.label': ({ devices }) => `Restore the main table rule for ${listOf(devices)}`,
  'remedy.local-routes-in-policy-table.label': ({ devices }) =>
    `Reply to neighbours of ${listOf(devices)} on the link`,
  'remedy.reorder-policy-rule.label': ({ devices }) => `Put the policy rule for ${listOf(devices)} first`,
  'remedy.add-policy-rule.label': ({ devices }) => `Add the missing policy rule for ${listOf(devices)}`,
  'remedy.src-valid-mark.label': ({ devices }) => `Use the mark in the source check on ${listOf(devices)}`,

  'remedy.restore-policy-table.label': ({ devices }) =>
    `Restore the configured policy routes of ${listOf(devices)}`,
  'remedy.arp-per-interface.label': ({ devices }) =>
    `Answer ARP for ${listOf(devices)} only on its own interface`,

  'risk.own-addresses-move': ({ device }) =>
    `Only traffic from ${device}'s own addresses uses a different route.`,
  'risk.until-reboot': () => 'Not persistent: lost at reboot or network restart.',
  'risk.as-configured': ({ places }) =>
    `These are the routes that the host's own configuration has for that table (${places.join(', ')}), so they come back at reboot.`,
  'risk.arp-own-only': ({ devices }) =>
    `${listOf(devices)} then answer ARP for their own addresses only: any other address of this host that neighbours reach through them by ARP becomes unreachable.`,
  'risk.rules-overridden': ({ rules, sources }) =>
    `Overrides ${someRules(rules)} for traffic from ${listOf(sources)}: the new rule is evaluated first.`,
  'risk.preference-shared': ({ rules }) =>
    `Has the same preference as ${someRules(rules)} and is placed after it. After a reboot, whichever is added first is evaluated first.`,
  'risk.main-again': () => 'All traffic that no other rule routes uses table main again.',
  'risk.forged-sources': ({ device }) =>
    `${device} then accepts packets from any source that has a route: spoofed sources are no longer dropped there.`,
  'risk.answers-leave-elsewhere': ({ device, out = 'another interface' }) =>
    `Replies to what arrives on ${device} still leave by ${out}: stateful firewalls on the path may drop them.`,

  'gateway.question': ({ device }) => `Which gateway does ${device} use?`,
  'gateway.awaited': ({ device }) => `the gateway on ${device}`,
  'gateway.none-named': ({ device }) => `nothing on the host shows a gateway on ${device}`,
  'gateway.several-named': ({ claims }) => {
    const named = claims.map(({ address, sources }) => `${address} (${sources.map(sourceName).join(', ')})`);
    return `the evidence shows more than one: ${named.join(' or ')}`;
  },
  'gateway.source': ({ source }) => sourceName(source),

  'plan.no-address': ({ device }) => `${device} has no address to route from`,
  'plan.not-an-address': ({ gateway, family }) => `${gateway} is not an IPv${family} address`,
  'plan.own-address': ({ gateway }) => `${gateway} is this host's own address`,
  'plan.no-host': ({ gateway, network }) =>
    `${gateway} is the first or last address of ${network}: no host has it`,
  'plan.off-link': ({ gateway, device, networks }) =>
    `${gateway} is not in a network of ${device} (${networks.join(', ') || 'it has none'}): the kernel refuses it as a gateway there`,
  'plan.gateway-silent': ({ gateway, device, family }) =>
    `${gateway} does not answer ${family === 4 ? 'ARP' : 'neighbor solicitations'} on ${device}: replies sent to it would be lost`,
  'plan.no-preference': ({ before }) => `rule ${before} decides first, and no lower preference is free`,
  'plan.setting-not-shown': ({ device }) =>
    `rp_filter of ${device} was not shown: the value to restore is unknown`,
  'plan.main-rule-taken': ({ preference }) => `another rule has preference ${preference}`,
  'plan.mark-not-shown': ({ device }) =>
    `src_valid_mark of ${device} is already set, or was not shown: setting it changes nothing`,
  'plan.configured-twice': ({ table, destination }) =>
    `the host's configuration has two different routes to ${destination} for table ${table}`,
  'plan.device-not-there': ({ device }) => `${device}, which the configuration names, does not exist`,
  'plan.arp-not-shown': ({ device }) =>
    `arp_ignore and arp_announce of ${device} were not shown: their original values are unknown`,
  'plan.arp-for-others': ({ device, address }) =>
    `${address} on ${device} is in the same network, and neighbours reach it only because the other interfaces answer ARP for it`,
  'plan.no-such-rule': () => 'no routing table on the host is for this address',
  'plan.nothing-hidden': () => 'no policy table hides a connected network',
  'plan.network-not-shown': ({ device }) => `the network of ${device} was not shown`,
  'plan.table-not-by-number': ({ table }) => `the number of table ${table} is unknown`,
  'plan.route-taken': ({ table, destination }) => `table ${table} already has a route to ${destination}`,
  'plan.accepted-already': ({ device }) =>
    `strict rp_filter already accepts this sender on ${device}: loose mode changes nothing`,
  'plan.not-strict': ({ device }) =>
    `rp_filter of ${device} is not strict (or was not shown): loose mode changes nothing`,

  'outcome.open': ({ question }, tell) => tell({ key: 'question.open', question }),
  'outcome.way-open': ({ sender }) => `the route back to ${sender} is unknown`,
  'outcome.on-unread': () => 'what could not be read from the host',
  'outcome.still-refused': ({ source, device, reason, back }) =>
    `requests from ${source} would still fail the source check on ${device} (${reason}${back === undefined ? '' : `; the route back uses ${back}`})`,
  'outcome.no-way-back': ({ sender }) => `there would still be no route back to ${sender}`,
  'outcome.still-stopped': ({ causes }) => `still blocked by: ${causes.join(', ')}`,
  'outcome.decided-before': ({ preference }) => `rule ${preference} decides first: no effect on this flow`,
  'outcome.same-as-rule': ({ preference, ways }) =>
    `same as rule ${preference}, which already sends these replies by ${waysOut(ways)}`,
  'outcome.same-as-today': ({ ways }) => `these replies already leave by ${waysOut(ways)}`,
  'outcome.repairs': ({ device, ways }) =>
    `requests are then accepted on ${device}, and replies leave by ${waysOut(ways)}`,
  'outcome.leaves-elsewhere': ({ device, ways, address }) =>
    `requests are then accepted on ${device}, but replies leave by ${waysOut(ways)} with source ${address}`,
  'outcome.on-user': ({ port }) =>
    `the user of the program that answers${port === undefined ? '' : ` on port ${port}`}: rules by uidrange decide`,
  'outcome.on-udp-source': ({ address, port }) =>
    `whether the program${port === undefined ? '' : ` on UDP port ${port}`} replies from ${address}: its socket is not bound to an address`,
  'outcome.on-gateway': ({ gateway, device }) =>
    `whether ${gateway} answers on ${device}: so far it does not`,
  'outcome.on-stages-behind': ({ questions }, tell) =>
    `later stages that were not shown: ${questions.map((question) => tell({ key: 'question.open', question })).join('; ')}`,
  'outcome.filter-refuses': ({ source, device }) =>
    `the firewall's own reverse path check would still drop ${source} on ${device}`,
  'outcome.into-own-network': ({ sender, device }) =>
    `replies to ${sender} would go into ${device}, a network of this host: it overlaps the sender's network, and one of the two has to change`,
  'outcome.on-anti-spoofing': ({ out, address, cloud }) =>
    cloud === undefined
      ? `whether the network behind ${out} passes packets from ${address} (anti-spoofing)`
      : `${CLOUDS[cloud].name}'s anti-spoofing on ${out}: ${CLOUDS[cloud].antiSpoofing}`,

  'left-out.works': ({ device }) => `${device} answers`,
  'left-out.other-cause': ({ device, cause }) => `${device} has a different fault (${cause})`,

  'permanence.withheld': ({ device, because, owner }) => `${device}: ${WITHHELD[because](owner)}`,
  'permanence.taken-away': ({ device, owner, foreign }) =>
    `Unless made persistent, ${owner} removes it when it reconfigures ${device}, and removes its routes when the link goes down${
      foreign === undefined
        ? ' (ManageForeignRoutes=, ManageForeignRoutingPolicyRules=)'
        : '; unless its networkd.conf, which was not shown, sets ManageForeignRoutes=no and ManageForeignRoutingPolicyRules=no'
    }`,
  'permanence.configured-anew': ({ device, owner }) =>
    `Writing the file makes ${owner} reconfigure ${device}: a DHCP address is gone for a moment`,

  'refused.other-interface': ({ arrives, asked }) =>
    `requests arrive on ${arrives}, not on ${asked}: ask about ${arrives} to change it`,
  'refused.kubelet': () =>
    'a kubelet runs there, so the cluster manages this host: nothing is changed unless apply.kubelets is true',
  'refused.own-connection': ({ flow, before, after }) =>
    `it would reroute ${flowName(flow)}: ${flowWay(before)} now, ${flowWay(after)} after`,
};

/** Why a file is not written. */
const WITHHELD: Record<WithheldBecause, (owner?: string) => string> = {
  'owner-unknown': () =>
    'nothing that was collected shows what configures it: if nothing does, a unit like this one keeps it',
  'owner-not-supported': (owner = 'its owner') =>
    `${owner} configures it: add this to its configuration by hand`,
  'place-not-shown': (owner = 'its owner') =>
    `${owner} configures it, but nothing that was collected shows in which file`,
  'not-kept-there': (owner = 'its owner') => `${owner} cannot store such a change`,
  'host-managed-elsewhere': (owner = 'another program') =>
    `${owner} manages this host's files: change it there`,
  'others-withheld': () => 'not written without the rest',
};

function sourceName(source: GatewaySource): string {
  switch (source.by) {
    case 'person':
      return 'entered by a person';
    case 'earlier-look':
      return 'an earlier look';
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

/** Clouds, and their names for anti-spoofing. */
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

/** Policy rules in a row; of many the first. */
function someRules(rules: readonly Rule[]): string {
  const shown = rules.slice(0, RULES_SHOWN).map(ruleWords);
  const more = rules.length - shown.length;
  return listOf(more > 0 ? [...shown, `${more} more`] : shown);
}

const RULES_SHOWN = 3;
