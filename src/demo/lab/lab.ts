import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { type LabRecord, labDirectory } from './lab-directory.ts';
import {
  type CommandResult,
  pipeCommand,
  type RunningCommand,
  type RunOptions,
  run,
  startCommand,
} from './run.ts';
import { sshFiles } from './ssh-files.ts';
import { endLab } from './stop-lab.ts';

/** A running lab. */
export interface Lab {
  readonly name: string;
  readonly directory: string;
  /** Its roundtrip.yaml. */
  readonly configFile: string;
  /** Its OpenSSH client configuration; the nodes' names are the aliases. */
  readonly sshConfigFile: string;
  /** What it could not do as asked (no sudo on this machine, …), in words. */
  readonly notes: readonly string[];
  /** Runs a command as the node's root, without ssh. Never throws for what the command does. */
  exec(node: string, argv: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** Starts a command that goes on, as the node's root; it ends with the lab at the latest. */
  spawn(node: string, argv: readonly string[]): RunningCommand;
  /** Starts a command as one stream, its standard input and output, as the node's root; it ends with the stream. */
  pipe(node: string, argv: readonly string[]): Duplex;
  /** Ends the lab and removes all of it; does nothing where it has ended. */
  stop(): Promise<void>;
}

/** The lab of a record whose nodes run. */
export function openLab(record: LabRecord): Lab {
  const directory = labDirectory(record.name);
  return {
    name: record.name,
    directory,
    configFile: join(directory, 'roundtrip.yaml'),
    sshConfigFile: sshFiles(directory).config,
    notes: record.notes ?? [],
    exec: (node, argv, options) => run([...entering(record, node), ...argv], options),
    spawn: (node, argv) => startCommand([...entering(record, node), ...argv]),
    pipe: (node, argv) => pipeCommand([...entering(record, node), ...argv]),
    stop: () => endLab(record),
  };
}

/** The words before a command that make it run inside the node. */
function entering(record: LabRecord, node: string): string[] {
  const init = record.nodes?.[node];
  if (init === undefined) {
    throw new RangeError(`lab ${record.name} has no node ${node}, only ${Object.keys(record.nodes ?? {})}`);
  }
  return ['nsenter', '-t', String(init.pid), '-m', '-n', '-u', '-i', '-p', '--'];
}
