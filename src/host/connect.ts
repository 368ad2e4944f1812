import { NodeSSH } from 'node-ssh';
import type { Client } from 'ssh2';
import { RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import { failureOf } from '../texts/failures/index.ts';
import type { ProgressMessage } from '../texts/index.ts';
import { findIdentities, type Identities } from './identities.ts';
import {
  findKnownKeys,
  fingerprint,
  hostKeyAlgorithms,
  judgeKey,
  type KnownKey,
  keyType,
  knownHostsName,
} from './known-hosts.ts';
import { openProxy, type ProxyWay, proxyFailure } from './proxy.ts';
import { resolveTarget, type SshTarget } from './ssh-config.ts';
import { unreachable } from './unreachable.ts';

/** An authenticated connection to a host. */
export type Connection = {
  readonly alias: string;
  readonly client: Client;
  /** Resolves when the connection is gone, with why where that is known. */
  readonly gone: Promise<string>;
  close(): void;
};

/** A connection that is quiet for four of these (milliseconds) is taken for lost. */
const KEEPALIVE_INTERVAL = 3000;

/** Tries the aliases in order; where none works, the error tells what happened at each. */
export async function connectHost(
  sshConfig: string,
  host: string,
  aliases: readonly string[],
  options: { signal?: AbortSignal; onProgress?: (said: ProgressMessage) => void } = {},
): Promise<Connection> {
  const failures: { alias: string; error: RoundtripError }[] = [];
  for (const alias of aliases) {
    options.signal?.throwIfAborted();
    try {
      return await connectAlias(sshConfig, alias, options.signal);
    } catch (error) {
      if (!(error instanceof RoundtripError)) throw error;
      failures.push({ alias, error });
      if (aliases.length > failures.length)
        options.onProgress?.({ key: 'progress.next-way', alias, failure: failureOf(error) });
    }
  }
  const [first] = failures;
  if (first === undefined) throw new RangeError(`host ${host} has no ssh alias`);
  if (failures.length === 1) throw first.error;
  const ways = failures.map(({ alias, error }) => ({ alias, failure: failureOf(error) }));
  throw unreachable(
    'host-unreachable',
    { at: 'host-by-every-way', host, ways },
    new AggregateError(failures.map(({ error }) => error)),
  );
}

async function connectAlias(sshConfig: string, alias: string, signal?: AbortSignal): Promise<Connection> {
  const target = await resolveTarget(sshConfig, alias);
  if (target.cannotHonour.length > 0) {
    throw unreachable('ssh-option-unsupported', { alias, options: target.cannotHonour });
  }
  const name = target.hostKeyAlias ?? target.hostname;
  // With HostKeyAlias the port is not part of the name (ssh_config(5)).
  const port = target.hostKeyAlias === undefined ? target.port : 22;
  const known = findKnownKeys(target.knownHostsFiles, name, port);
  const identities = findIdentities(target);
  const proxy = openProxy(target, sshConfig);
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
    authHandler: identities.methods,
    hostVerifier: (key: Buffer) => {
      const error = refuseKey(target, known, key, knownHostsName(name, port));
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
    return { alias, client, gone, close };
  } catch (error) {
    client?.destroy();
    await settle(proxy);
    proxy?.close();
    signal?.throwIfAborted();
    throw refusal.error ?? explain(error, target, identities, proxy);
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

/** Why the presented key must be refused; undefined where it is pinned. */
function refuseKey(
  target: SshTarget,
  known: readonly KnownKey[],
  key: Buffer,
  name: string,
): RoundtripError | undefined {
  const verdict = judgeKey(known, key);
  const { alias } = target;
  const shown = `${keyType(key)} ${fingerprint(key)}`;
  const file = target.knownHostsFiles[0] ?? '~/.ssh/known_hosts';
  switch (verdict.kind) {
    case 'known':
      return undefined;
    case 'unknown':
      return unreachable('host-key-unknown', {
        at: 'host',
        alias,
        name,
        shown,
        pin: pinCommand(target, file),
      });
    case 'changed':
      return unreachable('host-key-changed', {
        ...{ at: 'host', alias, name, shown },
        pinned: {
          ...{ file: verdict.pinned.file, line: verdict.pinned.line, type: verdict.pinned.type },
          fingerprint: fingerprint(Buffer.from(verdict.pinned.key, 'base64')),
        },
      });
    case 'revoked':
      return unreachable('host-key-revoked', { alias, shown, file: verdict.by.file, line: verdict.by.line });
    case 'authority-only':
      return unreachable('host-key-certificate-authority', {
        ...{ alias, file: verdict.authority.file, line: verdict.authority.line },
        pin: pinCommand(target, file),
      });
  }
}

function pinCommand(target: SshTarget, file: string): string {
  if (
    target.proxyCommand !== undefined ||
    target.proxyJump !== undefined ||
    target.hostKeyAlias !== undefined
  ) {
    return `ssh -o StrictHostKeyChecking=ask -o UserKnownHostsFile=${file} ${target.alias} true`;
  }
  return `ssh-keyscan -p ${target.port} ${target.hostname} >> ${file}`;
}

function explain(
  error: unknown,
  target: SshTarget,
  identities: Identities,
  proxy: ProxyWay | undefined,
): RoundtripError {
  const message = error instanceof Error ? error.message : String(error);
  const level = error instanceof Error && 'level' in error ? String(error.level) : '';
  const { alias, user, hostname, port } = target;
  const where = { alias, user, hostname, port };
  const said = printable(message, 200);
  if (level === 'client-authentication') {
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
