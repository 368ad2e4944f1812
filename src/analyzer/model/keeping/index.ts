import { z } from 'zod';
import { IFUPDOWN, NETWORK_MANAGER } from './hook.ts';
import { NETPLAN } from './netplan.ts';
import { NETWORKD } from './networkd.ts';
import type { OwnerFile } from './owner-file.ts';
import { SYSCTL_FILE } from './sysctl-file.ts';

export { byHand } from './by-hand.ts';
export type { KeepableChange, Kept, OwnerFile } from './owner-file.ts';

/** Who makes an interface's changes again, in the host program's words. */
export const Keeper = z.enum(['networkd', 'netplan', 'networkmanager', 'ifupdown', 'sysctl']);
export type Keeper = z.infer<typeof Keeper>;

const FILES = {
  networkd: NETWORKD,
  netplan: NETPLAN,
  networkmanager: NETWORK_MANAGER,
  ifupdown: IFUPDOWN,
  sysctl: SYSCTL_FILE,
} as const satisfies Record<Keeper, OwnerFile>;

/** How that keeper's file is named and written. */
export function fileOf(keeper: Keeper): OwnerFile {
  return FILES[keeper];
}
