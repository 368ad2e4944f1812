import {
  type HostState,
  linkOf,
  type PlannedAssumption,
  type PlannedChange,
  type PlannedText,
  rulesOf,
} from '../model/index.ts';
import type { AppliedText } from './apply.ts';
import { isForeignRoute, isForeignRule } from './configure.ts';
import { isLeased } from './parts.ts';
import { deviceNamed } from './profiles.ts';

/** What is taken for granted about a change: each thing once. */
export function assumptionsOf(
  state: HostState,
  text: PlannedText,
  { lines, state: after }: AppliedText,
): PlannedAssumption[] {
  const made = lines.flatMap(({ line, outcome }) => (outcome.kind === 'made' ? [line.change] : []));
  const found = [...text.assumed, ...made.flatMap((change) => of(state, after, change))];
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

function of(state: HostState, after: HostState, change: PlannedChange): PlannedAssumption[] {
  switch (change.kind) {
    case 'link-add':
      return change.link.kind === 'vrf' ? [] : [{ about: 'new-interface', device: change.link.name }];
    case 'link-set':
      return ofLink(state, change);
    case 'configure':
      return [
        ...(linkOf(state, change.wanted.dev) === undefined
          ? [{ about: 'new-interface', device: change.wanted.dev } as const]
          : []),
        ...leaseKept(after, change.wanted.dev),
        ...foreignRemoved(state, change.wanted.dev),
      ];
    case 'activate':
    case 'profile': {
      const dev = deviceNamed(state, change);
      return dev === undefined ? [] : leaseKept(after, dev);
    }
    default:
      return [];
  }
}

function ofLink(
  state: HostState,
  { dev, up, master }: Extract<PlannedChange, { kind: 'link-set' }>,
): PlannedAssumption[] {
  const wasDown = linkOf(state, dev)?.flags.includes('UP') === false;
  const owner = state.owners?.[dev]?.owner;
  const flaps = up !== undefined || master !== undefined;
  return [
    ...(up === true && wasDown ? [{ about: 'carrier', device: dev } as const] : []),
    ...(flaps && owner !== undefined && REACTS.has(owner)
      ? [{ about: 'owner-reacts', device: dev, owner } as const]
      : []),
  ];
}

/** Daemons that configure an interface anew when its link goes and comes back. */
const REACTS: ReadonlySet<string> = new Set(['netplan', 'systemd-networkd', 'NetworkManager']);

function leaseKept({ addresses = [] }: HostState, device: string): PlannedAssumption[] {
  const has = addresses.some((one) => one.dev === device && one.family === 4 && isLeased(one));
  return has ? [{ about: 'lease-kept', device }] : [];
}

/** What somebody put there by hand goes, where systemd-networkd is not known to leave it (networkd.conf(5), ManageForeign…=). */
function foreignRemoved(state: HostState, device: string): PlannedAssumption[] {
  const { networkd = {}, routes } = state;
  const families = [4, 6] as const;
  const hasRoutes = families.some((family) =>
    routes[family]?.some(
      (route) => isForeignRoute(route) && route.nextHops.some(({ dev }) => dev === device),
    ),
  );
  const hasRules = families.some((family) => rulesOf(state, family).some(isForeignRule));
  const going = [
    ...(hasRoutes ? [networkd.foreignRoutes] : []),
    ...(hasRules ? [networkd.foreignRules] : []),
  ].filter((setting) => setting !== 'kept');
  if (going.length === 0) return [];
  return [{ about: 'foreign-removed', device, known: going.every((setting) => setting === 'removed') }];
}
