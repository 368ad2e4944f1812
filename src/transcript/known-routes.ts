import type { Route, Scope } from '../analyzer/model/index.ts';

/** What makes two lines of route listings the same route. */
export function routeKey(route: Route): string {
  const hops = route.nextHops.map(({ dev, gateway }) => `${dev} ${gateway}`).join(',');
  const { type, destination, source, table, tos = 0, metric = 0 } = route;
  return `${type} ${destination} ${source} ${table} ${tos} ${metric} ${hops}`;
}

/** The routes of one family that were listed so far. */
export class KnownRoutes {
  readonly items: Route[] = [];
  private readonly keys = new Set<string>();
  /** Tables of which any route is known: another needs no looking through. */
  private readonly tables = new Set<string>();

  /** Adds what no earlier listing has shown; what one listing shows is kept as it is, line by line. */
  add(routes: readonly Route[]): void {
    const fresh = routes.filter((route) => !this.keys.has(routeKey(route)));
    for (const route of fresh) {
      this.items.push(route);
      this.keys.add(routeKey(route));
      this.tables.add(route.table);
    }
  }

  /** Forgets what a listing replaces: a table, or all of them. */
  forget({ table }: Scope): void {
    if (table !== undefined && !this.tables.has(table)) return;
    this.keep((route) => table !== undefined && route.table !== table);
  }

  /** Keeps those that fit. */
  keep(fits: (route: Route) => boolean): void {
    const kept = this.items.filter(fits);
    this.items.length = 0;
    this.keys.clear();
    this.tables.clear();
    this.add(kept);
  }
}
