import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach } from 'vitest';
import type {
  Connection,
  ConnectOptions,
  RemoteCommand,
  SshTransport,
} from '../../../src/host/connection.ts';
import { SshField } from './sshd.ts';

/** A field for each test of a file, and connections that end with it. */
export function useField() {
  let field: SshField | undefined;
  let connections: Connection[] = [];
  beforeEach(() => {
    field = new SshField();
  });
  afterEach(async () => {
    for (const connection of connections) connection.close();
    connections = [];
    await field?.remove();
  });
  return {
    get current(): SshField {
      if (field === undefined) throw new Error('the field is there only while tests run');
      return field;
    },
    async connect(ssh: SshTransport, options: ConnectOptions = {}): Promise<Connection> {
      const connection = await ssh.connect('host', options);
      connections.push(connection);
      return connection;
    },
  };
}

/** What a command prints there, and how it ends. */
export async function outcome(connection: Connection, command: string, input = '') {
  const run = await connection.run(command);
  run.input.end(input);
  let output = '';
  let errors = '';
  run.output.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  run.errors.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const end = await run.ended;
  return { output, errors, end };
}

/** A command under way that has said `begun`. */
export async function begin(connection: Connection, rest: string): Promise<RemoteCommand> {
  const run = await connection.run(`echo begun; ${rest}`);
  run.errors.resume();
  await once(run.output, 'data');
  return run;
}

/** What runs on this machine. */
export function processes(): { pid: number; args: string }[] {
  return execFileSync('ps', ['-e', '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => ({ pid: Number.parseInt(line, 10), args: line.trim().replace(/^\d+ /, '') }));
}
