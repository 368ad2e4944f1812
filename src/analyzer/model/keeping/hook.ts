import { ROUTE } from '../change/route.ts';
import { RULE } from '../change/rule.ts';
import type { Command } from '../command.ts';
import { isRouting, type Kept, type OwnerFile, WRITTEN_BY } from './owner-file.ts';

/** A script that the owner runs when it has brought an interface up; it can be run any number of times. */
function script(kept: Kept, guard: readonly string[]): string {
  const commands = kept.changes.flatMap((change) => {
    if (change.kind === 'route') return [line(replacing(ROUTE.do(change)))];
    // The kernel refuses a second rule that is the same (EEXIST).
    return change.kind === 'rule' ? [`${line(RULE.do(change))} 2>/dev/null || :`] : [];
  });
  return `${['#!/bin/sh', WRITTEN_BY, ...guard, ...commands, 'exit 0'].join('\n')}\n`;
}

/** Every word of ours is free of what a shell would read in another way. */
function line(command: Command): string {
  return command.join(' ');
}

function replacing(command: Command): Command {
  return command.map((word) => (word === 'add' ? 'replace' : word));
}

/** A dispatcher script of NetworkManager (NetworkManager-dispatcher(8)): the connection's profile stays as it is. */
export const NETWORK_MANAGER = {
  path: (kept) => `/etc/NetworkManager/dispatcher.d/50-roundtrip-${kept.interface}`,
  mode: '755',
  takes: isRouting,
  text: (kept) =>
    script(kept, [
      `[ "$1" = ${kept.interface} ] || exit 0`,
      'case $2 in up | reapply | dhcp4-change | dhcp6-change) ;; *) exit 0 ;; esac',
    ]),
} as const satisfies OwnerFile;

/** A script for ifup (interfaces(5)): run-parts takes no dot in its name. */
export const IFUPDOWN = {
  path: (kept) => `/etc/network/if-up.d/roundtrip-${kept.interface.replace(/[^A-Za-z0-9_-]/g, '_')}`,
  mode: '755',
  takes: isRouting,
  text: (kept) => script(kept, [`[ "$IFACE" = ${kept.interface} ] || exit 0`]),
} as const satisfies OwnerFile;
