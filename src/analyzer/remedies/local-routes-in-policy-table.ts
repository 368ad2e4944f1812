import { policyFault } from '../causes/index.ts';
import type { Message } from '../model/index.ts';
import { routesInShort } from './in-short.ts';
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
    const routes = state.routes[family] ?? [];
    if (routes.some(({ table: of, destination }) => of === name && destination === prefix))
      return none({ key: 'plan.route-taken', table: name, destination: prefix });
    const dev = walk.seen.ingress;
    return {
      kind: 'changes',
      changes: [{ kind: 'route', family, table, destination: prefix, dev, scope: 'link' }],
      restsOn: { [`table ${name}`]: routesInShort(state, family, name), [`network on ${dev}`]: prefix },
    };
  },
} as const satisfies RemedyKind<'local-routes-in-policy-table'>;

function none(because: Message): RemedyPlan {
  return { kind: 'none', because };
}
