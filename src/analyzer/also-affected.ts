import type { Cause } from './model/index.ts';
import type { Verdict } from './verdict/index.ts';
import type { Walk } from './walk/index.ts';
import { answerFor } from './whole-host/answer-for.ts';
import { askedAddresses } from './whole-host/asked-addresses.ts';
import { withoutTraffic } from './whole-host/without-traffic.ts';

/** Causes that stop an interface by routes and settings: whether a sibling meets the same can be told from the state. */
const BY_STATE: ReadonlySet<Cause> = new Set<Cause>([
  'strict-rp-filter',
  'reply-leaves-other-interface',
  'no-return-route',
  'route-rejects',
  'main-rule-missing',
]);

/**
 * Other interfaces of the host that the same cause stops: those that were seen to fail alike, and those of which the same verdict is
 * reached for the same sender, from the state alone.
 */
export function alsoAffected({ asked, seen }: Walk, { cause }: Verdict): string[] {
  const { flow, failing, working, family, host } = asked;
  if (!BY_STATE.has(cause)) return [];
  const fine = new Set(working.map(({ interface: device }) => device));
  const found = new Set(failing.map(({ interface: device }) => device));
  const sender = flow.from === undefined ? {} : { from: flow.from };
  const observation = withoutTraffic(seen.observation);
  for (const { device, address, family: of } of askedAddresses(observation.state)) {
    if (of !== family || found.has(device)) continue;
    const sibling = { interface: device, to: address, protocol: 'icmp' as const, ...sender };
    const answer = answerFor({ host, flow: sibling, observation, probeExpected: false });
    if (answer.cause === cause && answer.status !== 'nothing-found') found.add(device);
  }
  for (const device of [flow.interface, seen.ingress, ...fine]) found.delete(device);
  return [...found].filter((device) => device !== '').sort();
}
