import type { ResolvedHost } from './inventory.ts';
import type { Config } from './schema.ts';

/** What the verdicts of a group must have shown before its hosts are changed. */
export type Unlock = {
  /** How many must have been judged. */
  verdicts: number;
  /** How many of them must have been right, as a share. */
  precision: number;
};

/** Whether a host is changed at all, and what must have been shown before. */
export type ApplyMode = { shadow: boolean; unlock?: Unlock };

/** The mode of a host: its group's, else that of all hosts. */
export function applyModeFor(
  { mode, apply }: Pick<Config, 'mode' | 'apply'>,
  { group }: Pick<ResolvedHost, 'group'>,
): ApplyMode {
  const own = group !== undefined && Object.hasOwn(apply.groups, group) ? apply.groups[group] : undefined;
  const unlock = own?.unlock ?? apply.unlock;
  return { shadow: (own?.mode ?? mode) === 'shadow', ...(unlock ? { unlock } : {}) };
}
