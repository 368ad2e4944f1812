import { REAL } from './host.ts';

/** What strikes once, at one command on the way of a file that keeps a change; `none` shows that the run itself is sound. */
export const KEEP_FAULTS = [
  'none',
  'command-fails',
  'command-works-and-fails',
  'command-hangs',
  'command-works-and-hangs',
  'program-killed',
  'disk-full',
  'no-inodes',
  'read-only',
  'undo-killed',
  'owner-killed',
  'reboot',
] as const;
export type KeepFault = (typeof KEEP_FAULTS)[number];

/** Longer than anybody waits for a command. */
const HANG = 'exec sleep 1000';
/** Ends what hangs (who waits for it holds the host's lock as long), and what is wrong with the disk. */
export const END_OF_FAULT = `rm -rf /var/filler /var/fillers; mount -o remount,rw /; for p in $(grep -lx sleep /proc/[0-9]*/comm 2>/dev/null | sed 's/[^0-9]//g'); do case $(tr '\\0' ' ' <"/proc/$p/cmdline") in 'sleep 1000 ') kill -9 "$p" ;; esac; done 2>/dev/null; true`;

/** Seconds until a disk is as it was. */
const DISK_BACK = 8;
/** In a group of its own: a command that takes too long is ended with its group. */
const later = (text: string) => `setsid sh -c 'sleep ${DISK_BACK}; ${text}' </dev/null >/dev/null 2>&1 &`;
const killed = (found: string) =>
  `for p in $(grep -l '${found}' /proc/[0-9]*/cmdline 2>/dev/null | sed 's/[^0-9]//g'); do [ "$p" = $$ ] || kill -9 "$p"; done 2>/dev/null`;

/** The shell text that runs in the place of the command; it goes on with it where it does not exit. */
export function strikeOf(fault: KeepFault, ownerProcess: string): string {
  switch (fault) {
    case 'none':
      return ':';
    case 'command-fails':
      return 'exit 2';
    case 'command-works-and-fails':
      return '"$real" "$@" >/dev/null 2>&1; exit 2';
    case 'command-hangs':
      return HANG;
    case 'command-works-and-hangs':
      return `"$real" "$@" >/dev/null 2>&1; ${HANG}`;
    case 'program-killed':
      return `for p in /proc/[0-9]*; do case $(tr '\\0' ' ' <"$p/cmdline" 2>/dev/null) in 'sh -s -- '*) kill -9 "\${p#/proc/}" ;; esac; done 2>/dev/null`;
    case 'disk-full':
      return `${later(`${REAL}/rm -f /var/filler`)} dd if=/dev/zero of=/var/filler bs=64k 2>/dev/null`;
    case 'no-inodes':
      return `${later(`${REAL}/rm -rf /var/fillers`)} ${REAL}/mkdir /var/fillers; ( cd /var/fillers; n=0; while : >$n; do n=$((n + 1)); done ) 2>/dev/null`;
    case 'read-only':
      return `${later('mount -o remount,rw /')} mount -o remount,ro /`;
    case 'undo-killed':
      return `${REAL}/systemctl stop 'roundtrip-undo-*.timer' 2>/dev/null; ${killed('roundtrip-undo[:]')}`;
    case 'owner-killed':
      return killed(ownerProcess);
    case 'reboot':
      return ': >/run/.commands/down; exec sleep 1000';
  }
}
