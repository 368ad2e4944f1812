import type { Cause } from '../model/index.ts';

/**
 * How often a cause is met where an interface of a multi-homed host does not answer, for the order of candidates among which
 * nothing shown decides: it never decides itself. By public reports: source validation and filters are asked about every
 * week, the way back and missing addresses often, the rest now and then.
 */
const BASE_RATES = {
  'strict-rp-filter': 10,
  'firewall-drop': 10,
  // Where nobody was seen to fail, nothing need be wrong; else it is contradicted.
  healthy: 9,
  'reply-leaves-other-interface': 8,
  'request-not-arriving': 8,
  'arp-rejected-by-rp-filter': 6,
  'not-listening': 6,
  'address-missing': 6,
  'no-return-route': 5,
  'gateway-unreachable': 5,
  'policy-rule-missing': 5,
  'policy-table-empty': 5,
  'policy-rule-shadowed': 5,
  'policy-table-hides-connected': 5,
  'vpn-captures-reply': 5,
  'duplicate-connected-prefix': 5,
  'interface-down': 5,
  'sender-side': 4,
  'wrong-prefix-length': 4,
  'arp-flux': 4,
  'published-port-reverse-path': 4,
  'vrf-mismatch': 4,
  'firewall-rp-filter': 3,
  'answered-but-lost': 3,
  'route-rejects': 3,
  'address-not-local': 3,
  'main-rule-missing': 3,
} as const satisfies Partial<Record<Cause, number>>;

/** Causes that are met rarely. */
const RARE = 2;

/** How often the cause is met, from 1. */
export function baseRate(cause: Cause): number {
  const rates: Partial<Record<Cause, number>> = BASE_RATES;
  return rates[cause] ?? RARE;
}
