import type { Coverage, CoveredPart, GapReason, Scope } from '../../analyzer/model/index.ts';
import { ProgramRules } from '../filters/index.ts';
import { quoted } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import type { Doubt } from './typed-change.ts';

/** Forgets what was known of a part that a command changed in a way that cannot be told, and notes why it is open. */
export function withdraw(draft: ObservationDraft, doubt: Doubt, command: string): void {
  const because = { kind: 'typed-after', command: quoted(command, 80) } as const;
  switch (doubt.part) {
    case 'rules':
      for (const family of familiesOf(doubt))
        withdrawRules(draft, family, doubt.family !== undefined, because);
      return;
    case 'routes':
      for (const family of familiesOf(doubt)) withdrawRoutes(draft, family, doubt, because);
      return;
    case 'addresses':
      if (draft.state.addresses === undefined) return;
      draft.addresses.keep(({ dev }) => doubt.device !== undefined && dev !== doubt.device);
      uncover(draft, 'addresses', doubt);
      if (draft.addresses.items.length === 0) delete draft.state.addresses;
      draft.reopen('addresses', 'addresses', because, ofDevice(doubt));
      return;
    case 'links':
      if (draft.state.links === undefined) return;
      draft.links.keep(({ name }) => doubt.device !== undefined && name !== doubt.device);
      uncover(draft, 'links', doubt);
      if (draft.links.items.length === 0) delete draft.state.links;
      draft.reopen('links', 'links', because, ofDevice(doubt));
      return;
    case 'sysctls':
      withdrawSettings(draft, doubt.key);
      return;
    case 'neighbours':
      draft.neighbours.keep(({ dev }) => doubt.device !== undefined && dev !== doubt.device);
      uncover(draft, 'neighbours', doubt);
      if (draft.neighbours.items.length === 0) delete draft.state.neighbours;
      return;
    case 'sockets':
      if (draft.state.sockets === undefined) return;
      draft.sockets.keep(() => false);
      uncover(draft, 'sockets', doubt);
      delete draft.state.sockets;
      draft.reopen('sockets', 'sockets', because);
      return;
    case 'filters':
      withdrawFilters(draft, because);
      return;
    case 'hooks':
      uncover(draft, 'hooks', doubt);
      delete draft.state.hooks;
      delete draft.state.qdiscs;
      return;
    case 'tracking':
      delete draft.state.conntrack;
      return;
    default:
      doubt.part satisfies never;
  }
}

function familiesOf({ family }: Doubt): readonly (4 | 6)[] {
  return family === undefined ? [4, 6] : [family];
}

function ofDevice({ device }: Doubt): Scope | undefined {
  return device === undefined ? undefined : { device };
}

/** Takes back the scopes that reach what is in doubt. */
function uncover(draft: ObservationDraft, part: CoveredPart, { family, device }: Doubt): void {
  const { coverage } = draft.state;
  const scopes = coverage[part];
  if (scopes === undefined) return;
  const kept = scopes.filter(
    (scope) =>
      (family !== undefined && scope.family !== undefined && scope.family !== family) ||
      (device !== undefined && scope.device !== undefined && scope.device !== device),
  );
  draft.state.coverage = withScopes(coverage, part, kept);
}

function withScopes(coverage: Coverage, part: CoveredPart, scopes: Scope[]): Coverage {
  const { [part]: _, ...others } = coverage;
  return scopes.length === 0 ? others : { ...others, [part]: scopes };
}

function withdrawRules(draft: ObservationDraft, family: 4 | 6, isNamed: boolean, because: GapReason): void {
  const { rules } = draft.state;
  const wasListed = rules[family] !== undefined;
  delete rules[family];
  uncover(draft, 'rules', { part: 'rules', family });
  if (wasListed || isNamed) draft.reopen('rules', `rules${family}`, because);
}

function withdrawRoutes(
  draft: ObservationDraft,
  family: 4 | 6,
  { table, device }: Doubt,
  because: GapReason,
): void {
  const known = draft.routes[family];
  const wasListed = draft.state.routes[family] !== undefined;
  const isInDoubt = (own: string, devices: readonly (string | undefined)[]) =>
    (table === undefined || own === table) && (device === undefined || devices.includes(device));
  known.keep(
    (route) =>
      !isInDoubt(
        route.table,
        route.nextHops.map(({ dev }) => dev),
      ),
  );
  const scopes = draft.state.coverage.routes ?? [];
  const others = new Set(known.items.map((route) => route.table));
  const kept = scopes.flatMap((scope): Scope[] => {
    if (scope.family !== undefined && scope.family !== family) return [scope];
    if (table === undefined) return [];
    if (scope.table !== undefined) return scope.table === table ? [] : [scope];
    // A listing of all tables still tells of each of the others.
    return [...others].map((other) => ({ ...scope, table: other }));
  });
  draft.state.coverage = withScopes(draft.state.coverage, 'routes', kept);
  if (known.items.length === 0) delete draft.state.routes[family];
  if (wasListed)
    draft.reopen('routes', `routes${family}`, because, table === undefined ? undefined : { table });
}

function withdrawSettings(draft: ObservationDraft, key: string | undefined): void {
  const { sysctls } = draft.state;
  if (sysctls === undefined) return;
  if (key === undefined) delete draft.state.sysctls;
  else delete sysctls[key];
}

function withdrawFilters(draft: ObservationDraft, because: GapReason): void {
  const { filterListings, programRules, state } = draft;
  if (filterListings.before.length === 0 && programRules.told === 0 && state.filters === undefined) return;
  draft.filterListings.before = [];
  draft.filterListings.after = [];
  draft.programRules = new ProgramRules();
  delete draft.state.filters;
  uncover(draft, 'filters', { part: 'filters' });
  draft.reopen('filters', 'filters', because);
}
