/** `delaying-proxy.ts MILLISECONDS COMMAND…`: a ProxyCommand whose every byte arrives so much later, each way. */
import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

const [milliseconds = '', program = '', ...argv] = process.argv.slice(2);

function delayed(from: Readable, to: Writable): void {
  const later = (act: () => void) => setTimeout(act, Number(milliseconds));
  from.on('data', (chunk: Buffer) => later(() => to.write(chunk)));
  from.on('end', () => later(() => to.end()));
  to.on('error', () => undefined);
}

const command = spawn(program, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
delayed(process.stdin, command.stdin);
delayed(command.stdout, process.stdout);
command.on('exit', (status) => setTimeout(() => process.exit(status ?? 1), Number(milliseconds)));
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => command.kill(signal));
