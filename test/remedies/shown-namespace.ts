import { execFileSync, spawnSync } from 'node:child_process';
import type { HostState } from '../../src/analyzer/model/index.ts';
import { readTranscript } from '../../src/transcript/index.ts';

/** A network namespace, with the state that its own listings show. */
export type ShownNamespace = {
  run(command: readonly string[]): { stdout: string; status: number | null };
  state(): HostState;
  remove(): void;
};

let counter = 0;

/** Makes a namespace with the interfaces, which are up (ends of veth pairs). */
export function shownNamespace(devices: readonly string[]): ShownNamespace {
  const name = `rts-${process.pid}-${counter++}`;
  execFileSync('ip', ['netns', 'add', name]);
  const run = (command: readonly string[]) =>
    spawnSync('ip', ['netns', 'exec', name, ...command], { encoding: 'utf8' });
  for (const device of devices) {
    run(['ip', 'link', 'add', device, 'type', 'veth', 'peer', 'name', `p-${device}`]);
    for (const end of [device, `p-${device}`]) run(['ip', 'link', 'set', end, 'up']);
  }
  return {
    run,
    state() {
      const text = LISTINGS.map((command) => `[root@h ~]# ${command.join(' ')}\n${run(command).stdout}`);
      const read = readTranscript(text.join(''));
      const [observation] = read.kind === 'read' ? read.observations : [];
      if (!observation) throw new Error('nothing could be read');
      return observation.state;
    },
    remove: () => execFileSync('ip', ['netns', 'delete', name]),
  };
}

const LISTINGS = [
  ['ip', 'addr'],
  ['ip', 'rule'],
  ['ip', '-6', 'rule'],
  ['ip', 'route', 'show', 'table', 'all'],
  ['ip', '-6', 'route', 'show', 'table', 'all'],
] as const;
