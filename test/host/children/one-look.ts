import { openssh } from '../../../src/host/openssh/openssh.ts';

/** A process of its own that runs a command over a shared connection, and says so before. */
const [, , config = '', rest = ''] = process.argv;
const connection = await openssh(config).connect('host', { reuse: true });
const command = await connection.run(`echo begun; ${rest}`);
command.output.on('data', (chunk: Buffer) => process.stdout.write(chunk));
await command.ended;
connection.close();
