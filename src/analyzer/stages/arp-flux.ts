import type { Address } from '../model/index.ts';
import { formatPrefix, parsePrefix } from '../routes/index.ts';
import { cite, type Walk } from '../walk.ts';
import { type Finding, stopped, unknown } from './finding.ts';

/**
 * Two interfaces in one network both answer ARP for both addresses, unless arp_ignore or arp_filter says otherwise
 * (Documentation/networking/ip-sysctl): the sender's packets can then come in by the wrong one.
 */
export function arpFlux(walk: Walk): Finding | undefined {
  if (walk.family === 6 || walk.answerLeft || walk.answerArrived) return undefined;
  const holder = walk.state.addresses?.find(({ local }) => local === walk.flow.to);
  const siblings = holder ? siblingsOf(walk, holder) : [];
  if (!holder || siblings.length === 0) return undefined;
  const evidence = cite(walk, 'capture', 'addresses', 'sysctls');
  const wrong = siblings.find(({ dev }) => cameBy(walk, dev));
  if (wrong) {
    const because = `${holder.dev} and ${wrong.dev} are both in ${networkOf(holder)}: ${wrong.dev} answered ARP for ${walk.flow.to}, which is ${holder.dev}'s, and the requests come in there`;
    return stopped('arp-flux', because, evidence);
  }
  const seen = walk.seen.requests.some(({ dev }) => dev !== undefined);
  const open = siblings.find(({ dev }) => answersForOthers(walk, dev));
  if (seen || !open) return undefined;
  return unknown(
    `${open.dev} is in the same network and answers ARP for ${walk.flow.to} too: which of the two the requests come in by was not seen`,
    evidence,
  );
}

function siblingsOf({ state }: Walk, holder: Address): Address[] {
  return (state.addresses ?? []).filter(
    (address) =>
      address.dev !== holder.dev && address.family === 4 && networkOf(address) === networkOf(holder),
  );
}

function networkOf({ local, prefixLength }: Address): string | undefined {
  const prefix = prefixLength < 32 ? parsePrefix(`${local}/${prefixLength}`) : undefined;
  return prefix && formatPrefix(prefix);
}

function cameBy({ seen }: Walk, dev: string): boolean {
  return seen.requests.some((request) => request.dev === dev);
}

/** The greater of all's and the interface's own arp_ignore counts. */
function answersForOthers({ state }: Walk, dev: string): boolean {
  const read = (name: string, key: string) => Number(state.sysctls?.[`net.ipv4.conf.${name}.${key}`] ?? 0);
  const ignore = Math.max(read('all', 'arp_ignore'), read(dev, 'arp_ignore'));
  return ignore === 0 && read('all', 'arp_filter') === 0 && read(dev, 'arp_filter') === 0;
}
