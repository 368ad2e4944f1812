import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/index.ts';
import type { Lab } from '../../src/demo/lab/index.ts';
import { RoundtripError } from '../../src/errors.ts';
import { createHosts } from '../../src/host/index.ts';
import type { Watch } from '../../src/triage/index.ts';

/** A ping to server-b's eth1 from server-a, unless said otherwise. */
export function pingFromServerA(change: Partial<Watch> = {}): Watch {
  return {
    host: 'server-b',
    interface: 'eth1',
    probeFrom: 'server-a',
    protocol: 'icmp',
    seconds: 5,
    packets: 50,
    ...change,
  };
}

/** The hosts of a lab, by its own configuration. */
export function labHosts(lab: Lab, transport: 'node-ssh' | 'openssh' = 'node-ssh') {
  const config = loadConfig({ file: lab.configFile });
  return createHosts({ ...config, ssh: { ...config.ssh, transport } });
}

/** An ssh configuration of one's own that begins with these lines and then includes the lab's. */
export function ownSshConfig(
  lab: Lab,
  lines: readonly string[],
  transport: 'node-ssh' | 'openssh' = 'node-ssh',
) {
  const directory = mkdtempSync(join(tmpdir(), 'ssh-config-'));
  const config = join(directory, 'config');
  writeFileSync(
    config,
    `${lines.join('\n').replaceAll('HERE', directory)}\nHost *\n  Include ${lab.sshConfigFile}\n`,
  );
  const knownHosts = join(directory, 'known_hosts');
  cpSync(join(lab.directory, 'ssh/known_hosts'), knownHosts);
  return {
    directory,
    knownHosts,
    pinned: () => readFileSync(knownHosts, 'utf8'),
    makeKey: (name: string, passphrase = '') =>
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', join(directory, name)]),
    hosts: createHosts({
      ssh: { config, transport },
      hosts: {
        'server-a': { apply: true },
        'server-b': { apply: true },
        'server-x': { apply: true, via: ['nowhere', 'server-b'] },
      },
    }),
    remove: () => rmSync(directory, { recursive: true }),
  };
}

/** The error that the work ends with. */
export async function failureOf(work: Promise<unknown>): Promise<RoundtripError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof RoundtripError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
