import { policyFault } from '../causes/index.ts';
import type { HostState, Message } from '../model/index.ts';
import type { RemedyKind, RemedyPlan } from './remedy.ts';

/** "What is on the link is answered there": the connected network that a policy table's default hides is added to it. */
export const LOCAL_ROUTES_IN_POLICY_TABLE = {
  id: 'local-routes-in-policy-table',
  recommended: true,
  families: [4, 6],
  movesAnswers: true,
  byAddress: true,
  risks: () => [{ key: 'risk.until-reboot' }],
  plan(walk) {
    const fault = policyFault(walk);
    const { state } = walk.modelled;
    const { family } = walk.asked;
    if (fault?.cause !== 'policy-table-hides-connected') return none({ key: 'plan.nothing-hidden' });
    const { table: name, prefix } = fault.facts;
    const table = Number(name);
    if (prefix === undefined) return none({ key: 'plan.network-not-shown', device: walk.seen.ingress });
    if (!Number.isInteger(table)) return none({ key: 'plan.table-not-by-number', table: name });
    const routes = routesOf(state, family, name);
    if (routes.some(({ destination }) => destination === prefix))
      return none({ key: 'plan.route-taken', table: name, destination: prefix });
    const dev = walk.seen.ingress;
    return {
      kind: 'changes',
      changes: [{ kind: 'route', family, table, destination: prefix, dev, scope: 'link' }],
      restsOn: { [`table ${name}`]: routes.map(inShort).join(', '), [`network on ${dev}`]: prefix },
    };
  },
} as const satisfies RemedyKind<'local-routes-in-policy-table'>;

function none(because: Message): RemedyPlan {
  return { kind: 'none', because };
}

function routesOf({ routes }: HostState, family: 4 | 6, name: string) {
  return (routes[family] ?? []).filter(({ table }) => table === name);
}

function inShort({ destination, nextHops }: ReturnType<typeof routesOf>[number]): string {
  const hops = nextHops.map(({ dev = '?', gateway }) => (gateway === undefined ? dev : `${dev} ${gateway}`));
  return [destination, ...hops].join(' ');
}
