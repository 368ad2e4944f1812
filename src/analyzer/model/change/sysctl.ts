import { z } from 'zod';
import type { ChangeKind } from './kind.ts';

/** A kernel setting is given another value. */
export const SysctlChange = z.object({
  kind: z.literal('sysctl'),
  /** In the notation of HostState.sysctls. */
  key: z.string(),
  before: z.string(),
  after: z.string(),
});
export type SysctlChange = z.infer<typeof SysctlChange>;

export const SYSCTL = {
  do: ({ key, after }) => ['sysctl', '-w', `${key}=${after}`],
  undo: ({ key, before }) => ['sysctl', '-w', `${key}=${before}`],
  check: ({ key }) => ['sysctl', '-n', key],
  after: (state, { key, after }) => ({ ...state, sysctls: { ...state.sysctls, [key]: after } }),
  // The host program knows a dot inside an interface's name as "/", as HostState does.
  wire: ({ key, before, after }) => ['sysctl', key, before, after],
} as const satisfies ChangeKind<SysctlChange>;
