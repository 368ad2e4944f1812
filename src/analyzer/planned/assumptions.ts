import {
  type HostState,
  linkOf,
  type PlannedAssumption,
  type PlannedChange,
  type PlannedText,
} from '../model/index.ts';
import type { AppliedText } from './apply.ts';

/** What is taken for granted about a change: each thing once. */
export function assumptionsOf(
  state: HostState,
  text: PlannedText,
  { lines }: AppliedText,
): PlannedAssumption[] {
  const made = lines.flatMap(({ line, outcome }) => (outcome.kind === 'made' ? [line.change] : []));
  const found = [...text.assumed, ...made.flatMap((change) => of(state, change))];
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

function of(state: HostState, change: PlannedChange): PlannedAssumption[] {
  if (change.kind !== 'link-set') return [];
  const { dev, up, master } = change;
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
