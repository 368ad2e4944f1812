import type { Walk } from '../walk.ts';
import { filterFinding } from './filter-finding.ts';
import type { Finding } from './finding.ts';

/** What may stop the request before its source is looked at: XDP, netdev ingress, raw, mangle and nat prerouting. */
export function prerouting(walk: Walk): Finding {
  return filterFinding(walk, 'prerouting');
}
