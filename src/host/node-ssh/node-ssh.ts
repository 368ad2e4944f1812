import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { NodeSSH } from 'node-ssh';
import type { Client, ClientChannel } from 'ssh2';
import type { RoundtripError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { inTime } from '../clock.ts';
import type { CommandEnd, Connection, ConnectOptions, RemoteCommand, SshTransport } from '../connection.ts';
import { knownKeysOf, refuseHostKey } from '../host-key-refusal.ts';
import { findIdentities, type Identities } from '../identities.ts';
import { fingerprint, hostKeyAlgorithms, keyType } from '../known-hosts.ts';
import { proxyFailure } from '../proxy-failure.ts';
import { resolveTarget, type SshTarget } from '../ssh-config.ts';
import { unreachable } from '../unreachable.ts';
import { Login } from './login.ts';
import { openProxy, type ProxyWay } from './proxy.ts';

/** A connection that is quiet for four of these (milliseconds) is taken for lost. */
const KEEPALIVE_INTERVAL = 3000;
/** A channel's end can come a moment before that of its connection (milliseconds). */
const SETTLING = 50;

/** SSH by a library: each connection is a new one. */
export function nodeSsh(config: string): SshTransport {
  return { config, connect: (alias, options = {}) => connect(config, alias, options) };
}

async function connect(config: string, alias: string, { signal }: ConnectOptions): Promise<Connection> {
  const target = await resolveTarget(config, alias);
  if (target.cannotHonour.length > 0) {
    throw unreachable('ssh-option-unsupported', { alias, options: target.cannotHonour });
  }
  const known = knownKeysOf(target);
  const identities = findIdentities(target);
  const login = new Login(identities.methods);
  const proxy = openProxy(target, config);
  const refusal: { error?: RoundtripError } = {};
  const ssh = new NodeSSH();
  const connecting = ssh.connect({
    username: target.user,
    ...(proxy === undefined ? { host: target.hostname, port: target.port } : { sock: proxy.stream }),
    ...(target.addressFamily === 4 ? { forceIPv4: true } : {}),
    ...(target.addressFamily === 6 ? { forceIPv6: true } : {}),
    readyTimeout: target.connectTimeout,
    keepaliveInterval: KEEPALIVE_INTERVAL,
    keepaliveCountMax: 3,
    algorithms: { serverHostKey: hostKeyAlgorithms(known) as never[] },
    authHandler: login.next,
    hostVerifier: (key: Buffer) => {
      const presented = { type: keyType(key), fingerprint: fingerprint(key) };
      const error = refuseHostKey(target, known, presented);
      if (error !== undefined) refusal.error = error;
      return error === undefined;
    },
  });
  const client = ssh.connection;
  const gone = client ? watchClient(client) : Promise.resolve('');
  const abort = () => client?.destroy();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await connecting;
    if (!client) throw new RangeError('node-ssh has no client after connecting');
    const close = () => {
      client.end();
      proxy?.close();
    };
    return { alias, run: (command) => runCommand(client, gone, command), close };
  } catch (error) {
    client?.destroy();
    await settle(proxy);
    proxy?.close();
    signal?.throwIfAborted();
    throw refusal.error ?? explain(error, target, identities, login, proxy);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** A proxy's complaint can come a moment after its end of the stream. */
async function settle(proxy: ProxyWay | undefined): Promise<void> {
  if (proxy !== undefined) await new Promise((resolve) => setTimeout(resolve, 50));
}

function watchClient(client: Client): Promise<string> {
  return new Promise((resolve) => {
    let why = '';
    client.on('error', (error) => {
      why = error.message;
    });
    client.on('close', () => resolve(why));
  });
}

function runCommand(client: Client, gone: Promise<string>, command: string): Promise<RemoteCommand> {
  return new Promise((resolve) => {
    client.exec(command, (error, channel) => {
      if (error) return resolve(refused(printable(error.message, 200)));
      channel.on('error', () => undefined);
      const ended = endOf(channel, gone);
      const close = () => channel.close();
      resolve({ input: channel, output: channel, errors: channel.stderr, ended, close });
    });
  });
}

function refused(said: string): RemoteCommand {
  const ended = Promise.resolve({ kind: 'refused', said } as const);
  const input = new PassThrough().resume();
  return { input, output: Readable.from([]), errors: Readable.from([]), ended, close: () => undefined };
}

/** Without a status where a signal ended it, or where the connection has. */
async function endOf(channel: ClientChannel, gone: Promise<string>): Promise<CommandEnd> {
  const lost = gone.then((why): CommandEnd => ({ kind: 'lost', why }));
  const closed = once(channel, 'close').then(async ([status]): Promise<CommandEnd> => {
    if (typeof status === 'number') return { kind: 'exit', status };
    return (await inTime(lost, SETTLING)) ?? { kind: 'exit', status: null };
  });
  return Promise.race([closed, lost]);
}

function explain(
  error: unknown,
  target: SshTarget,
  identities: Identities,
  login: Login,
  proxy: ProxyWay | undefined,
): RoundtripError {
  const message = error instanceof Error ? error.message : String(error);
  const level = error instanceof Error && 'level' in error ? String(error.level) : '';
  const { alias, user, hostname, port } = target;
  const where = { alias, user, hostname, port };
  const said = printable(message, 200);
  if (level === 'client-authentication') {
    if (login.wants !== undefined)
      return unreachable('login-needs-person', { ...where, asked: { kind: login.wants } }, error);
    const offered = identities.methods.length > 0;
    const facts = { ...where, at: 'host', offered, unusable: identities.unusable } as const;
    return unreachable('authentication-failed', facts, error);
  }
  if (proxy !== undefined && (proxy.complaint() !== '' || level !== 'handshake')) {
    if (level !== 'client-timeout' || proxy.complaint() !== '')
      return proxyFailure(target, proxy.complaint());
  }
  if (level === 'handshake' || /no matching/i.test(message)) {
    return unreachable('ssh-negotiation-failed', { ...where, said }, error);
  }
  const isNameUnknown = level === 'client-dns' || /ENOTFOUND|EAI_AGAIN/.test(message);
  const elsewise = isNameUnknown ? 'name-unknown' : { said };
  const because = level === 'client-timeout' ? { seconds: target.connectTimeout / 1000 } : elsewise;
  return unreachable('host-unreachable', { ...where, at: 'host', because }, error);
}
