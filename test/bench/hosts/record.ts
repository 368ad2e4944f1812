import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { ServerChannel } from 'ssh2';
import type { Lab } from '../../../src/demo/lab/index.ts';
import { isHold, nonceOf, type Recording, type Side, wordsAfterProgram } from './recording.ts';
import type { Run } from './ssh-server.ts';

/** Hands on what is asked to a lab's hosts, and notes all that is said; a user's name is the lab's host. */
export function recorder(
  lab: Lab,
  sides: Readonly<Record<string, Side>>,
): { run: Run; recording: Recording } {
  const recording: Recording = { nonces: { target: '', sender: '' }, steps: [] };
  let last = performance.now();
  const since = (): number => {
    const before = last;
    last = performance.now();
    return last - before;
  };

  function note(side: Side, stream: 'stdout' | 'stderr', source: Readable): void {
    let partial = '';
    source.on('data', (chunk: Buffer) => {
      const text = partial + chunk.toString();
      const end = text.lastIndexOf('\n') + 1;
      partial = text.slice(end);
      if (end > 0)
        recording.steps.push({ kind: 'printed', side, stream, text: text.slice(0, end), after: since() });
    });
  }

  function run(user: string, command: string, channel: ServerChannel): void {
    const side = sides[user];
    if (side === undefined) throw new Error(`nobody records ${user}`);
    recording.nonces[side] = nonceOf(command);
    recording.steps.push({ kind: 'begun', side });
    since();
    const child = spawn('ssh', ['-F', lab.sshConfigFile, user, command]);
    const hear = wordsAfterProgram((words) => {
      if (isHold(words)) return;
      since();
      recording.steps.push({ kind: 'said', side, words });
    });
    channel.on('data', (chunk: Buffer) => {
      hear(chunk);
      child.stdin.write(chunk);
    });
    channel.on('end', () => child.stdin.end());
    channel.on('close', () => child.kill());
    note(side, 'stdout', child.stdout);
    note(side, 'stderr', child.stderr);
    child.stdout.on('data', (chunk: Buffer) => channel.write(chunk));
    child.stderr.on('data', (chunk: Buffer) => channel.stderr.write(chunk));
    child.stdin.on('error', () => undefined);
    child.on('close', (status) => {
      channel.exit(status ?? 1);
      channel.end();
    });
  }
  return { run, recording };
}
