import { readFileSync, readlinkSync } from 'node:fs';

/** One process for good: a process id is used again, the two together are not (until the machine restarts). */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since the machine started: field 22 of /proc/PID/stat (proc(5)). */
  readonly startTime: string;
  /** The PID namespace in which it has this number: `pid:[4026531836]`. */
  readonly namespace: string;
}

const NAMESPACE = readlinkSync('/proc/self/ns/pid');

/** Who has this process id now; undefined: nobody, or only a zombie. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The command name stands in parentheses and may itself hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const startTime = fields[19];
  if (startTime === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid, startTime, namespace: NAMESPACE };
}

/** Whether it can be told from here at all: another PID namespace has other numbers. */
export function canBeSeen({ namespace }: ProcessIdentity): boolean {
  return namespace === NAMESPACE;
}

/** What cannot be seen from here is not taken for dead. */
export function isAlive(identity: ProcessIdentity): boolean {
  if (!canBeSeen(identity)) return true;
  return identifyProcess(identity.pid)?.startTime === identity.startTime;
}

/** Ends this process and no other; false where it was gone already. */
export function endProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!canBeSeen(identity) || !isAlive(identity)) return false;
  try {
    return process.kill(identity.pid, signal);
  } catch {
    return false;
  }
}
