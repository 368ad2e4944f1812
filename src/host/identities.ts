import { existsSync, readFileSync } from 'node:fs';
import ssh2, { type AnyAuthMethod, type BaseAgent, type ParsedKey, type PublicKey } from 'ssh2';
import type { SshTarget } from './ssh-config.ts';

/** What can be tried to authenticate, and what was found on the way that cannot be. */
export type Identities = {
  readonly methods: AnyAuthMethod[];
  /** In words: `~/.ssh/id_ed25519 is encrypted` … */
  readonly unusable: readonly string[];
};

/** OpenSSH's order: keys of the agent, then files; a server gives up after a few (MaxAuthTries). */
export function findIdentities(target: SshTarget): Identities {
  const methods: AnyAuthMethod[] = [];
  const unusable: string[] = [];
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
    } else unusable.push(`the agent's socket ${target.agentSocket} does not exist`);
  }
  return { methods: [...methods, ...files], unusable };
}

function readIdentity(file: string): { privateKey?: ParsedKey; publicKey?: ParsedKey; unusable?: string } {
  const publicText = readText(`${file}.pub`);
  const publicKey = publicText === undefined ? undefined : parse(publicText);
  const known = publicKey instanceof Error || publicKey === undefined ? {} : { publicKey };
  if (publicText?.startsWith('sk-')) {
    return { ...known, unusable: `${file} is on a security key (sk-*), which is not supported` };
  }
  if (existsSync(`${file}-cert.pub`)) {
    return { ...readPrivate(file, known), unusable: `the certificate ${file}-cert.pub is not supported` };
  }
  return readPrivate(file, known);
}

function readPrivate(
  file: string,
  known: { publicKey?: ParsedKey },
): { privateKey?: ParsedKey; publicKey?: ParsedKey; unusable?: string } {
  const text = readText(file);
  if (text === undefined) {
    return existsSync(file) ? { ...known, unusable: `${file} cannot be read by this user` } : known;
  }
  const key = parse(text);
  if (!(key instanceof Error)) {
    return key.isPrivateKey() ? { publicKey: key, privateKey: key } : { publicKey: key };
  }
  if (/encrypted/i.test(key.message)) {
    return { ...known, unusable: `${file} is encrypted: add it to an ssh agent (ssh-add ${file})` };
  }
  return { ...known, unusable: `${file} is not a private key that is supported (${key.message})` };
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
