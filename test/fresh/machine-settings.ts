import { execFileSync } from 'node:child_process';

/** What names a way to the registry, and the certificates on it. */
const PASSED_ON = /^(?:https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_(?:file|dir)|npm_config_cache)$/i;

/**
 * The variables of a user who has just logged in on a machine of this kind: the way to the registry is this machine's,
 * and nothing else of this process's environment is passed on.
 */
export function userEnvironment(): Record<string, string> {
  const environment: Record<string, string> = { LANG: 'C.UTF-8', npm_config_update_notifier: 'false' };
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && PASSED_ON.test(name)) environment[name] = value;
  }
  for (const name of ['registry', 'cafile']) {
    const value = execFileSync('npm', ['config', 'get', name], { encoding: 'utf8', cwd: '/' }).trim();
    if (value !== '' && value !== 'null' && value !== 'undefined') environment[`npm_config_${name}`] = value;
  }
  return environment;
}

/** Files of this machine that the environment names: certificates that another root lacks. */
export function namedFiles(environment: Readonly<Record<string, string>>): string[] {
  const names = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'npm_config_cafile'];
  return [...new Set(names.flatMap((name) => environment[name] ?? []))];
}
