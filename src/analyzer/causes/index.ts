import { type Advice, STAGES } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';
import { addressElsewhere } from './address-elsewhere.ts';
import { addressMissing } from './address-missing.ts';
import { addressNotLocal } from './address-not-local.ts';
import { answeredButLost } from './answered-but-lost.ts';
import { arpFlux } from './arp-flux.ts';
import { arpNotAnswered } from './arp-not-answered.ts';
import { arpRejectedByRpFilter } from './arp-rejected-by-rp-filter.ts';
import { bpfOrTcDrop } from './bpf-or-tc-drop.ts';
import type { CauseFile, Claim } from './cause.ts';
import { conntrackFull } from './conntrack-full.ts';
import { duplicateAddress } from './duplicate-address.ts';
import { duplicateConnectedPrefix } from './duplicate-connected-prefix.ts';
import { echoIgnored } from './echo-ignored.ts';
import { firewallDrop } from './firewall-drop.ts';
import { firewallRpFilter } from './firewall-rp-filter.ts';
import { gatewayUnreachable } from './gateway-unreachable.ts';
import { interfaceDown } from './interface-down.ts';
import { ipsecPolicy } from './ipsec-policy.ts';
import { listenQueueFull } from './listen-queue-full.ts';
import { mainRuleMissing } from './main-rule-missing.ts';
import { mtuBlackhole } from './mtu-blackhole.ts';
import { neighbourWrong } from './neighbour-wrong.ts';
import { noReturnRoute } from './no-return-route.ts';
import { notListening } from './not-listening.ts';
import { packetLoss } from './packet-loss.ts';
import { policyRuleMissing } from './policy-rule-missing.ts';
import { policyRuleShadowed } from './policy-rule-shadowed.ts';
import { policyTableEmpty } from './policy-table-empty.ts';
import { policyTableHidesConnected } from './policy-table-hides-connected.ts';
import { publishedPortReversePath } from './published-port-reverse-path.ts';
import { replyLeavesOtherInterface } from './reply-leaves-other-interface.ts';
import { replyRateLimited } from './reply-rate-limited.ts';
import { requestNotArriving } from './request-not-arriving.ts';
import { routeRejects } from './route-rejects.ts';
import { senderSide } from './sender-side.ts';
import { sourceIsOwnAddress } from './source-is-own-address.ts';
import { strictRpFilter } from './strict-rp-filter.ts';
import { udpSourceMismatch } from './udp-source-mismatch.ts';
import { vpnCapturesReply } from './vpn-captures-reply.ts';
import { vrfMismatch } from './vrf-mismatch.ts';
import { wrongPrefixLength } from './wrong-prefix-length.ts';

export type { Assumption, Claim } from './cause.ts';
export { claimsNotShown } from './not-shown.ts';
export { policyFault } from './policy-fault.ts';
export { routingRests } from './priors.ts';
export { markWouldHelp } from './strict-rp-filter.ts';

/** Every cause that has a file, in the order in which a packet can meet them. A new one is a file and a line here. */
const CAUSE_FILES = [
  interfaceDown,
  addressMissing,
  addressElsewhere,
  duplicateAddress,
  wrongPrefixLength,
  arpFlux,
  arpNotAnswered,
  arpRejectedByRpFilter,
  senderSide,
  requestNotArriving,
  packetLoss,
  bpfOrTcDrop,
  conntrackFull,
  firewallRpFilter,
  publishedPortReversePath,
  sourceIsOwnAddress,
  vrfMismatch,
  routeRejects,
  noReturnRoute,
  strictRpFilter,
  addressNotLocal,
  firewallDrop,
  echoIgnored,
  ipsecPolicy,
  notListening,
  listenQueueFull,
  mainRuleMissing,
  policyRuleShadowed,
  policyTableEmpty,
  policyTableHidesConnected,
  vpnCapturesReply,
  duplicateConnectedPrefix,
  policyRuleMissing,
  replyRateLimited,
  gatewayUnreachable,
  neighbourWrong,
  udpSourceMismatch,
  replyLeavesOtherInterface,
  mtuBlackhole,
  answeredButLost,
] as const;

const BY_CODE = new Map<string, CauseFile>(
  CAUSE_FILES.map((file) => [file.code, file as unknown as CauseFile]),
);

/** Every way in which this case may be stopped, in the order in which the packet would meet them. */
export function allClaims(walk: Walk): Claim[] {
  return inOrder(CAUSE_FILES.flatMap((file) => file.claims(walk)));
}

/** Claims in the order in which the packet would meet them. */
export function inOrder(claims: readonly Claim[]): Claim[] {
  return claims.toSorted((one, other) => STAGES.indexOf(one.stage) - STAGES.indexOf(other.stage));
}

/** What a person can do about a claim by hand. */
export function adviceFor(walk: Walk, { cause, facts }: Pick<Claim, 'cause' | 'facts'>): Advice | undefined {
  return BY_CODE.get(cause)?.advice(walk, facts as never);
}

/** The remedies that can fit a cause. */
export function remediesFor(cause: string): CauseFile['remedies'] {
  return BY_CODE.get(cause)?.remedies ?? [];
}
