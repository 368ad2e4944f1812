import type { ChildProcess } from 'node:child_process';
import type { CommandEnd, Connection, RemoteCommand } from '../connection.ts';
import { listens, startSsh } from './client.ts';
import type { Master } from './master.ts';

/** Characters of what a session says beside its output that are looked at when it ends. */
const COMPLAINT_LIMIT = 2000;

/** What a session said before it was ended has come by then (milliseconds). */
const SETTLING = 100;

type Way = Pick<Master, 'socket' | 'lastWords'>;

/** Commands as sessions of the connection behind a socket. @param leave called once, when it is closed */
export function connectionOver(alias: string, way: Way, leave = () => {}): Connection {
  const running = new Set<ChildProcess>();
  let isClosed = false;
  return {
    alias,
    async run(command) {
      const child = startSession(alias, way.socket, command);
      running.add(child);
      child.once('close', () => running.delete(child));
      return asCommand(child, alias, way);
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      for (const child of running) child.kill();
      leave();
    },
  };
}

/** Where the connection is gone, no other is made in its place: nobody would know of it. */
function startSession(alias: string, socket: string, command: string): ChildProcess {
  return startSsh(
    [
      ...['-F', 'none', '-T', '-S', socket, '-o', 'ControlMaster=no', '-o', 'ProxyCommand=false'],
      ...['-o', 'BatchMode=yes', '-o', 'LogLevel=ERROR', '--', alias, command],
    ],
    ['pipe', 'pipe', 'pipe'],
  );
}

function asCommand(child: ChildProcess, alias: string, way: Way): RemoteCommand {
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new RangeError('ssh was started without pipes');
  let complaint = '';
  stderr.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-COMPLAINT_LIMIT);
  });
  const ended = new Promise<CommandEnd>((resolve) => {
    child.on('error', (error) => resolve({ kind: 'lost', why: error.message }));
    // The connection has the pipes, too, and holds them for as long as the command goes on there.
    child.on('exit', (_, signal) => {
      if (signal !== null) setTimeout(() => resolve({ kind: 'exit', status: null }), SETTLING);
    });
    child.on('close', (status) => {
      if (status === 255) void explainEnd(complaint, alias, way).then(resolve);
      else resolve({ kind: 'exit', status });
    });
  });
  return { input: stdin, output: stdout, errors: stderr, ended, close: () => child.kill() };
}

/** ssh ends with status 255 where it has none of the command (ssh(1), EXIT STATUS). */
async function explainEnd(complaint: string, alias: string, way: Way): Promise<CommandEnd> {
  const [, refused] = /session request failed: (Session open refused by peer.*)/.exec(complaint) ?? [];
  if (refused !== undefined) return { kind: 'refused', said: refused };
  const why = way.lastWords();
  const isThere = why === '' && (await listens(way.socket, alias));
  return isThere ? { kind: 'exit', status: null } : { kind: 'lost', why };
}
