import { existsSync } from 'node:fs';

/** Shells that hosts have; BusyBox where this machine has it. */
export const SHELLS: readonly (readonly [string, ...string[]])[] = [
  ['dash'],
  ['bash', '--posix'],
  ...(existsSync('/bin/busybox') ? [['/bin/busybox', 'sh'] as const] : []),
];
