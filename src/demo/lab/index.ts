import { RoundtripError } from '../../errors.ts';
import { type Lab, openLab } from './lab.ts';
import { checkLabName, readRecord } from './lab-directory.ts';
import { requireRoot } from './requirements.ts';
import { endLab, isLabAlive, isSeen } from './stop-lab.ts';

export type { Lab } from './lab.ts';
export type { CommandResult, RunningCommand, RunOptions } from './run.ts';
export { rpFilter, type SeedOptions, seedTopology, twoRouters } from './seed-topology.ts';
export { sshFiles } from './ssh-files.ts';
export { relaySsh, type SshRelay } from './ssh-relay.ts';
export { type StartLabOptions, startLab } from './start-lab.ts';
export { clearStaleLabs } from './stop-lab.ts';
export {
  changeNode,
  type NodeSsh,
  type Topology,
  type TopologyInterface,
  type TopologyNode,
} from './topology.ts';

/** The lab of this name that runs, whoever started it; undefined where there is none, or one that is stale. */
export function findLab(name: string): Lab | undefined {
  const record = readRecord(name);
  return record?.nodes !== undefined && isSeen(record) && isLabAlive(record) ? openLab(record) : undefined;
}

/**
 * Ends the lab of this name, stale or not.
 * @returns false where there is none
 * @throws RoundtripError `lab-needs-root` where this user cannot know, `lab-elsewhere` where its processes cannot be seen from here
 */
export async function stopLab(name: string): Promise<boolean> {
  requireRoot();
  checkLabName(name);
  const record = readRecord(name);
  if (record === undefined) return false;
  if (!isSeen(record))
    throw new RoundtripError(
      'lab-elsewhere',
      `The lab "${name}" was started in another PID namespace, such as a container's.`,
      'End it there.',
    );
  await endLab(record);
  return true;
}
