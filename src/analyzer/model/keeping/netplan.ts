import { isRouting, type OwnerFile, routesIn, rulesIn, WRITTEN_BY } from './owner-file.ts';

/** The place: the kind of device, and its id in netplan's own files (`ethernets/eth1`). */
const PLACE = /^(?:ethernets|vlans|bridges|bonds|vrfs|wifis)\/[\w.@:-]{1,60}$/;

/** A YAML file of our own, which netplan joins with the others (netplan(5)). */
export const NETPLAN = {
  path: (kept) => `/etc/netplan/90-roundtrip-${kept.interface}.yaml`,
  // netplan complains about a file that others can read.
  mode: '600',
  takes: (kept) => isRouting(kept) && PLACE.test(kept.place),
  text: (kept) => {
    const [kind = '', id = ''] = kept.place.split('/');
    const routes = routesIn(kept).flatMap(({ destination, gateway, scope, prefsrc, table }) => [
      `        - to: "${destination}"`,
      ...(gateway === undefined ? [] : [`          via: "${gateway}"`, '          on-link: true']),
      ...(scope === undefined ? [] : [`          scope: ${scope}`]),
      ...(prefsrc === undefined ? [] : [`          from: "${prefsrc}"`]),
      `          table: ${table}`,
    ]);
    const rules = rulesIn(kept).flatMap(({ from, table, preference }) => [
      `        - from: "${from}"`,
      `          table: ${table}`,
      `          priority: ${preference}`,
    ]);
    return `${[
      WRITTEN_BY,
      'network:',
      '  version: 2',
      `  ${kind}:`,
      `    "${id}":`,
      ...(routes.length === 0 ? [] : ['      routes:', ...routes]),
      ...(rules.length === 0 ? [] : ['      routing-policy:', ...rules]),
    ].join('\n')}\n`;
  },
} as const satisfies OwnerFile;
