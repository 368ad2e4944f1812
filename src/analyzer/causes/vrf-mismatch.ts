import { listens } from '../listens.ts';
import { l3mdevKey, vrfOf } from '../model/index.ts';
import { routerOf } from '../routers-of-requests.ts';
import { fitsClosedPort } from '../seen/refusal.ts';
import { cite, deviceOf, type Walk } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, ip, LINKS } from './cause.ts';
import { defaultBy } from './default-by.ts';

/**
 * The interface's VRF knows no way back, though the host outside it does; or the program that waits on the port waits in another
 * VRF (Documentation/networking/vrf).
 */
export const vrfMismatch: CauseFile<'vrf-mismatch'> = {
  code: 'vrf-mismatch',
  claims: (walk) => [...noWayBack(walk), ...waitsInAnother(walk)],
  remedies: [],
  advice(walk, facts) {
    if ('port' in facts) {
      const { flow } = walk.asked;
      const sockets = ['ss', flow.protocol === 'udp' ? '-lunp' : '-ltnp', 'sport', '=', `:${facts.port}`];
      const setting = flow.protocol === 'icmp' ? [] : [['sysctl', l3mdevKey(flow.protocol)]];
      return { commands: [sockets, ...setting], link: LINKS.vrf };
    }
    const router = routerOf(walk) ?? 'GATEWAY';
    return {
      commands: [
        ip(walk, 'route', 'show', 'vrf', facts.vrf),
        ip(walk, 'route', 'add', ...defaultBy(walk, router), 'vrf', facts.vrf),
      ],
      link: LINKS.vrf,
    };
  },
};

function noWayBack(walk: Walk): Claim[] {
  const facts = outsideTheVrf(walk);
  const { validation, replyRoute } = walk.modelled;
  if (!facts) return [];
  const told = { cause: 'vrf-mismatch', facts } as const;
  const evidence = cite(walk, 'routes', 'rules', 'oracle', 'links');
  if (validation.verdict === 'refused' && validation.reason !== 'own-address')
    return [claim(told, 'source-validation', { evidence })];
  return replyRoute.kind === 'error' ? [claim(told, 'reply-route', { evidence })] : [];
}

/** A program waits at that address and port, and takes nothing of what arrives in this interface's VRF: the host refuses it. */
function waitsInAnother(walk: Walk): Claim[] {
  const { flow } = walk.asked;
  const { state, passage } = walk.modelled;
  const { ingress, refused } = walk.seen;
  const listening = listens(walk);
  if (listening.who !== 'other-vrf' || flow.port === undefined || passage.translated) return [];
  if (!fitsClosedPort(walk) || flow.protocol === 'icmp') return [];
  const vrf = vrfOf(state, ingress)?.name;
  const { dev } = listening.socket;
  const facts = {
    port: flow.port,
    ...(vrf === undefined ? {} : { vrf }),
    ...(dev === undefined ? { setting: l3mdevKey(flow.protocol) } : { socketVrf: dev }),
  };
  return [
    claim({ cause: 'vrf-mismatch', facts }, 'input', {
      evidence: cite(walk, 'sockets', 'links', 'sysctls', 'peer-probe', 'capture'),
      rests: listening.questions.map((question) => ({ question, kind: 'default', otherwise: 'default' })),
      ...(refused === undefined ? {} : { explainsError: true }),
    }),
  ];
}

/** The VRF, and the device of the way outside it; undefined where the interface is in none, or no other way exists. */
export function outsideTheVrf(walk: Walk): { vrf: string; outside: string } | undefined {
  const { state, model } = walk.modelled;
  const { ingress } = walk.seen;
  const { family, sender, flow } = walk.asked;
  const vrf = vrfOf(state, ingress)?.name;
  if (vrf === undefined) return undefined;
  const outside = model.lookup({ family, to: flow.from ?? sender });
  if (outside.kind !== 'route' || outside.type === 'local') return undefined;
  const device = deviceOf(outside);
  return device === undefined ? undefined : { vrf, outside: device };
}
