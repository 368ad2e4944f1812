import { spawnSync } from 'node:child_process';
import { type Ended, runCommand } from '../fresh/run-command.ts';
import { BASE_IMAGES } from './base-images.ts';
import type { Docker } from './docker.ts';

/** docker-compose.yml in a copy of the project, under a project name of its own. */
export type Composition = {
  directory: string;
  environment: NodeJS.ProcessEnv;
  /** Runs it to its end, and throws what it said where it fails. */
  compose(...args: string[]): Promise<string>;
  /** Runs it to its end, with more or (undefined) fewer variables. */
  attempt(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Ended>;
  docker(...args: string[]): Promise<string>;
  /** A command of the documents, in a shell; `docker compose` is the one that is here. */
  shell(script: string): Promise<string>;
  /** Removes containers, networks and volumes of the project. */
  remove(): Promise<void>;
};

export const PROJECT = 'roundtrip-containers';

/** docker-compose, or the plugin of docker. */
function program(): [string, ...string[]] {
  const own = spawnSync('docker-compose', ['version'], { stdio: 'ignore' });
  return own.status === 0 ? ['docker-compose'] : ['docker', 'compose'];
}

export function composition(directory: string, docker: Docker, signal: AbortSignal): Composition {
  const [name, ...words] = program();
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...docker.environment,
    ...BASE_IMAGES,
    COMPOSE_PROJECT_NAME: PROJECT,
    POSTGRES_PASSWORD: 'owner1',
    BOT_PASSWORD: 'bot1',
  };
  const options = { environment, cwd: directory, signal };
  const must = async (command: readonly [string, ...string[]]) => {
    const { status, output } = await runCommand(command, options);
    if (status !== 0) throw new Error(`${command.join(' ')}:\n${output.split('\n').slice(-40).join('\n')}`);
    return output;
  };
  const attempt = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    runCommand([name, ...words, ...args], { ...options, environment: { ...environment, ...more } });
  return {
    directory,
    environment,
    compose: (...args) => must([name, ...words, ...args]),
    attempt,
    docker: (...args) => must(['docker', ...args]),
    shell: (script) =>
      must(['sh', '-euc', script.replaceAll('docker compose', [name, ...words, '--profile lab'].join(' '))]),
    async remove() {
      // Also where this run was interrupted.
      await runCommand([name, ...words, '--profile', 'lab', 'down', '--volumes', '--remove-orphans'], {
        environment,
        cwd: directory,
      });
    },
  };
}

/** What Docker says of a service's container. */
export type ContainerState = { startedAt: string; restarts: number; health: string; failures: string[] };

export async function containerOf({ compose }: Composition, service: string): Promise<string> {
  return (await compose('ps', '-q', service)).trim();
}

export async function stateOf(composed: Composition, service: string): Promise<ContainerState> {
  const [found] = JSON.parse(await composed.docker('inspect', await containerOf(composed, service)));
  const log: { ExitCode: number; Output: string }[] = found.State.Health?.Log ?? [];
  return {
    startedAt: found.State.StartedAt,
    restarts: found.RestartCount,
    health: found.State.Health?.Status ?? found.State.Status,
    failures: log.filter(({ ExitCode }) => ExitCode !== 0).map(({ Output }) => Output.trim()),
  };
}
