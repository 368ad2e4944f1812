import { type ChildProcess, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { printable } from '../../printable.ts';
import type { SshTarget } from '../ssh-config.ts';
import { strictConfiguration } from '../strict-configuration.ts';
import { unreachable } from '../unreachable.ts';

/** A way to a host through another program, and what that program complained of. */
export type ProxyWay = {
  readonly stream: Duplex;
  readonly complaint: () => string;
  readonly close: () => void;
};

/** The stream of ProxyCommand or ProxyJump; undefined where the host is reached directly. */
export function openProxy(target: SshTarget, sshConfig: string): ProxyWay | undefined {
  if (target.proxyCommand !== undefined) {
    // OpenSSH gives it to the user's shell with "exec", so that no shell stays between (ssh_config(5)).
    return startProxy('/bin/sh', ['-c', `exec ${target.proxyCommand}`]);
  }
  if (target.proxyJump === undefined) return undefined;
  return startProxy('ssh', jumpArguments(target, target.proxyJump, strictConfiguration(sshConfig)));
}

/**
 * ProxyJump as OpenSSH itself does it: `ssh -W` over the last hop, the others before it with -J. Every hop's key is
 * checked by OpenSSH, which may neither ask nor accept a new one.
 */
function jumpArguments(target: SshTarget, proxyJump: string, strict: string): string[] {
  const hops = proxyJump.replace(/^ssh:\/\//, '').split(',');
  const last = /^(?:([^@\s]+)@)?(\[[^\]\s]+\]|[^:\s]+)(?::(\d+))?$/.exec(hops.pop() ?? '');
  const host = last?.[2]?.replace(/^\[|\]$/g, '');
  if (host === undefined || host.startsWith('-') || last?.[1]?.startsWith('-')) {
    throw unreachable('ssh-config-invalid', {
      ...{ at: 'jump', alias: target.alias },
      jump: printable(proxyJump),
    });
  }
  return [
    ...[
      '-F',
      strict,
      '-o',
      'ControlMaster=no',
      '-o',
      `ConnectTimeout=${Math.ceil(target.connectTimeout / 1000)}`,
    ],
    ...(last?.[1] === undefined ? [] : ['-l', last[1]]),
    ...(last?.[3] === undefined ? [] : ['-p', last[3]]),
    ...(hops.length === 0 ? [] : ['-J', hops.join(',')]),
    ...['-W', `[${target.hostname}]:${target.port}`, '--', host],
  ];
}

function startProxy(program: string, args: readonly string[]): ProxyWay {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-2000);
  });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  child.on('error', (error) => stream.destroy(error));
  child.stdin.on('error', () => undefined);
  stream.on('close', () => endProcess(child));
  return { stream, complaint: () => complaint.trim(), close: () => endProcess(child) };
}

/** The proxy may have children of its own: it leads a process group, and that is ended. */
function endProcess(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
