import { homedir, hostname, userInfo } from 'node:os';
import { EXIT } from '../errors.ts';
import { printable } from '../printable.ts';
import { failed, type UnsupportedOption } from '../texts/failures/index.ts';
import { askSsh } from './ask-ssh.ts';

/** How OpenSSH's client would connect to an alias, as far as we look at it. Paths and tokens are expanded. */
export type SshTarget = {
  readonly alias: string;
  readonly hostname: string;
  readonly port: number;
  readonly user: string;
  /** Existing or not; in the order in which they are tried. */
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  readonly certificateFiles: readonly string[];
  /** Socket of the agent; absent = none. */
  readonly agentSocket?: string;
  readonly proxyCommand?: string;
  readonly proxyJump?: string;
  /** User's and global files, in the order in which they are read. */
  readonly knownHostsFiles: readonly string[];
  /** What the host's key is looked up under instead of its name. */
  readonly hostKeyAlias?: string;
  /** Milliseconds. */
  readonly connectTimeout: number;
  readonly addressFamily?: 4 | 6;
  /** A socket where a connection that is shared may listen, whether one is made there, and whether it outlives its first session. */
  readonly control?: { readonly path: string; readonly isMaster: boolean; readonly persists: boolean };
  /** What it asks for, and a library cannot do. */
  readonly cannotHonour: readonly UnsupportedOption[];
};

const ALIAS = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;
const DEFAULT_CONNECT_TIMEOUT = 10_000;

/**
 * Asks OpenSSH itself, so that Include, Match and tokens are its own.
 * Throws `ssh-client-missing`, `ssh-config-invalid` or `host-name-invalid`.
 */
export async function resolveTarget(sshConfig: string, alias: string): Promise<SshTarget> {
  if (!ALIAS.test(alias)) {
    throw failed('host-name-invalid', { name: printable(alias) }, { exitStatus: EXIT.usage });
  }
  return readTarget(alias, await askSsh(sshConfig, alias));
}

function readTarget(alias: string, output: string): SshTarget {
  const settings = new Map<string, string[]>();
  for (const line of output.split('\n')) {
    const space = line.indexOf(' ');
    if (space <= 0) continue;
    const key = line.slice(0, space).toLowerCase();
    settings.set(key, [...(settings.get(key) ?? []), line.slice(space + 1).trim()]);
  }
  const one = (key: string): string | undefined => {
    const value = settings.get(key)?.[0];
    return value === undefined || value === 'none' || value === '' ? undefined : value;
  };
  const hostName = one('hostname') ?? alias;
  const port = Number(one('port') ?? 22);
  const user = one('user') ?? userInfo().username;
  const expand = (text: string) => expandTokens(text, { alias, hostName, port, user });
  const files = (key: string) => (settings.get(key) ?? []).flatMap(splitFiles).map(expand);
  const seconds = Number(one('connecttimeout'));
  const agent = one('identityagent') ?? 'SSH_AUTH_SOCK';
  const agentSocket = agentOf(settings.get('identityagent')?.[0] === 'none' ? 'none' : agent, expand);
  const proxyCommand = one('proxycommand');
  const proxyJump = one('proxyjump');
  const hostKeyAlias = one('hostkeyalias');
  const family = one('addressfamily');
  const certificates = (settings.get('certificatefile') ?? []).filter((file) => file !== 'none').map(expand);
  const controlPath = one('controlpath');
  const isSet = (key: string) => !['no', 'false', undefined].includes(one(key));
  const provider = one('pkcs11provider');
  return {
    alias,
    hostname: hostName,
    port,
    user,
    identityFiles: (settings.get('identityfile') ?? []).filter((file) => file !== 'none').map(expand),
    identitiesOnly: one('identitiesonly') === 'yes',
    certificateFiles: certificates,
    ...(agentSocket === undefined ? {} : { agentSocket }),
    ...(proxyCommand === undefined ? {} : { proxyCommand: expand(proxyCommand) }),
    ...(proxyJump === undefined ? {} : { proxyJump }),
    knownHostsFiles: [...files('userknownhostsfile'), ...files('globalknownhostsfile')],
    ...(hostKeyAlias === undefined ? {} : { hostKeyAlias }),
    connectTimeout: seconds > 0 ? seconds * 1000 : DEFAULT_CONNECT_TIMEOUT,
    ...(family === 'inet' ? { addressFamily: 4 as const } : {}),
    ...(family === 'inet6' ? { addressFamily: 6 as const } : {}),
    ...(controlPath === undefined
      ? {}
      : {
          control: {
            path: controlPath,
            isMaster: isSet('controlmaster'),
            persists: isSet('controlpersist'),
          },
        }),
    cannotHonour: [
      ...certificates.map((file) => ({ kind: 'certificate', file }) as const),
      ...(provider === undefined ? [] : [{ kind: 'pkcs11', provider } as const]),
      ...(one('hostbasedauthentication') === 'yes' ? [{ kind: 'host-based' } as const] : []),
      ...(one('knownhostscommand') === undefined ? [] : [{ kind: 'known-hosts-command' } as const]),
    ],
  };
}

function agentOf(setting: string, expand: (text: string) => string): string | undefined {
  if (setting === 'none') return undefined;
  const socket = setting === 'SSH_AUTH_SOCK' ? process.env['SSH_AUTH_SOCK'] : expand(setting);
  if (socket?.startsWith('$')) return process.env[socket.slice(1)];
  return socket || undefined;
}

/** Several files stand on one line; one with a space in its name is in double quotes. */
function splitFiles(text: string): string[] {
  return (text.match(/"[^"]*"|\S+/g) ?? [])
    .map((file) => file.replace(/^"|"$/g, ''))
    .filter((file) => file !== 'none');
}

/** The tokens of ssh_config(5) that `ssh -G` leaves as they are, `~` and `${VARIABLE}`. */
function expandTokens(
  text: string,
  target: { alias: string; hostName: string; port: number; user: string },
): string {
  const tokens: Record<string, string> = {
    '%': '%',
    d: homedir(),
    h: target.hostName,
    i: String(userInfo().uid),
    k: target.hostName,
    L: hostname().split('.')[0] ?? '',
    l: hostname(),
    n: target.alias,
    p: String(target.port),
    r: target.user,
    u: userInfo().username,
  };
  return text
    .replace(/^~(?=\/|$)/, homedir())
    .replace(/\$\{(\w+)\}/g, (_, name: string) => process.env[name] ?? '')
    .replace(/%(.)/g, (whole, token: string) => tokens[token] ?? whole);
}
