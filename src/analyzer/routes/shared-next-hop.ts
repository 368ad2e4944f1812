import { type HostState, parsePrefix, type Route } from '../model/index.ts';

/**
 * IPv6 keeps what it has looked up with the next hop, one for each CPU: where routes share a next hop object, a lookup that
 * finds one of them may be given another (measured on 6.18). They lead the same way, and differ in their prefix and table.
 * @returns the prefix lengths of the other routes by which a route may stand
 */
export function lengthsBySharing({ routes, nextHopObjects = [] }: HostState): (route: Route) => number[] {
  const members = new Map(nextHopObjects.map(({ id, group }) => [id, group?.map((one) => one.id) ?? [id]]));
  const membersOf = ({ nextHopObject: id }: Route) => (id === undefined ? [] : (members.get(id) ?? [id]));
  return (route) => {
    const own = new Set(membersOf(route));
    if (own.size === 0) return [];
    return (routes[6] ?? [])
      .filter((other) => other !== route && membersOf(other).some((id) => own.has(id)))
      .flatMap(({ destination }) => parsePrefix(destination)?.length ?? []);
  };
}
