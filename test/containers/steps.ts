import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../cli/run-roundtrip.ts';
import { BASE_IMAGES } from './base-images.ts';
import { type Composition, containerOf, PROJECT, stateOf } from './composition.ts';
import { documented, forLab } from './documented.ts';
import { expect } from './expect.ts';
import { peopleAt } from './people.ts';
import { startPrometheus } from './prometheus.ts';
import { ask, playStory } from './story.ts';

/** What docker-compose.yml publishes. */
const PAGE = `http://127.0.0.1:${process.env['LAB_PORT'] ?? 3939}`;
const HEALTHY_WITHIN_MS = 120_000;
const OURS = `label=com.docker.compose.project=${PROJECT}`;
const LAB = ['lab', 'lab-postgres', 'lab-bot'] as const;

/** Without what it needs it says so and starts nothing that goes on. */
export async function refusals(composed: Composition): Promise<string> {
  for (const name of ['POSTGRES_PASSWORD', 'BOT_PASSWORD']) {
    const { status, output } = await composed.attempt(['up', '-d', 'bot'], { [name]: undefined });
    expect(`without ${name}`, [status === 0, output.includes('set it to the password of')], [false, true]);
  }
  const deploy = join(composed.directory, 'deploy');
  const { uid, gid, mode } = statSync(deploy);
  const { status } = await composed.attempt(['up', '-d', 'bot']);
  const said = await composed.compose('logs', '--no-color', 'migrate');
  expect('without roundtrip.yaml', status === 0, false);
  expect(
    'what is said of it',
    /There is no configuration file \/etc\/roundtrip\/roundtrip\.yaml/.test(said),
    true,
  );
  expect(
    'bots that run',
    await composed.docker('ps', '-q', '--filter', OURS, '--filter', 'label=com.docker.compose.service=bot'),
    '',
  );
  const now = statSync(deploy);
  expect('deploy', [now.uid, now.gid, now.mode, readdirSync(deploy)], [uid, gid, mode, ['README.md']]);
  const bot = await composed.attempt(['run', '--rm', '--no-deps', '-T', 'bot']);
  expect('a bot without it', [bot.status, /There is no configuration file/.test(bot.output)], [2, true]);
  await composed.remove();
  return 'each is one sentence, and no bot goes on';
}

/** The port of Slack over HTTP is published where that is chosen, and otherwise none is. */
export async function ports(composed: Composition): Promise<string> {
  const published = async (...files: string[]) => {
    await composed.compose(...files, 'up', '--no-start', '--no-deps', 'bot');
    const [found] = JSON.parse(
      await composed.docker(
        'inspect',
        (await composed.compose('ps', '-a', '-q', 'bot').catch(() => containerOf(composed, 'bot'))).trim(),
      ),
    );
    return found.HostConfig.PortBindings ?? {};
  };
  expect('ports of the bot', await published(), {});
  const http = await published('-f', 'docker-compose.yml', '-f', 'docker-compose.http.yml');
  expect('ports over HTTP', http, { '3000/tcp': [{ HostIp: '127.0.0.1', HostPort: '3000' }] });
  await composed.remove();
  return '127.0.0.1:3000 over HTTP, none otherwise';
}

/** Brings the lab's services up with these images, and waits until the bot is ready. */
export async function bringUp(composed: Composition): Promise<string> {
  const begun = Date.now();
  await composed.compose('--profile', 'lab', 'up', '-d', 'lab-bot');
  await waitUntilHealthy(composed);
  return `healthy after ${Math.round((Date.now() - begun) / 1000)} s`;
}

async function waitUntilHealthy(composed: Composition): Promise<void> {
  const deadline = Date.now() + HEALTHY_WITHIN_MS;
  while ((await stateOf(composed, 'lab-bot')).health !== 'healthy') {
    if (Date.now() > deadline)
      throw new Error(
        `the bot is not healthy:\n${(await composed.compose('logs', '--no-color', '--tail', '30')).trim()}`,
      );
    await sleep(1000);
  }
}

export async function story(composed: Composition): Promise<string> {
  return playStory(composed, await peopleAt(PAGE));
}

/** Asks about another interface; the bot has to know the fault there too. */
export async function askAgain(device: string): Promise<string> {
  const said = await ask(await peopleAt(PAGE), `server-b ${device}`);
  expect(`the verdict on ${device}`, /strict rp_filter/.test(said), true);
  return `${device}: strict-rp-filter`;
}

/** None runs as root, can write to its root or gain a privilege; what is bounded is bounded. */
export async function bounds(composed: Composition): Promise<string> {
  const told: string[] = [];
  for (const service of ['lab-bot', 'lab-postgres']) {
    const [found] = JSON.parse(await composed.docker('inspect', await containerOf(composed, service)));
    const { ReadonlyRootfs, CapDrop, SecurityOpt, Memory, PidsLimit, LogConfig, Init } = found.HostConfig;
    expect(
      `${service}'s bounds`,
      { ReadonlyRootfs, CapDrop, SecurityOpt, Init, log: LogConfig.Config },
      {
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        Init: true,
        log: { 'max-file': '5', 'max-size': '10m' },
      },
    );
    expect(`${service}'s memory and processes`, Memory > 0 && PidsLimit > 0, true);
    const run = (...command: string[]) => composed.attempt(['exec', '-T', service, ...command]);
    const { output: user } = await run('id', '-u');
    expect(`${service}'s user is root`, user.trim() === '0', false);
    expect(`${service} writes to its root`, (await run('touch', '/usr/here')).status === 0, false);
    told.push(`${service}: user ${user.trim()}, ${Memory / 2 ** 20} MB at most`);
  }
  return told.join('; ');
}

/** A real Prometheus, with what docs/operating.md shows, sees the bot and what it did. */
export async function metrics(): Promise<string> {
  const prometheus = await startPrometheus(documented('## Metrics', 'yaml'));
  try {
    await prometheus.until('up == 1');
    const [triages] = await prometheus.until('roundtrip_triages_total{outcome="committed"}');
    expect('the cause', triages?.metric.cause, 'strict-rp-filter');
    const [approvals] = await prometheus.until('roundtrip_approvals_total{answer="approved"}');
    return `up 1, roundtrip_triages_total{cause="strict-rp-filter",outcome="committed"} ${triages?.value[1]}, roundtrip_approvals_total{answer="approved"} ${approvals?.value[1]}`;
  } finally {
    await prometheus.stop();
  }
}

/** Nothing restarts, nothing is unhealthy, and PostgreSQL does not end its own processes, for so long. */
export async function stayHealthy(
  composed: Composition,
  minutes: number,
  tell: (text: string) => void,
): Promise<string> {
  const look = () =>
    Promise.all(LAB.map(async (service) => ({ service, ...(await stateOf(composed, service)) })));
  const before = await look();
  const end = Date.now() + minutes * 60_000;
  let looks = 0;
  let told = Date.now();
  while (Date.now() < end) {
    await sleep(Math.min(15_000, Math.max(0, end - Date.now())));
    const now = await look();
    looks++;
    for (const [index, { service, startedAt, restarts, health, failures }] of now.entries()) {
      const at = {
        service,
        startedAt: before[index]?.startedAt,
        restarts: 0,
        health: 'healthy',
        failures: [],
      };
      expect(`${service} after ${looks} looks`, { service, startedAt, restarts, health, failures }, at);
    }
    if (Date.now() - told < 5 * 60_000) continue;
    told = Date.now();
    tell(now.map(({ service, health, restarts }) => `${service} ${health}, ${restarts} restarts`).join('; '));
  }
  const log = await composed.compose('logs', '--no-color', 'lab-postgres');
  const crash = /terminating any other active server processes|was interrupted|server process .* exited/.exec(
    log,
  );
  expect("PostgreSQL's own restarts", crash?.[0], undefined);
  return `${minutes} min, ${looks} looks: healthy each time, 0 restarts, 0 failed health checks`;
}

export async function verify({ compose }: Composition): Promise<string> {
  const said = await compose('exec', '-T', 'lab-bot', 'node', 'bin/roundtrip.js', 'audit', 'verify');
  return said.trim().split('\n')[0] ?? '';
}

/** What docs/operating.md says of backup and restore, on volumes that are gone in between. */
export async function backUpAndRestore(composed: Composition): Promise<string> {
  const list = async () => {
    const said = await composed.compose(
      'exec',
      '-T',
      'lab-bot',
      'node',
      'bin/roundtrip.js',
      'audit',
      'export',
    );
    return said.split('\n').filter((line) => line.startsWith('{')).length;
  };
  const events = await list();
  await composed.shell(forLab(documented('### Backup', 'sh')));
  await composed.remove();
  expect('volumes that are left', await composed.docker('volume', 'ls', '-q', '--filter', OURS), '');
  // Its network is gone with it, and the bot shares that of the lab.
  await composed.compose('--profile', 'lab', 'up', '-d', 'lab');
  await composed.shell(forLab(documented('### Restore', 'sh')));
  await waitUntilHealthy(composed);
  expect('events after the restore', await list(), events);
  return `${events} events before and after; ${await verify(composed)}`;
}

/** The commit before the last one that changed the tables: what comes after it has something to migrate. */
export function previousCommit(): string {
  const git = (...args: string[]) =>
    spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' }).stdout.trim();
  return git('rev-parse', '--short', `${git('log', '-1', '--format=%h', '--', 'src/store/migrations.ts')}~1`);
}

/** An image of that commit, by the Dockerfile of this one, whose base can be named. */
export async function buildPrevious(composed: Composition, commit: string): Promise<string> {
  const sources = join(composed.directory, '..', 'previous');
  mkdirSync(sources);
  const archive = spawnSync('sh', [
    '-c',
    'git -C "$1" archive "$2" | tar -C "$3" -xf -',
    'sh',
    root,
    commit,
    sources,
  ]);
  expect('the sources of the previous commit', archive.status, 0);
  for (const file of ['Dockerfile', '.dockerignore'])
    spawnSync('cp', [join(composed.directory, file), join(sources, file)]);
  const base = `NODE_IMAGE=${BASE_IMAGES.NODE_IMAGE}`;
  await composed.docker('build', '--tag', PREVIOUS, '--target', 'bot', '--build-arg', base, sources);
  rmSync(sources, { recursive: true });
  return commit;
}

const PREVIOUS = 'roundtrip:previous';

/** An earlier bot answered no question about its health, and does not know the key. */
const LEAVE_OUT_HEALTH = `file=/etc/roundtrip/roundtrip.yaml
until [ -s $file ]; do sleep 1; done
sed -i '/^health:/,/^  exposed:/d' $file`;
const WITHOUT_HEALTH = `version: "3.8"
services:
  lab-bot:
    command: ["node", "bin/roundtrip.js", "bot"]
    healthcheck: { test: ["CMD", "true"] }
`;

async function waitUntilListening({ compose }: Composition): Promise<void> {
  const deadline = Date.now() + HEALTHY_WITHIN_MS;
  const log = () => compose('logs', '--no-color', 'lab-bot');
  while (!(await log()).includes('roundtrip is listening')) {
    if (Date.now() > deadline) throw new Error(`the bot does not listen:\n${await log()}`);
    await sleep(1000);
  }
}

/** A bot of an earlier commit, its triage, and then this one's on the same volumes. */
export async function upgrade(composed: Composition): Promise<string> {
  composed.environment['ROUNDTRIP_IMAGE'] = PREVIOUS;
  writeFileSync(join(composed.directory, 'previous.yml'), WITHOUT_HEALTH);
  const files = ['-f', 'docker-compose.yml', '-f', 'previous.yml'];
  await composed.compose(...files, '--profile', 'lab', 'up', '-d', 'lab');
  await composed.compose('exec', '-T', 'lab', 'sh', '-euc', LEAVE_OUT_HEALTH);
  await composed.compose(...files, '--profile', 'lab', 'up', '-d', 'lab-bot');
  await waitUntilListening(composed);
  const first = await askAgain('eth2');
  const before = await tables(composed);
  delete composed.environment['ROUNDTRIP_IMAGE'];
  await composed.shell(forLab(documented('### Upgrade', 'sh')));
  await waitUntilHealthy(composed);
  const [found] = JSON.parse(await composed.docker('inspect', await containerOf(composed, 'lab-bot')));
  expect('the image after it', found.Config.Image, 'roundtrip:local');
  const second = await askAgain('eth3');
  const after = await tables(composed);
  expect('tables that were brought forward', before < after, true);
  return `before: ${first}; after: ${second}; tables from ${before} to ${after}; ${await verify(composed)}`;
}

/** The last step of the migrations that was taken. */
async function tables({ compose }: Composition): Promise<string> {
  const query = 'select max(name) from roundtrip_migration';
  return (await compose('exec', '-T', 'lab-postgres', 'psql', '-U', 'roundtrip', '-Atc', query)).trim();
}
