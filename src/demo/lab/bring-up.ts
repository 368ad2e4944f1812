import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { RoundtripError } from '../../errors.ts';
import type { Lab } from './lab.ts';
import {
  addressCommands,
  deviceCommands,
  ipv6RoutingCommands,
  linkCommands,
  MANAGEMENT,
  needsSwitch,
  SWITCH,
  sysctlWords,
} from './network-commands.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { run } from './run.ts';
import type { TopologyNode } from './topology.ts';

type Nodes = Readonly<Record<string, TopologyNode>>;
type Inits = Readonly<Record<string, ProcessIdentity>>;

/** Makes the links, configures every node, runs its setup commands and starts its sshd. */
export async function bringUp(lab: Lab, nodes: Nodes, inits: Inits): Promise<void> {
  await makeLinks(nodes, inits);
  await Promise.all(Object.entries(nodes).map(([name, node]) => configureNode(lab, name, node)));
  for (const [name, node] of Object.entries(nodes)) {
    for (const argv of node.setup ?? []) await must(lab, name, argv);
  }
  await Promise.all(
    Object.entries(nodes)
      .filter(([, node]) => node.ssh !== false)
      .map(([name, node]) => startSshd(lab, name, node, inits[name]?.pid ?? 0)),
  );
}

/**
 * Links are made in no namespace of the machine: `netns PID` names their ends' (in the machine's numbering, so
 * only the network namespace is entered), a bridge is made in the switch's.
 */
async function makeLinks(nodes: Nodes, inits: Inits): Promise<void> {
  const pids = new Map(Object.entries(inits).map(([name, { pid }]) => [name, pid]));
  const at = needsSwitch(nodes) ? SWITCH : MANAGEMENT;
  const input = batchText(linkCommands(nodes, pids));
  const result = await run(['nsenter', '-t', String(pids.get(at)), '-n', 'ip', '-batch', '-'], { input });
  if (result.exitCode !== 0) throw commandFailed(at, failedLine(input, result.stderr), result.stderr);
}

async function configureNode(lab: Lab, name: string, node: TopologyNode): Promise<void> {
  await batch(lab, name, deviceCommands(node));
  await must(lab, name, ['sysctl', '-q', '-w', ...sysctlWords(node)]);
  await batch(lab, name, addressCommands(node));
  await batch(lab, name, ipv6RoutingCommands(node), ['-6']);
}

async function startSshd(lab: Lab, name: string, node: TopologyNode, pid: number): Promise<void> {
  const user = node.ssh === false ? undefined : node.ssh?.user;
  if (user !== undefined) {
    await must(lab, name, ['install', '-d', '-m', '755', '/run/home']);
    await must(lab, name, ['install', '-d', '-m', '700', '-o', user, '-g', user, `/run/home/${user}`]);
  }
  // sshd wants to be called by its full path, for it calls itself again.
  await must(lab, name, ['sh', '-c', 'exec "$(command -v sshd)" -E /run/sshd.log']);
  const deadline = Date.now() + 5000;
  while (!listensOnSsh(pid)) {
    if (Date.now() > deadline) {
      const log = await lab.exec(name, ['cat', '/run/sshd.log']);
      throw commandFailed(name, 'sshd', log.stdout);
    }
    await sleep(5);
  }
}

/** Is TCP port 22 (hexadecimal 0016) in state LISTEN (0A) in the namespace of this process? */
function listensOnSsh(pid: number): boolean {
  return /:0016 [0-9A-F]+:0000 0A /.test(readFileSync(`/proc/${pid}/net/tcp`, 'latin1'));
}

async function batch(
  lab: Lab,
  node: string,
  lines: readonly string[],
  family: readonly string[] = [],
): Promise<void> {
  if (lines.length === 0) return;
  const input = batchText(lines);
  const result = await lab.exec(node, ['ip', ...family, '-batch', '-'], { input });
  if (result.exitCode !== 0) throw commandFailed(node, failedLine(input, result.stderr), result.stderr);
}

function batchText(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

/** The line of the batch that iproute2 complains of ("Command failed -:3"). */
function failedLine(input: string, stderr: string): string {
  const line = /Command failed -:(\d+)/.exec(stderr)?.[1];
  return line === undefined ? 'ip -batch -' : `ip ${input.split('\n')[Number(line) - 1]}`;
}

async function must(lab: Lab, node: string, argv: readonly string[]): Promise<void> {
  const result = await lab.exec(node, argv);
  if (result.exitCode !== 0) throw commandFailed(node, argv.join(' '), result.stderr);
}

function commandFailed(node: string, command: string, said: string): RoundtripError {
  return new RoundtripError(
    'lab-command-failed',
    `On ${node} of the lab, \`${command}\` failed: ${said.trim().split('\n')[0] ?? ''}`,
    'Correct the topology, or install what the command needs on this machine.',
  );
}
