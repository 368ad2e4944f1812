import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { Lab } from './lab.ts';
import { MANAGEMENT } from './network-commands.ts';
import { netcatCommand } from './requirements.ts';
import { commonBlock, type SshFiles } from './ssh-files.ts';
import { sshAddress, type Topology } from './topology.ts';

/** The lab's sshds, each at a port of this machine's loopback. */
export interface SshRelay {
  /** An OpenSSH client configuration for whoever reaches that loopback and has these files. */
  sshConfig(files: Pick<SshFiles, 'identity' | 'knownHosts'>): string;
  stop(): Promise<void>;
}

/**
 * For a client that can enter no namespace, being no root or in another container: each connection to a node's port goes on from
 * the management namespace, as the client's of the lab's own configuration do, so that the node sees the same.
 */
export async function relaySsh(lab: Lab, topology: Topology): Promise<SshRelay> {
  const netcat = await netcatCommand();
  const servers: Server[] = [];
  const blocks: string[] = [];
  for (const [name, node] of Object.entries(topology.nodes)) {
    const address = sshAddress(node);
    if (address === undefined) continue;
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const node = lab.pipe(MANAGEMENT, [...netcat, address, '22']);
      // Whichever end is lost takes the other along: that is what the client has to see.
      void pipeline(socket, node, socket).catch(() => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    servers.push(server);
    blocks.push(
      [
        `Host ${name}`,
        '  HostName 127.0.0.1',
        `  Port ${port}`,
        `  HostKeyAlias ${name}`,
        '  User root',
      ].join('\n'),
    );
  }
  return {
    sshConfig: (files) => `${[...blocks, commonBlock(files)].join('\n\n')}\n`,
    async stop() {
      for (const server of servers) server.close();
    },
  };
}
