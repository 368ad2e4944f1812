import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepFirewall } from './firewall.ts';

/** A Docker daemon: the one that runs here, or one of its own. */
export type Docker = {
  /** What names it to docker and docker-compose. */
  environment: Readonly<Record<string, string>>;
  told: string;
  /** Ends the one that was started for this. */
  stop(): Promise<void>;
};

/** Where a daemon of its own keeps its images, so that the next run finds them. */
const DIRECTORY = '/var/tmp/roundtrip-containers';
const STARTS_WITHIN_MS = 60_000;

const answers = (environment: Readonly<Record<string, string>>) =>
  spawnSync('docker', ['info'], { env: { ...process.env, ...environment }, stdio: 'ignore' }).status === 0;

/** @throws Error where none runs and none can be started */
export async function reachDocker(): Promise<Docker> {
  const builder = spawnSync('docker', ['buildx', 'version'], { stdio: 'ignore' });
  const builds: Record<string, string> = builder.status === 0 ? {} : { DOCKER_BUILDKIT: '0' };
  if (answers({}))
    return { environment: builds, told: 'the Docker that runs here', stop: async () => undefined };

  mkdirSync(DIRECTORY, { recursive: true, mode: 0o711 });
  const environment = { ...builds, DOCKER_HOST: `unix://${join(DIRECTORY, 'docker.sock')}` };
  const restoreFirewall = keepFirewall();
  const logFile = join(DIRECTORY, 'dockerd.log');
  const log = openSync(logFile, 'w');
  const places = ['--data-root', 'data', '--exec-root', 'exec', '--pidfile', 'pid'];
  const absolute = places.map((word) => (word.startsWith('--') ? word : join(DIRECTORY, word)));
  // A session of its own: what interrupts this run must leave it to remove its containers.
  const daemon = spawn('dockerd', [...absolute, '--host', environment.DOCKER_HOST], {
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  let ended = false;
  daemon.once('exit', () => {
    ended = true;
  });
  daemon.once('error', () => {
    ended = true;
  });
  const stop = async () => {
    daemon.kill('SIGTERM');
    while (!ended) await sleep(100);
    restoreFirewall();
  };
  const deadline = Date.now() + STARTS_WITHIN_MS;
  while (!answers(environment)) {
    if (ended || Date.now() > deadline) {
      await stop();
      throw new Error(`dockerd did not start: ${logFile} tells why`);
    }
    await sleep(300);
  }
  return { environment, told: 'a Docker of its own', stop };
}

/** Removes the images of a daemon of its own; it must not run. */
export function forgetImages(): void {
  rmSync(DIRECTORY, { recursive: true, force: true });
}
