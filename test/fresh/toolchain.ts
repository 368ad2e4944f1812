import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Combination } from './combinations.ts';
import { runCommand } from './run-command.ts';

const OUT_OF_REACH = /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT)\b/;

/** The registry could not be asked. */
export class RegistryOutOfReach extends Error {}

/**
 * A Node and an npm in the places where an installation from nodejs.org has them, below `directory`; they are
 * downloaded with this machine's npm.
 * @returns the directory for the search path
 * @throws RegistryOutOfReach
 */
export async function installToolchain(
  directory: string,
  { node, npm }: Combination,
  environment: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<string> {
  const download = join(directory, 'download');
  const nodePackage = `node-linux-${process.arch}`;
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  mkdirSync(download, { recursive: true });
  const { status, output } = await runCommand(
    ['npm', 'install', '--prefix', download, ...flags, `${nodePackage}@${node}`, `npm@${npm}`],
    { environment: { ...process.env, ...environment }, cwd: download, ...(signal && { signal }) },
  );
  if (status !== 0) {
    const message = `Node ${node} and npm ${npm} could not be downloaded:\n${output}`;
    throw OUT_OF_REACH.test(output) ? new RegistryOutOfReach(message) : new Error(message);
  }

  const binaries = join(directory, 'bin');
  mkdirSync(binaries);
  cpSync(join(download, 'node_modules', nodePackage, 'bin', 'node'), join(binaries, 'node'));
  const npmDirectory = join(directory, 'lib', 'node_modules', 'npm');
  mkdirSync(dirname(npmDirectory), { recursive: true });
  renameSync(join(download, 'node_modules', 'npm'), npmDirectory);
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(binaries, name));
  }
  rmSync(download, { recursive: true });
  return binaries;
}
