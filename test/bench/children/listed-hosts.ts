import { readFileSync } from 'node:fs';
import { nonceOf } from '../hosts/recording.ts';
import { type KeyPair, startSshServer } from '../hosts/ssh-server.ts';

/** An SSH server whose hosts all list what one host listed: the file holds its keys, that transcript, and the mark in it. */
type Listed = { transcript: string; nonce: string; hostKey: KeyPair; clientKey: KeyPair };

const listed: Listed = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const { transcript, nonce, hostKey, clientKey } = listed;

const server = await startSshServer(hostKey, clientKey, (user, command, channel) => {
  channel.on('error', () => undefined);
  // The client sends the program: what it says is not looked at.
  channel.resume();
  const text = transcript.replaceAll(`@@ROUNDTRIP ${nonce} `, `@@ROUNDTRIP ${nonceOf(command)} `);
  channel.write(text.replace(/( host )\S+/, `$1${user}`));
  channel.exit(0);
  channel.end();
});
console.log(server.port);
