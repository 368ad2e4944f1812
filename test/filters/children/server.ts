import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Answers on the ports that are given: `tcp:22 udp:53 …`. Says `ready` once all of them listen, and ends with its input. */
let waiting = process.argv.length - 2;
const listening = (): void => {
  if (--waiting === 0) process.stdout.write('ready\n');
};
for (const [protocol, port] of process.argv.slice(2).map((argument) => argument.split(':'))) {
  if (protocol === 'tcp') {
    createServer((socket) => socket.on('error', () => socket.destroy()).end('hello')).listen(
      Number(port),
      '::',
      listening,
    );
  } else {
    const socket = createSocket('udp6');
    socket.on('message', (message, from) => socket.send(message, from.port, from.address, () => undefined));
    socket.bind(Number(port), '::', listening);
  }
}
process.stdin.on('end', () => process.exit(0)).resume();
