import { readFileSync } from 'node:fs';
import { replayer } from '../hosts/replay.ts';
import { startSshServer } from '../hosts/ssh-server.ts';

/** Hosts in a process of their own, which say what was recorded. Prints the port. */
const { recording, hostKey, clientKey } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const server = await startSshServer(hostKey, clientKey, replayer(recording));
console.log(server.port);
