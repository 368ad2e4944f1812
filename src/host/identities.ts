import { existsSync, readFileSync } from 'node:fs';
import ssh2, { type AnyAuthMethod, type BaseAgent, type ParsedKey, type PublicKey } from 'ssh2';
import type { UnusableIdentity } from '../texts/failures/index.ts';
import type { SshTarget } from './ssh-config.ts';

/** What can be tried to authenticate, and what was found on the way that cannot be. */
export type Identities = {
  readonly methods: AnyAuthMethod[];
  readonly unusable: readonly UnusableIdentity[];
};

/** OpenSSH's order: keys of the agent, then files; a server gives up after a few (MaxAuthTries). */
export function findIdentities(target: SshTarget): Identities {
  const methods: AnyAuthMethod[] = [];
  const unusable: UnusableIdentity[] = [];
  const files: AnyAuthMethod[] = [];
  const wanted: ParsedKey[] = [];
  for (const file of target.identityFiles) {
    const identity = readIdentity(file);
    if (identity.publicKey) wanted.push(identity.publicKey);
    if (identity.unusable) unusable.push(identity.unusable);
    if (identity.privateKey) {
      files.push({ type: 'publickey', username: target.user, key: identity.privateKey });
    }
  }
  if (target.agentSocket !== undefined) {
    if (existsSync(target.agentSocket)) {
      const agent = ssh2.createAgent(target.agentSocket);
      const limited = target.identitiesOnly ? limitAgent(agent, wanted) : agent;
      methods.push({ type: 'agent', username: target.user, agent: limited });
    } else unusable.push({ kind: 'no-agent', socket: target.agentSocket });
  }
  return { methods: [...methods, ...files], unusable };
}

type Identity = { privateKey?: ParsedKey; publicKey?: ParsedKey; unusable?: UnusableIdentity };

function readIdentity(file: string): Identity {
  const publicText = readText(`${file}.pub`);
  const publicKey = publicText === undefined ? undefined : parse(publicText);
  const known = publicKey instanceof Error || publicKey === undefined ? {} : { publicKey };
  if (publicText?.startsWith('sk-')) {
    return { ...known, unusable: { kind: 'security-key', file } };
  }
  if (existsSync(`${file}-cert.pub`)) {
    return { ...readPrivate(file, known), unusable: { kind: 'certificate', file: `${file}-cert.pub` } };
  }
  return readPrivate(file, known);
}

function readPrivate(file: string, known: { publicKey?: ParsedKey }): Identity {
  const text = readText(file);
  if (text === undefined) {
    return existsSync(file) ? { ...known, unusable: { kind: 'unreadable', file } } : known;
  }
  const key = parse(text);
  if (!(key instanceof Error)) {
    return key.isPrivateKey() ? { publicKey: key, privateKey: key } : { publicKey: key };
  }
  if (/encrypted/i.test(key.message)) {
    return { ...known, unusable: { kind: 'encrypted', file } };
  }
  return { ...known, unusable: { kind: 'unsupported', file, said: key.message } };
}

function parse(text: string): ParsedKey | Error {
  const parsed: unknown = ssh2.utils.parseKey(text);
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  return first instanceof Error ? first : (first as ParsedKey);
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** `IdentitiesOnly yes`: of the agent's keys only those that an IdentityFile names. */
function limitAgent(agent: BaseAgent, wanted: readonly ParsedKey[]): BaseAgent {
  const allowed = new Set(wanted.map((key) => key.getPublicSSH().toString('base64')));
  const inner = agent.getIdentities.bind(agent);
  agent.getIdentities = (callback) => {
    inner((error, keys) => {
      if (error) return callback(error);
      callback(
        undefined,
        (keys ?? []).filter((key) => allowed.has(publicBlob(key))),
      );
    });
  };
  return agent;
}

function publicBlob(key: ParsedKey | Buffer | PublicKey | string | object): string {
  if (Buffer.isBuffer(key)) return key.toString('base64');
  if (typeof key === 'object' && 'getPublicSSH' in key && typeof key.getPublicSSH === 'function') {
    return (key as ParsedKey).getPublicSSH().toString('base64');
  }
  return '';
}
