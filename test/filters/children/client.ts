import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** One request: ICMP echo or a TCP connection. */
type Request = { protocol: 'icmp' | 'tcp'; from: string; to: string; port?: number };

const PING = 'ping';

/** Reads `{"patience": seconds, "requests": [...]}` lines; answers each with the list of whether it was answered. */
for await (const line of createInterface({ input: process.stdin })) {
  const { patience, requests } = JSON.parse(line) as { patience: number; requests: Request[] };
  const answered = await Promise.all(
    requests.map((request) =>
      request.protocol === 'icmp' ? ping(request, patience) : open(request, patience),
    ),
  );
  process.stdout.write(`${JSON.stringify(answered)}\n`);
}

function ping({ from, to }: Request, patience: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(PING, ['-n', '-q', '-c', '1', '-W', String(patience), '-I', from, to], {
      stdio: 'ignore',
    });
    child.on('close', (code) => resolve(code === 0));
  });
}

/** A first segment alone: a connection that is not there in time is given up, so that nothing is sent again. */
function open({ from, to, port = 0 }: Request, patience: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: to, port, localAddress: from });
    const done = (answered: boolean): void => {
      clearTimeout(timer);
      // A connection that is still being made would wait for its end before it is reset.
      if (answered) socket.resetAndDestroy();
      else socket.destroy();
      resolve(answered);
    };
    const timer = setTimeout(() => done(false), patience * 1000);
    socket.on('connect', () => done(true));
    socket.on('error', () => done(false));
  });
}
