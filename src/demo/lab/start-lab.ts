import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { RoundtripError } from '../../errors.ts';
import { bringUp } from './bring-up.ts';
import { type Lab, openLab } from './lab.ts';
import { checkLabName, claimDirectory, type LabRecord, writeRecord } from './lab-directory.ts';
import { MANAGEMENT, needsSwitch, SWITCH, withManagement } from './network-commands.ts';
import { preparedDirectory, prepareNodeFiles } from './node-files.ts';
import { identifyProcess, type ProcessIdentity } from './process-identity.ts';
import { findProgram, netcatCommand, requireLabSupport } from './requirements.ts';
import { type LabConfigOptions, roundtripConfig } from './roundtrip-config.ts';
import { seedTopology } from './seed-topology.ts';
import { makeKeys, sshConfig, sshFiles } from './ssh-files.ts';
import { clearStaleLabs, endLab } from './stop-lab.ts';
import type { Topology, TopologyNode } from './topology.ts';

export interface StartLabOptions extends LabConfigOptions {
  /** Default: a random name. */
  readonly name?: string;
  /** Default: the seed's network. */
  readonly topology?: Topology;
  /** true: the lab outlives this process. Default: it ends when this process ends, however that happens. */
  readonly detached?: boolean;
}

type Nodes = Readonly<Record<string, TopologyNode>>;

/**
 * Starts a lab: the topology in namespaces, sshd in its servers, and a roundtrip.yaml for it. Clears stale labs.
 * @throws RoundtripError where this machine cannot run one (`lab-needs-root`, `lab-programs-missing` …), where one
 *   of that name runs (`lab-exists`), or where a command of the topology fails (`lab-command-failed`)
 */
export async function startLab(options: StartLabOptions = {}): Promise<Lab> {
  requireLabSupport();
  const name = options.name ?? `lab-${randomBytes(4).toString('hex')}`;
  checkLabName(name);
  await clearStaleLabs();
  const directory = claimDirectory(name);
  if (directory === undefined) {
    throw new RoundtripError(
      'lab-exists',
      `A lab named ${name} runs already.`,
      `Use another name, or end it with: roundtrip lab down --name ${name}`,
    );
  }

  // While it is being made, a detached lab has an owner too: should this process die, the rest is stale.
  const maker = identifyProcess(process.pid) ?? null;
  let record: LabRecord = { name, owner: maker };
  try {
    writeRecord(record);
    const nodes = allNodes(options.topology ?? seedTopology());
    const notes = Object.entries(nodes).flatMap(([node, value]) => prepareNodeFiles(directory, node, value));
    await makeKeys(sshFiles(directory), servers(directory, nodes));
    const supervisor = startSupervisor(directory, Object.keys(nodes), options.detached ?? false);
    record = { ...record, supervisor };
    writeRecord(record);
    record = { ...record, nodes: await waitForNodes(directory, nodes, supervisor), notes };
    await bringUp(openLab(record), nodes, record.nodes ?? {});
    await writeConfigurations(directory, nodes, record.nodes ?? {}, options);
    rmSync(join(directory, 'nodes'), { recursive: true });
    record = { ...record, owner: options.detached ? null : maker };
    writeRecord(record);
  } catch (error) {
    await endLab(record);
    throw error;
  }
  return openLab(record);
}

function allNodes(topology: Topology): Nodes {
  const nodes = withManagement(topology);
  return needsSwitch(nodes) ? { ...nodes, [SWITCH]: { interfaces: {}, ssh: false } } : nodes;
}

/** The process whose end is the lab's end. Attached, it holds a pipe from this process and ends with it. */
function startSupervisor(directory: string, nodes: readonly string[], detached: boolean): ProcessIdentity {
  const log = openSync(join(directory, 'supervisor.log'), 'a', 0o600);
  const script = fileURLToPath(new URL('lab-init.sh', import.meta.url));
  const child = spawn(
    findProgram('unshare') ?? 'unshare',
    [
      '--pid',
      '--mount',
      '--fork',
      '--kill-child',
      'sh',
      script,
      directory,
      detached ? 'detached' : 'attached',
      ...nodes,
    ],
    // A session of its own: Ctrl-C in the owner's terminal must not end the lab under the owner's feet.
    { cwd: '/', detached: true, stdio: [detached ? 'ignore' : 'pipe', log, log] },
  );
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  // The pipe stays open as long as this process lives, but it is no reason for it to live.
  if (child.stdin !== null && 'unref' in child.stdin && typeof child.stdin.unref === 'function') {
    child.stdin.unref();
  }
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (identity === undefined) throw startFailed(directory);
  return identity;
}

async function waitForNodes(
  directory: string,
  nodes: Nodes,
  supervisor: ProcessIdentity,
): Promise<Record<string, ProcessIdentity>> {
  const inits: Record<string, ProcessIdentity> = {};
  const deadline = Date.now() + 20_000;
  for (const name of Object.keys(nodes)) {
    const file = join(preparedDirectory(directory, name), 'pid');
    let identity = readIdentity(file);
    while (identity === undefined) {
      if (Date.now() > deadline || identifyProcess(supervisor.pid) === undefined)
        throw startFailed(directory);
      await sleep(5);
      identity = readIdentity(file);
    }
    inits[name] = identity;
  }
  return inits;
}

function readIdentity(file: string): ProcessIdentity | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return text.endsWith('\n') ? identifyProcess(Number.parseInt(text, 10)) : undefined;
  } catch {
    return undefined;
  }
}

function startFailed(directory: string): RoundtripError {
  let said = '';
  try {
    said = readFileSync(join(directory, 'supervisor.log'), 'utf8').trim().split('\n').at(-1) ?? '';
  } catch {
    // Then there is nothing to quote.
  }
  return new RoundtripError(
    'lab-start-failed',
    `The lab's namespaces could not be made${said === '' ? '' : `: ${said}`}`,
    'In a container, allow namespaces and mounts (for example docker run --privileged); else run it on the machine itself.',
  );
}

function servers(directory: string, nodes: Nodes): [name: string, node: TopologyNode, etc: string][] {
  return Object.entries(nodes)
    .filter(([, node]) => node.ssh !== false)
    .map(([name, node]) => [name, node, join(preparedDirectory(directory, name), 'etc')]);
}

async function writeConfigurations(
  directory: string,
  nodes: Nodes,
  inits: Readonly<Record<string, ProcessIdentity>>,
  options: LabConfigOptions,
): Promise<void> {
  const files = sshFiles(directory);
  const pids = new Map(Object.entries(inits).map(([name, { pid }]) => [name, pid]));
  const managementPid = pids.get(MANAGEMENT) ?? 0;
  writeFileSync(files.config, sshConfig(files, nodes, managementPid, pids, await netcatCommand()), {
    mode: 0o600,
  });
  const config = roundtripConfig(files.config, nodes, options);
  writeFileSync(join(directory, 'roundtrip.yaml'), config, { mode: 0o600 });
}
