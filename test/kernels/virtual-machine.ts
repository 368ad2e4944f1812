import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { RoundtripError } from '../../src/errors.ts';
import { type Equipment, initramfs } from './initramfs.ts';
import type { Kernel } from './packages.ts';
import { EMULATOR } from './programs.ts';

/** A machine that runs shell scripts, each in a network namespace of its own. */
export interface VirtualMachine {
  /** As the machine's own `uname -r` says it. */
  release: string;
  /** What the script prints. One at a time. */
  run(script: string): Promise<string>;
  stop(): void;
}

const BOOT_MS = 180_000;
const SCRIPT_MS = 120_000;
const NICENESS = 10;
const LAST_LINES = 15;

/** Cuts the stream into answers: a line with the number of bytes, then the bytes. */
function answerReader(onAnswer: (text: string) => void): (chunk: Buffer) => void {
  let pending = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const end = pending.indexOf('\n');
      if (end < 0) return;
      const from = end + 1;
      const size = Number(pending.toString('latin1', 0, end));
      if (pending.length < from + size) return;
      const text = pending.toString('utf8', from, from + size);
      pending = pending.subarray(from + size);
      onAnswer(text);
    }
  };
}

function emulatorArguments(kernel: Kernel, initrd: string, consoleLog: string): string[] {
  // The kernel's own check of the timer fails where a busy machine emulates slowly.
  const quiet = 'console=ttyS0 quiet panic=-1 no_timer_check mitigations=off nokaslr random.trust_cpu=on';
  return [
    ...['-accel', 'tcg', '-cpu', 'max,la57=off', '-smp', '1', '-m', '1024'],
    ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none'],
    ...['-kernel', kernel.image, '-initrd', initrd, '-append', quiet],
    ...['-serial', `file:${consoleLog}`, '-device', 'virtio-serial-pci'],
    ...['-chardev', 'stdio,id=talk,signal=off', '-device', 'virtserialport,chardev=talk,name=roundtrip'],
  ];
}

/** The next answer, or an error that shows the end of the machine's console. */
function nextAnswer(child: ChildProcess, consoleLog: string, limit: number, what: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (why: string) => {
    const lines = readFileSync(consoleLog, 'utf8').trim().split('\n').slice(-LAST_LINES).join('\n');
    reject(
      new RoundtripError(
        'machine-failed',
        `The virtual machine ${why} while ${what}.`,
        `Look at the end of its console:\n${lines}`,
      ),
    );
  };
  const timer = setTimeout(() => fail(`gave no answer for ${limit / 1000} s`), limit);
  const ended = () => fail('ended');
  child.once('exit', ended);
  const settled = () => {
    clearTimeout(timer);
    child.off('exit', ended);
  };
  promise.then(settled, settled);
  return { promise, resolve };
}

/** Boots a kernel under software emulation (no KVM is needed) with a file system of its own in memory. */
async function bootOnce(kernel: Kernel, equipment?: Equipment): Promise<VirtualMachine> {
  const folder = mkdtempSync(join(tmpdir(), 'roundtrip-kernel-'));
  const consoleLog = join(folder, 'console');
  const initrd = join(folder, 'initrd');
  writeFileSync(consoleLog, '');
  writeFileSync(initrd, initramfs(kernel, equipment).archive);
  const child = spawn(EMULATOR, emulatorArguments(kernel, initrd, consoleLog), {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  if (child.pid !== undefined) setPriority(child.pid, NICENESS);
  const stop = () => {
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', stop);
  let waiting = nextAnswer(child, consoleLog, BOOT_MS, 'it booted');
  child.stdout.on(
    'data',
    answerReader((text) => waiting.resolve(text)),
  );
  try {
    const [release = ''] = (await waiting.promise).split('\n');
    return {
      release,
      run(script) {
        const bytes = Buffer.from(script);
        waiting = nextAnswer(child, consoleLog, SCRIPT_MS, 'it ran a script');
        child.stdin.write(`${bytes.length}\n`);
        child.stdin.write(bytes);
        return waiting.promise;
      },
      stop,
    };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Boots; once more where it failed, for a busy machine can be too slow for a kernel's patience. */
export async function bootMachine(kernel: Kernel, equipment?: Equipment): Promise<VirtualMachine> {
  try {
    return await bootOnce(kernel, equipment);
  } catch (error) {
    if (error instanceof RoundtripError) return bootOnce(kernel, equipment);
    throw error;
  }
}
