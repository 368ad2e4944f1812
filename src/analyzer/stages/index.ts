import type { StageName } from '../model/index.ts';
import type { Walk } from '../walk.ts';
import type { Finding } from './finding.ts';
import { input } from './input.ts';
import { link } from './link.ts';
import { neighbourIn } from './neighbour-in.ts';
import { neighbourOut } from './neighbour-out.ts';
import { output } from './output.ts';
import { prerouting } from './prerouting.ts';
import { replyRoute } from './reply-route.ts';
import { sourceValidation } from './source-validation.ts';
import { upstream } from './upstream.ts';
import { wireIn } from './wire-in.ts';
import { wireOut } from './wire-out.ts';

export { arpFlux } from './arp-flux.ts';
export { type Finding, unknown } from './finding.ts';

/** How each stage is judged; the order is the packet's. */
export const JUDGE_STAGE = {
  link,
  'neighbour-in': neighbourIn,
  'wire-in': wireIn,
  prerouting,
  'source-validation': sourceValidation,
  input,
  'reply-route': replyRoute,
  output,
  'neighbour-out': neighbourOut,
  'wire-out': wireOut,
  upstream,
} as const satisfies Record<StageName, (walk: Walk) => Finding>;
