import type { FilterVerdict } from '../filters/index.ts';
import type { ProbeOutcome, ProbeReport } from '../model/index.ts';

/** Whether the attempt ended as it does where this rule rejects it. Without a type the rule sends port unreachable (nft(8)). */
export function rejectExplains(
  probe: ProbeReport | undefined,
  { verdict, rejectWith = 'port-unreachable' }: Pick<FilterVerdict, 'verdict' | 'rejectWith'>,
): boolean {
  if (verdict !== 'reject' || probe?.outcome === undefined) return false;
  const sent = ENDS.find(([form]) => form.test(rejectWith));
  return sent?.[1].includes(probe.outcome) ?? false;
}

/** What connect() and ping make of each error (icmp_err_convert in net/ipv4/icmp.c, icmpv6_err_convert in net/ipv6/icmp.c). */
const ENDS: readonly [form: RegExp, outcomes: readonly ProbeOutcome[]][] = [
  [/reset|port-unreach/, ['refused', 'rejected']],
  [/net-unreach|net-prohib|no-route/, ['network-unreachable', 'prohibited', 'rejected']],
  [/host-unreach|host-prohib|addr-unreach/, ['host-unreachable', 'prohibited', 'rejected']],
  [/adm(?:in)?-prohib|policy-fail|reject-route/, ['host-unreachable', 'prohibited', 'rejected']],
];
