import type { PlannedText } from '../../analyzer/model/index.ts';
import type { PlannedHost } from './here.ts';
import { isNetplan, readNetplanChange } from './netplan.ts';
import { nmcliLine } from './nmcli.ts';
import { readShell } from './shell.ts';

/** The most that anybody plans by hand (characters). */
const MAX_LENGTH = 200_000;

/**
 * A planned change as typed changes of a host's state: lines of a shell (`ip`, `sysctl`, `echo … > /proc/sys/…`), of `ip -batch` or of
 * nmcli, or a netplan file, told apart by what it says. Nothing is run. What is not understood is among them, with its line.
 * `on`: the host that it is for.
 */
export function readPlanned(text: string, on: PlannedHost = {}): PlannedText {
  const start = text.slice(0, MAX_LENGTH);
  return isNetplan(start) ? readNetplanChange(start, on) : readShell(start, { nmcli: nmcliLine, on });
}
