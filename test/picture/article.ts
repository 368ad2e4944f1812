import { join } from 'node:path';
import { remedyToShow } from '../../src/picture/index.ts';
import { root } from '../cli/run-roundtrip.ts';
import { named } from './corpus.ts';

export const README = join(root, 'README.md');

/** The pictures of the README: the case that Roundtrip was made for, as it was recorded, now and after the fix. */
export const PAGES = {
  now: join(root, 'docs', 'picture-now.png'),
  after: join(root, 'docs', 'picture-after.png'),
} as const;

/** The diagnosis that they show, with its recommended remedy. */
export function article() {
  const found = named('strict-seed');
  const remedy = remedyToShow(found);
  if (!remedy) throw new Error('the recording of the case has a remedy');
  return { found, remedy };
}
