import { vrfOf } from '../model/index.ts';
import { routerOf } from '../routers-of-requests.ts';
import { cite, deviceOf, type Walk } from '../walk.ts';
import { type CauseFile, claim, ip, LINKS } from './cause.ts';
import { defaultBy } from './default-by.ts';

/** The interface's VRF knows no way back, though the host outside it does (Documentation/networking/vrf). */
export const vrfMismatch: CauseFile<'vrf-mismatch'> = {
  code: 'vrf-mismatch',
  claims(walk) {
    const facts = outsideTheVrf(walk);
    const { validation, replyRoute } = walk;
    if (!facts) return [];
    const told = { cause: 'vrf-mismatch', facts } as const;
    const evidence = cite(walk, 'routes', 'rules', 'oracle', 'links');
    if (validation.verdict === 'refused' && validation.reason !== 'own-address')
      return [claim(told, 'source-validation', { evidence })];
    return replyRoute.kind === 'error' ? [claim(told, 'reply-route', { evidence })] : [];
  },
  remedies: [],
  advice(walk, { vrf }) {
    const router = routerOf(walk) ?? 'GATEWAY';
    return {
      commands: [
        ip(walk, 'route', 'show', 'vrf', vrf),
        ip(walk, 'route', 'add', ...defaultBy(walk, router), 'vrf', vrf),
      ],
      link: LINKS.vrf,
    };
  },
};

/** The VRF, and the device of the way outside it; undefined where the interface is in none, or no other way exists. */
export function outsideTheVrf(walk: Walk): { vrf: string; outside: string } | undefined {
  const { state, ingress, model, family, sender, flow } = walk;
  const vrf = vrfOf(state, ingress)?.name;
  if (vrf === undefined) return undefined;
  const outside = model.lookup({ family, to: flow.from ?? sender });
  if (outside.kind !== 'route' || outside.type === 'local') return undefined;
  const device = deviceOf(outside);
  return device === undefined ? undefined : { vrf, outside: device };
}
