import { isRouting, type KeepableChange, type OwnerFile, WRITTEN_BY } from './owner-file.ts';

/** Routes of ours carry this protocol number also where systemd-networkd makes them. */
const PROTOCOL = 176;

/**
 * A drop-in of the .network file that the interface has (systemd.network(5)). The place is that file's name. A drop-in counts
 * for every interface that the file matches, so the host refuses it where there are several.
 */
export const NETWORKD = {
  path: (kept) => `/etc/systemd/network/${kept.place}.d/50-roundtrip-${kept.interface}.conf`,
  mode: '644',
  takes: (kept) => isRouting(kept) && /^[\w.@:-]{1,100}\.network$/.test(kept.place),
  text: ({ changes }) =>
    `${[[WRITTEN_BY], ...changes.map(section)].map((lines) => lines.join('\n')).join('\n\n')}\n`,
} as const satisfies OwnerFile;

function section(change: KeepableChange): string[] {
  switch (change.kind) {
    case 'route': {
      const { destination, gateway, scope, prefsrc, table } = change;
      return [
        '[Route]',
        `Destination=${destination}`,
        // Made before there is an address, where that comes by DHCP: without this the link fails altogether (systemd 252).
        ...(gateway === undefined ? [] : [`Gateway=${gateway}`, 'GatewayOnLink=yes']),
        ...(scope === undefined ? [] : [`Scope=${scope}`]),
        ...(prefsrc === undefined ? [] : [`PreferredSource=${prefsrc}`]),
        `Table=${table}`,
        `Protocol=${PROTOCOL}`,
      ];
    }
    case 'rule': {
      const { from, table, preference } = change;
      return ['[RoutingPolicyRule]', `From=${from}`, `Table=${table}`, `Priority=${preference}`];
    }
    case 'sysctl':
      return [];
  }
}
