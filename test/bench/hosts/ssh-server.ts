import ssh2, { type ServerChannel } from 'ssh2';

/** A key pair as OpenSSH has it. */
export type KeyPair = { private: string; public: string };

export type SshServer = { port: number; close(): Promise<void> };

/** Runs what a user of it wants run, in whatever way. */
export type Run = (user: string, command: string, channel: ServerChannel) => void;

/** An SSH server on loopback that lets in whoever has the client's key; the user's name tells which host is meant. */
export async function startSshServer(hostKey: KeyPair, clientKey: KeyPair, run: Run): Promise<SshServer> {
  const allowed = ssh2.utils.parseKey(clientKey.public);
  if (allowed instanceof Error) throw allowed;
  const connections = new Set<ssh2.Connection>();
  const server = new ssh2.Server({ hostKeys: [hostKey.private] }, (connection) => {
    connections.add(connection);
    let user = '';
    connection.on('error', () => undefined);
    connection.on('close', () => connections.delete(connection));
    connection.on('authentication', (attempt) => {
      user = attempt.username;
      const knows = attempt.method === 'publickey' && attempt.key.data.equals(allowed.getPublicSSH());
      if (!knows) return attempt.reject(['publickey']);
      const { signature, blob, hashAlgo } = attempt;
      if (signature === undefined || blob === undefined) return attempt.accept();
      if (allowed.verify(blob, signature, hashAlgo) === true) attempt.accept();
      else attempt.reject();
    });
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => run(user, command, acceptExec()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        for (const connection of connections) connection.end();
        server.close(() => resolve());
      }),
  };
}

export function newKeyPair(): KeyPair {
  return ssh2.utils.generateKeyPairSync('ed25519');
}
