import type { RouteChange } from '../change/route.ts';
import type { RuleChange } from '../change/rule.ts';
import type { SysctlChange } from '../change/sysctl.ts';

/** A change that a file can keep. The rule that looks up main needs none: every host starts with it. */
export type KeepableChange = RouteChange | RuleChange | SysctlChange;

/** What a file keeps: an interface's changes, in the order in which they are made. */
export type Kept = {
  interface: string;
  /** Where the owner has the interface, in the owner's own terms; `-` where its name is enough. */
  place: string;
  changes: readonly KeepableChange[];
};

/** How one owner of interfaces keeps changes: in a file of our own, never in one of its or an administrator's. */
export type OwnerFile = {
  path(kept: Kept): string;
  /** Octal, as chmod takes it. */
  mode: string;
  text(kept: Kept): string;
  /** Whether the owner can keep such a change at a place of that form. */
  takes(kept: Kept): boolean;
};

/** The first line of each file of ours. */
export const WRITTEN_BY = '# Written by Roundtrip: "roundtrip undo" removes it.';

export function routesIn({ changes }: Kept): RouteChange[] {
  return changes.filter((change) => change.kind === 'route');
}

export function rulesIn({ changes }: Kept): RuleChange[] {
  return changes.filter((change) => change.kind === 'rule');
}

export function sysctlsIn({ changes }: Kept): SysctlChange[] {
  return changes.filter((change) => change.kind === 'sysctl');
}

/** Whether only routes and policy rules are among them. */
export function isRouting({ changes }: Kept): boolean {
  return changes.length > 0 && changes.every(({ kind }) => kind === 'route' || kind === 'rule');
}
