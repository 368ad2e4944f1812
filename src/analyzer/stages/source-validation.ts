import type { Cause } from '../model/index.ts';
import { kernelModel } from '../routes/index.ts';
import { rpFilterSetting } from '../rp-filter-setting.ts';
import { cite, type Walk } from '../walk.ts';
import { type Finding, passed, stopped, unknown } from './finding.ts';
import { lacksMainRule } from './policy-fault.ts';
import { isPublishedPort } from './published-port.ts';
import { rejectedBy } from './rejected-by.ts';
import { outsideTheVrf } from './vrf.ts';

/** Does the kernel accept the request's source on the interface that it came in on (RFC 3704, martians)? */
export function sourceValidation(walk: Walk): Finding {
  const evidence = cite(walk, 'rp_filter', 'sysctls', 'routes', 'rules', 'oracle', 'counters');
  const { validation, sender, ingress } = walk;
  if (walk.answerLeft || walk.answerArrived)
    return passed(
      `the answer shows that ${sender} is accepted on ${ingress}`,
      cite(walk, 'capture', 'peer-probe'),
    );
  if (isOwnAddress(walk)) {
    const because = `${sender} is one of this host's own addresses: the answer would never leave it`;
    return stopped('source-is-own-address', because, evidence);
  }
  if (validation.verdict === 'accepted') return passed(validation.because, evidence);
  if (validation.verdict === 'unknown') return unknown(validation.because, evidence);
  const outside = validation.reason === 'own-address' ? undefined : outsideTheVrf(walk);
  if (outside !== undefined) return stopped('vrf-mismatch', outside, evidence);
  if (isPublishedPort(walk))
    return unknown(
      `refused for the reason that is told of the published port: ${validation.because}`,
      evidence,
    );
  if (validation.reason === 'strict') return stopped('strict-rp-filter', whyStrict(walk), evidence);
  if (isLackOfRoute(walk) && lacksMainRule(walk)) {
    const because = `${sender} is refused, because no lookup finds a way back: see the reply's route`;
    return unknown(because, evidence);
  }
  const cause = causeOf(walk);
  return cause === undefined
    ? unknown(`the kernel takes no such packet: ${validation.because}`, evidence)
    : stopped(cause, whyRefused(walk), evidence);
}

/** IPv6, and IPv4 with accept_local, take such a packet; its answer is then delivered to the host itself. */
function isOwnAddress({ replyRoute, passage }: Walk): boolean {
  return replyRoute.kind === 'route' && replyRoute.type === 'local' && !passage.translated;
}

function whyRefused({ validation, sender }: Walk): string {
  const by = validation.reverse && rejectedBy(validation.reverse);
  return by === undefined ? validation.because : `on the way back to ${sender}, ${by}`;
}

function causeOf({ validation }: Walk): Cause | undefined {
  switch (validation.reason) {
    case 'own-address':
      return 'source-is-own-address';
    case 'no-route':
    case 'loose-no-route':
      return 'no-return-route';
    case 'route-rejects':
      return 'route-rejects';
    case 'no-ingress-address':
      return 'address-missing';
    default:
      return undefined;
  }
}

function isLackOfRoute({ validation }: Walk): boolean {
  return validation.reason === 'no-route' || validation.reason === 'loose-no-route';
}

function whyStrict(walk: Walk): string {
  const { validation, ingress, state } = walk;
  const because = `${validation.because}, and rp_filter is strict on ${ingress} (${rpFilterSetting(state, ingress)})`;
  return markWouldHelp(walk)
    ? `${because}; the packet's mark would lead back by ${ingress}, but source validation ignores it while src_valid_mark is 0`
    : because;
}

/** A policy by marks (connmark) routes answers rightly and still fails strict mode until `src_valid_mark` is set (measured). */
function markWouldHelp({ passage, state, inwardQuery }: Walk): boolean {
  if (passage.mark === undefined) return false;
  const sysctls = { ...state.sysctls, 'net.ipv4.conf.all.src_valid_mark': '1' };
  return kernelModel({ ...state, sysctls }).validateSource(inwardQuery).verdict === 'accepted';
}
