import type { Walk } from '../walk.ts';
import { filterFinding } from './filter-finding.ts';
import type { Finding } from './finding.ts';

/** What may stop the answer on its way out: the output and postrouting hooks. */
export function output(walk: Walk): Finding {
  return filterFinding(walk, 'output');
}
