import type { SourceValidation } from '../routes/index.ts';
import type { Walk } from '../walk/index.ts';

/** What source validation says in strict mode: as it is, or as it would be where the mode was not shown. */
export function strictVerdict({ modelled: { validation } }: Walk): SourceValidation | undefined {
  const supposed =
    validation.verdict === 'unknown' ? validation.byMode?.find(({ mode }) => mode === 1) : validation;
  return supposed?.verdict === 'refused' && supposed.reason === 'strict' ? supposed : undefined;
}
