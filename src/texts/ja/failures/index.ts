import type { FailureTexts } from '../../failures/failure.ts';
import { askedFailures, serviceFailures } from './asked.ts';
import { hostFailures } from './host.ts';
import { storeFailures } from './store.ts';

/** The words of every failure. */
export const failureTexts: FailureTexts = {
  ...hostFailures,
  ...askedFailures,
  ...serviceFailures,
  ...storeFailures,
};
