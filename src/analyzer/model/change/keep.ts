import { z } from 'zod';
import { fileOf, Keeper } from '../keeping/index.ts';
import type { ChangeKind } from './kind.ts';
import { ROUTE, RouteChange } from './route.ts';
import { RULE, RuleChange } from './rule.ts';
import { SYSCTL, SysctlChange } from './sysctl.ts';

/** Changes that stand on the host already are written into a file, from which their owner makes them again. */
export const KeepChange = z.object({
  kind: z.literal('keep'),
  keeper: Keeper,
  /** Where the keeper has the interface, in its own terms; `-` where the interface's name is enough. */
  place: z.string(),
  interface: z.string(),
  /** SHA-256, hex, of the file: the host writes no other. */
  digest: z.string(),
  changes: z.array(z.discriminatedUnion('kind', [RouteChange, RuleChange, SysctlChange])),
});
export type KeepChange = z.infer<typeof KeepChange>;

export const KEEP = {
  do: (change) => {
    const file = fileOf(change.keeper);
    return ['install', '-D', '-m', file.mode, '/dev/stdin', file.path(change)];
  },
  undo: (change) => ['rm', '-f', fileOf(change.keeper).path(change)],
  check: (change) => ['cat', fileOf(change.keeper).path(change)],
  // What it keeps is there already.
  after: (state) => state,
  wire: ({ keeper, place, interface: device, digest, changes }) => [
    ...['keep', keeper, place, device, digest],
    ...changes.flatMap((change) => wireOf(change)),
    'end',
  ],
} as const satisfies ChangeKind<KeepChange>;

function wireOf(change: KeepChange['changes'][number]): string[] {
  switch (change.kind) {
    case 'route':
      return ROUTE.wire(change);
    case 'rule':
      return RULE.wire(change);
    case 'sysctl':
      return SYSCTL.wire(change);
  }
}
