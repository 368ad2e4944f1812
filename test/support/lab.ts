import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Lab, type StartLabOptions, startLab } from '../../src/demo/lab/index.ts';
import { layCluster } from './prepared-cluster.ts';

/** A lab for the tests of one `describe` (or file): started before the first of them, ended after the last. `store`: commands will use one. */
export function useLab({ store = false, ...options }: StartLabOptions & { store?: boolean } = {}): {
  readonly current: Lab;
} {
  let lab: Lab | undefined;
  beforeAll(async () => {
    lab = await startLab(options);
    if (store) await layCluster(join(lab.directory, 'data'));
  }, 30_000);
  afterAll(async () => {
    await lab?.stop();
  }, 30_000);
  return {
    get current() {
      if (lab === undefined) throw new Error('the lab runs only while tests do');
      return lab;
    },
  };
}

/** A lab's name that no other run of the tests on this machine has at the same time. */
export function named(name: string): string {
  return `${name}-${process.pid}`;
}

/** The command's standard output; throws with its standard error where it fails. */
export async function outputOf(lab: Lab, node: string, argv: readonly string[]): Promise<string> {
  const result = await lab.exec(node, argv);
  if (result.exitCode !== 0) throw new Error(`${argv.join(' ')} on ${node}: ${result.stderr}`);
  return result.stdout;
}

/** Sends echo requests, 0.2 s apart. @returns how many were answered within a second */
export async function countAnswers(lab: Lab, from: string, to: string, count = 2): Promise<number> {
  const { stdout } = await lab.exec(from, ['ping', '-n', '-c', String(count), '-i', '0.2', '-W', '1', to]);
  return Number(/(\d+) received/.exec(stdout)?.[1] ?? 0);
}

/** A counter of /proc/net/netstat or /proc/net/snmp by group and name: `TcpExt`, `IPReversePathFilter`. */
export async function readCounter(lab: Lab, node: string, group: string, name: string): Promise<number> {
  const text = await outputOf(lab, node, ['cat', '/proc/net/netstat', '/proc/net/snmp']);
  const [names = [], values = []] = text
    .split('\n')
    .filter((line) => line.startsWith(`${group}: `))
    .map((line) => line.split(' '));
  const value = values[names.indexOf(name)];
  if (value === undefined) throw new Error(`${node} has no counter ${group} ${name}`);
  return Number(value);
}
