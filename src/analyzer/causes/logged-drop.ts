import type { FilterFacts } from '../model/index.ts';
import type { Walk } from '../walk.ts';
import { type Claim, claim } from './cause.ts';

/** Prefixes with which firewalld logs what its reverse path check drops. */
const REVERSE_PATH_PREFIX = /rpfilter/i;

/**
 * A line that the packet filter logged of this very flow: what is logged with a prefix that names a drop was dropped. Other
 * prefixes say only that the packet came by.
 */
export function loggedDrop(walk: Walk, cause: 'firewall-drop' | 'firewall-rp-filter'): Claim[] {
  const line = walk.log.find(
    (entry) =>
      entry.kind === 'filter' &&
      entry.out === undefined &&
      entry.destination === walk.flow.to &&
      (entry.source === undefined || walk.flow.from === undefined || entry.source === walk.flow.from),
  );
  if (line?.kind !== 'filter') return [];
  const reversePath = REVERSE_PATH_PREFIX.test(line.prefix);
  if (reversePath !== (cause === 'firewall-rp-filter')) return [];
  if (!reversePath && !DROP_PREFIX.test(line.prefix)) return [];
  const facts: FilterFacts = {
    hook: reversePath ? 'prerouting' : 'input',
    verdict: 'drop',
    logged: line.prefix,
  };
  return [
    claim({ cause, facts }, reversePath ? 'prerouting' : 'input', {
      after: 'sent',
      evidence: walk.observation.evidence.filter(({ id }) => id.startsWith('kernel-log')).map(({ id }) => id),
      shown: { key: 'log.filter', prefix: line.prefix },
    }),
  ];
}

const DROP_PREFIX = /drop|block|den(?:y|ied)|reject|discard/i;
