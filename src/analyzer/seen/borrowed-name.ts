import type { LinkQuestion } from '../link-questions.ts';
import { holdersOf } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';

import { arpSetting } from './arp-settings.ts';

/**
 * With arp_announce=0 the question for the next hop names the answer's own source, whichever interface has it (ip-sysctl):
 * then silence does not prove that nobody is there. Returns that address.
 */
export function borrowedName(
  { modelled: { state }, asked: { family, flow } }: Walk,
  asked: LinkQuestion | undefined,
  dev: string,
): string | undefined {
  const asker = asked?.asker ?? flow.to;
  const shown = holdersOf(state, asker);
  // The asked address is on the asked interface, though no listing shows it.
  const holders = shown.length === 0 && asker === flow.to ? [flow.interface] : shown;
  if (family === 6 || holders.length === 0 || holders.includes(dev)) return undefined;
  if (asked) return asker;
  return arpSetting(state, dev, 'arp_announce') === 0 ? asker : undefined;
}
