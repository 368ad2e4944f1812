import type {
  HostState,
  LineOutcome,
  PlannedChange,
  PlannedLine,
  PlannedText,
  ProfileSetting,
} from '../model/index.ts';
import { addAddress4, deleteAddress4 } from './addresses4.ts';
import { addAddress6, deleteAddress6 } from './addresses6.ts';
import { configure } from './configure.ts';
import { addLink, deleteLink, setLink } from './links.ts';
import { type Applied, fails, isMissing, made } from './parts.ts';
import { changeProfile } from './profiles.ts';
import { changeRoute, flushRoutes } from './routes.ts';
import { changeRule, flushRules } from './rules.ts';
import { setSysctl } from './settings.ts';

/** What a planned text comes to: the state at its end, and what became of each line. */
export type AppliedText = { state: HostState; lines: readonly { line: PlannedLine; outcome: LineOutcome }[] };

/** Makes the changes of a planned text in a host's state, in their order, with the kernel's own side effects. Pure. */
export function applyText(state: HostState, { lines, stopsAtFailure }: PlannedText): AppliedText {
  let known = state;
  let succeeded = true;
  let ended = false;
  const pending = new Map<string, ProfileSetting[]>();
  const outcomes = lines.map((line) => {
    const isRun = !ended && (line.when === 'always' || (line.when === 'success') === succeeded);
    if (!isRun) return { line, outcome: { kind: 'not-run' } as const };
    const applied = applyChange(known, line.change, pending);
    if (applied.kind === 'made') known = applied.state;
    succeeded = applied.kind !== 'fails';
    ended = stopsAtFailure && !succeeded;
    return { line, outcome: outcomeOf(applied) };
  });
  return { state: known, lines: outcomes };
}

function outcomeOf(applied: Applied): LineOutcome {
  return applied.kind === 'made' ? { kind: 'made' } : applied;
}

function applyChange(
  state: HostState,
  change: PlannedChange,
  pending: Map<string, ProfileSetting[]>,
): Applied {
  switch (change.kind) {
    case 'address-add':
      return addAddress(state, change);
    case 'address-delete':
      return change.family === 4 ? deleteAddress4(state, change) : deleteAddress6(state, change);
    case 'address-flush':
      return flushAddresses(state, change);
    case 'link-set':
      return setLink(state, change);
    case 'link-add':
      return addLink(state, change.link);
    case 'link-delete':
      return deleteLink(state, change.dev);
    case 'route':
      return changeRoute(state, change);
    case 'route-flush':
      return flushRoutes(state, change);
    case 'rule':
      return changeRule(state, change);
    case 'rule-flush':
      return flushRules(state, change.family);
    case 'sysctl':
      return setSysctl(state, change);
    case 'table-name':
      return made({ ...state, tableNames: { ...state.tableNames, [change.name]: change.table } });
    case 'kept-for-later':
    case 'for-nobody':
      return { kind: 'nothing' };
    case 'configure':
      return configure(state, change.wanted);
    case 'profile':
    case 'activate':
    case 'deactivate':
      return changeProfile(state, change, pending);
    case 'elsewhere':
      return { kind: 'open', reach: {} };
    case 'refused':
      return fails('INVALID');
    case 'not-understood':
      return { kind: 'open', reach: change.reach };
  }
}

function addAddress(
  state: HostState,
  { address, verb }: Extract<PlannedChange, { kind: 'address-add' }>,
): Applied {
  const isThere = (state.addresses ?? []).some(
    ({ dev, local, prefixLength }) =>
      dev === address.dev && local === address.local && prefixLength === address.prefixLength,
  );
  if (isThere && verb !== 'add') return { kind: 'nothing' };
  return address.family === 4 ? addAddress4(state, address) : addAddress6(state, address);
}

/** One address after the other, primaries with their secondaries. */
function flushAddresses(
  state: HostState,
  { dev, families }: Extract<PlannedChange, { kind: 'address-flush' }>,
): Applied {
  if (isMissing(state, dev)) return fails('ENODEV');
  const going = (state.addresses ?? []).filter((one) => one.dev === dev && families.includes(one.family));
  const after = going.reduce((known, { family, local, prefixLength }) => {
    const one = { dev, local, prefixLength };
    const applied = family === 4 ? deleteAddress4(known, one) : deleteAddress6(known, one);
    return applied.kind === 'made' ? applied.state : known;
  }, state);
  return going.length === 0 ? { kind: 'nothing' } : made(after);
}
