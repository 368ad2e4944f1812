import { type Counted, isOurs } from './counted.ts';
import type { SourceValidation } from './routes/index.ts';

/**
 * Source validation where its mode was not shown: the kernel counts what it refuses in its reverse path check (IPv4 alone).
 * Where it counted exactly our packets, only the modes remain that refuse this source; where these agree, that is the verdict.
 */
export function knownByCounter(validation: SourceValidation, counted: Counted): SourceValidation {
  if (validation.verdict !== 'unknown' || validation.byMode === undefined) return validation;
  if (!isOurs(counted, counted.refused)) return validation;
  const refusing = validation.byMode.filter(({ verdict }) => verdict !== 'accepted');
  const [first] = refusing;
  return first?.verdict === 'refused' && refusing.every(({ verdict }) => verdict === 'refused')
    ? first
    : validation;
}
