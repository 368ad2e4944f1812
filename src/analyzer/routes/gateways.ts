import { addressValue, type NextHop } from '../model/index.ts';
import type { FamilyModel } from './host-model.ts';
import { SCOPE_HOST, SCOPE_LINK } from './source-address4.ts';
import { LOCAL, MAIN } from './table-numbers.ts';
import type { Match4, TableRoute } from './table-route.ts';
import { longestPrefix, type Table } from './tables.ts';
import { NotKnown, unlessNotKnown } from './trace.ts';

/** The route by which a table reaches a gateway directly: of link scope or narrower, on the next hop's device. */
function directRoute(table: Table, gateway: number, dev: string | undefined): TableRoute | undefined {
  for (let node = longestPrefix(table, gateway); node; node = node.parent) {
    const direct = node.items.find(
      (route) => route.scope >= SCOPE_LINK && !route.reject && route.hops.some((hop) => hop.dev === dev),
    );
    if (direct) return direct;
  }
  return undefined;
}

/** Local and main as the one trie that they are when most routes are added; a longer prefix wins. */
function directInBase(
  model: FamilyModel<Match4>,
  gateway: number,
  dev: string | undefined,
): TableRoute | undefined {
  const { tables } = model;
  if (tables.merged) return directRoute(tables.merged, gateway, dev);
  const local = directRoute(tables.get(LOCAL), gateway, dev);
  const main = directRoute(tables.get(MAIN), gateway, dev);
  return main && (!local || main.length > local.length) ? main : local;
}

/** A gateway reached without leaving the host: it is this host's, or the route to it has host scope. */
function isWithin(direct: TableRoute | undefined): boolean {
  return direct !== undefined && (direct.route.type === 'local' || direct.scope >= SCOPE_HOST);
}

function isOwnGateway(model: FamilyModel<Match4>, table: string, hop: NextHop): boolean {
  const gateway = hop.gateway === undefined ? undefined : addressValue(4, hop.gateway);
  if (gateway === undefined) return false;
  const inBase = () => isWithin(directInBase(model, Number(gateway), hop.dev));
  if (table === MAIN || table === LOCAL) return inBase();
  const direct = directRoute(model.tables.get(table), Number(gateway), hop.dev);
  if (direct === undefined) return inBase();
  const own = isWithin(direct);
  // Whether the table had that route by then is not known.
  if (unlessNotKnown(inBase, () => own) !== own)
    throw new NotKnown({ about: 'untold', what: 'own-gateway', subject: hop.gateway });
  return own;
}

/**
 * The gateway that a next hop really uses. One that is this host itself, or within host scope, means the link (unless `onlink`
 * vouches for it), and the kernel leaves it out. It settles that when the route is added; here it is told from the tables as they
 * are now.
 */
export function gatewayOf(model: FamilyModel<Match4>, table: string, hop: NextHop): string | undefined {
  const { gateway, dev } = hop;
  if (gateway === undefined || hop.flags.includes('onlink')) return gateway;
  const key = `${table} ${dev} ${gateway}`;
  let own = model.ownGateways.get(key);
  if (own === undefined) {
    own = isOwnGateway(model, table, hop);
    model.ownGateways.set(key, own);
  }
  return own ? undefined : gateway;
}
