import type { SourceValidation } from '../routes/index.ts';

/** Whether the source is refused because no route leads back to it. */
export function isLackOfRoute({ verdict, reason }: SourceValidation): boolean {
  return verdict === 'refused' && (reason === 'no-route' || reason === 'loose-no-route');
}
