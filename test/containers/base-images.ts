import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../cli/run-roundtrip.ts';
import { makeBase } from '../fresh/clean-root.ts';
import { userEnvironment } from '../fresh/machine-settings.ts';
import { runCommand } from '../fresh/run-command.ts';
import { installToolchain } from '../fresh/toolchain.ts';
import type { Docker } from './docker.ts';

/** Images made on this machine, where none can be pulled; what docker-compose.yml is told in place of the official ones. */
export const BASE_IMAGES = { NODE_IMAGE: 'roundtrip-base:node', POSTGRES_IMAGE: 'roundtrip-base:postgres' };

const NPM = '11.19.1';
const IMAGES = new URL('./images/', import.meta.url).pathname;

/** Makes those that are not there: Debian by debootstrap, with the pinned Node, or with Debian's PostgreSQL. */
export async function makeBaseImages(docker: Docker, signal: AbortSignal): Promise<void> {
  const environment = { ...process.env, ...docker.environment };
  const run = async (command: readonly [string, ...string[]]) => {
    const { status, output } = await runCommand(command, { environment, signal });
    if (status !== 0) throw new Error(`${command.join(' ')}:\n${output.split('\n').slice(-30).join('\n')}`);
    return output;
  };
  const exists = async (image: string) =>
    (await runCommand(['docker', 'image', 'inspect', image], { environment, signal })).status === 0;
  const build = (image: string, directory: string) => run(['docker', 'build', '--tag', image, directory]);

  const directory = mkdtempSync('/var/tmp/roundtrip-images-');
  try {
    if (!(await exists('roundtrip-base:debian'))) await importDebian(directory, run, signal);
    if (!(await exists(BASE_IMAGES.POSTGRES_IMAGE)))
      await build(BASE_IMAGES.POSTGRES_IMAGE, join(IMAGES, 'postgres'));
    if (!(await exists(BASE_IMAGES.NODE_IMAGE))) {
      const context = join(directory, 'node');
      await installToolchain(context, { node: pinnedVersion(), npm: NPM }, userEnvironment(), signal);
      cpSync(join(IMAGES, 'node', 'Dockerfile'), join(context, 'Dockerfile'));
      await build(BASE_IMAGES.NODE_IMAGE, context);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The smallest Debian of this machine's release; how this machine reaches the registries becomes the image's own. */
async function importDebian(
  directory: string,
  run: (command: readonly [string, ...string[]]) => Promise<string>,
  signal: AbortSignal,
): Promise<void> {
  const downloads = { npm: join(directory, 'npm'), apt: join(directory, 'apt') };
  for (const path of Object.values(downloads)) mkdirSync(path);
  const base = join(directory, 'debian');
  const environment = userEnvironment();
  await makeBase({ base, downloads, environment, signal });
  const changes = Object.entries(environment).flatMap(([name, value]) => [
    '--change',
    `ENV ${name}=${value}`,
  ]);
  const archive = join(directory, 'debian.tar');
  await run(['tar', '-C', base, '--numeric-owner', '-cf', archive, '.']);
  await run(['docker', 'import', ...changes, archive, 'roundtrip-base:debian']);
}

function pinnedVersion(): string {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return optionalDependencies[`node-linux-${process.arch}`];
}
