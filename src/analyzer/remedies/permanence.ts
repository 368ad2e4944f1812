import {
  byHand,
  type Change,
  fileOf,
  type HostState,
  type KeepableChange,
  type Keeper,
  type Kept,
  type Permanence,
  stepFor,
  type WithheldBecause,
} from '../model/index.ts';
import { sha256 } from './sha256.ts';

/** Owners whose files are written, by the names that a state has for them; `place`: the interface's name is not enough. */
const KEEPERS: Readonly<Record<string, { keeper: Keeper; place: boolean }>> = {
  'systemd-networkd': { keeper: 'networkd', place: true },
  netplan: { keeper: 'netplan', place: true },
  NetworkManager: { keeper: 'networkmanager', place: false },
  ifupdown: { keeper: 'ifupdown', place: false },
};

/**
 * systemd-networkd removes rules and routes that are not its own (ManageForeignRoutingPolicyRules=, ManageForeignRoutes=) when it
 * configures an interface anew, and routes when the link goes down; a restart alone leaves them (measured with 252).
 */
const TAKES_AWAY: readonly string[] = ['systemd-networkd', 'netplan'];

/**
 * What would keep changes after a restart: for each interface a file of our own, as its owner reads it; or why none is
 * written. undefined where nothing needs to be kept.
 */
export function permanenceOf(
  state: HostState,
  changes: readonly Change[],
  planHash: string,
): Permanence | undefined {
  const steps: Permanence['steps'] = [];
  const files: Permanence['files'] = [];
  const withheld: Permanence['withheld'] = [];
  for (const { keeper, kept, owner, because } of partsOf(state, changes)) {
    const written = keeper === undefined || !fileOf(keeper).takes(kept) ? undefined : fileOf(keeper);
    const file = written && { path: written.path(kept), before: null, after: written.text(kept) };
    const why = because ?? (keeper !== undefined && !file ? 'not-kept-there' : undefined);
    if (why !== undefined || keeper === undefined || !file) {
      const printed = file ? [file] : byHand(owner, kept);
      const said = {
        interface: kept.interface,
        because: why ?? ('owner-unknown' as const),
        ...(owner === undefined ? {} : { owner }),
      };
      withheld.push(...(printed.length === 0 ? [said] : printed.map((one) => ({ ...said, file: one }))));
      continue;
    }
    files.push(file);
    const digest = sha256(file.after);
    steps.push(
      stepFor(`${steps.length + 1}-keep`, {
        kind: 'keep',
        keeper,
        digest,
        ...kept,
        changes: [...kept.changes],
      }),
    );
  }
  if (files.length === 0 && withheld.length === 0) return undefined;
  // All or none: half of it would be another configuration than the one that was proved.
  const all = withheld.length === 0;
  const takenAwayBy = takersOf(state, changes);
  return {
    hash: sha256(JSON.stringify({ planHash, files })),
    steps: all ? steps : [],
    files: all ? files : [],
    withheld: all
      ? []
      : [...withheld, ...files.map((file, index) => alsoWithheld(file, steps[index]?.change))],
    ...(takenAwayBy.length === 0 ? {} : { takenAwayBy }),
  };
}

/** What could be written, and is not since the rest cannot be. */
function alsoWithheld(
  file: Permanence['files'][number],
  change: Change | undefined,
): Permanence['withheld'][number] {
  const device = change?.kind === 'keep' ? change.interface : file.path;
  return { interface: device, because: 'others-withheld', file };
}

type Part = { kept: Kept; keeper?: Keeper; owner?: string; because?: WithheldBecause };

/** The changes by interface and by who keeps them: routes and rules by the interface's owner, settings by sysctl.d. */
function partsOf(state: HostState, changes: readonly Change[]): Part[] {
  const groups = new Map<string, { device: string; settings: boolean; changes: KeepableChange[] }>();
  for (const change of changes) {
    if (change.kind === 'main-rule' || change.kind === 'keep') continue;
    const device = deviceOf(state, changes, change);
    const settings = change.kind === 'sysctl';
    const key = `${settings} ${device}`;
    const group = groups.get(key) ?? { device, settings, changes: [] };
    group.changes.push(change);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ device, settings, changes: own }) => {
    const kept = { interface: device, place: '-', changes: own };
    const [manager] = state.managers ?? [];
    const part = settings ? { kept, keeper: 'sysctl' as const } : routingPart(state, kept);
    return manager === undefined ? part : { ...part, owner: manager, because: 'host-managed-elsewhere' };
  });
}

function routingPart(state: HostState, kept: Kept): Part {
  const found = state.owners?.[kept.interface];
  if (found === undefined) return { kept, because: 'owner-unknown' };
  const { owner, place } = found;
  const known = Object.hasOwn(KEEPERS, owner) ? KEEPERS[owner] : undefined;
  if (known === undefined) return { kept, owner, because: 'owner-not-supported' };
  if (!known.place) return { kept, owner, keeper: known.keeper };
  return place === undefined
    ? { kept, owner, because: 'place-not-shown' }
    : { kept: { ...kept, place }, owner, keeper: known.keeper };
}

/** The interface whose owner a change belongs to: a rule's is that of the routes in its table. */
function deviceOf(state: HostState, changes: readonly Change[], change: KeepableChange): string {
  switch (change.kind) {
    case 'route':
      return change.dev;
    case 'sysctl':
      return change.key.split('.').slice(3, -1).join('.').replaceAll('/', '.');
    case 'rule': {
      const { family, table, from } = change;
      const planned = changes.find((other) => other.kind === 'route' && other.table === table);
      if (planned?.kind === 'route') return planned.dev;
      const address = from.split('/')[0];
      const holder = state.addresses?.find(({ local }) => local === address)?.dev;
      const there = state.routes[family]?.find((route) => route.table === String(table));
      return holder ?? there?.nextHops[0]?.dev ?? '';
    }
  }
}

function takersOf(state: HostState, changes: readonly Change[]): NonNullable<Permanence['takenAwayBy']> {
  const devices = changes.flatMap((change) =>
    change.kind === 'route' || change.kind === 'rule' ? [deviceOf(state, changes, change)] : [],
  );
  return [...new Set(devices)].flatMap((device) => {
    const owner = state.owners?.[device]?.owner;
    if (owner === undefined || !TAKES_AWAY.includes(owner)) return [];
    const foreign = foreignTo(state, changes);
    return [{ interface: device, owner, ...(foreign === undefined ? {} : { foreign }) }];
  });
}

/** What systemd-networkd's settings make of the changes; undefined where it takes some of them away. */
function foreignTo({ networkd }: HostState, changes: readonly Change[]): 'kept' | 'not-shown' | undefined {
  const settings = changes.flatMap(({ kind }) => {
    if (kind === 'route') return [networkd?.foreignRoutes ?? 'not-shown'];
    return kind === 'rule' ? [networkd?.foreignRules ?? 'not-shown'] : [];
  });
  if (settings.includes('removed')) return undefined;
  return settings.includes('not-shown') ? 'not-shown' : 'kept';
}
