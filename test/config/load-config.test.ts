import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loadConfig, parseConfig } from '../../src/config/index.ts';
import { RoundtripError } from '../../src/errors.ts';

const FILE = '/etc/somewhere/roundtrip.yaml';

function failureOf(work: () => unknown): RoundtripError {
  try {
    work();
  } catch (error) {
    if (error instanceof RoundtripError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('what a configuration means', () => {
  test('an empty file is all defaults, and nobody can approve', () => {
    const config = parseConfig('', FILE);

    expect(config).toMatchObject({
      file: FILE,
      directory: '/etc/somewhere',
      dataDirectory: '/etc/somewhere/data',
      ssh: { config: join(homedir(), '.ssh/config'), transport: 'node-ssh' },
      hosts: {},
      approval: {
        approvers: [],
        minimum: 1,
        selfApproval: false,
        terminal: false,
        breakGlass: false,
        frozen: false,
        expiresAfter: 1_800_000,
      },
      apply: { confirmWithin: 300_000 },
      capture: { seconds: 8, wait: 30, packets: 50 },
      language: 'en',
      change: { ticket: { required: false } },
      audit: {
        signingKeyFile: '/etc/somewhere/audit.key',
        anchorFile: '/etc/somewhere/audit.anchor',
        copies: { log: false, syslog: false, thread: false },
      },
    });
  });

  test('durations become milliseconds', () => {
    const config = parseConfig('approval: { expiresAfter: 45s }\napply: { confirmWithin: 2h }', FILE);

    expect(config.approval.expiresAfter).toBe(45_000);
    expect(config.apply.confirmWithin).toBe(7_200_000);
  });

  test('paths are relative to the file, and ~ is the home directory', () => {
    const config = parseConfig('ssh: { config: ./ssh/config }\naudit: { anchorFile: ~/anchor }', FILE);

    expect(config.ssh.config).toBe('/etc/somewhere/ssh/config');
    expect(config.audit.anchorFile).toBe(join(homedir(), 'anchor'));
  });

  test('a host or a section with nothing after its key has the defaults', () => {
    const config = parseConfig('store:\naccess:\nhosts:\n  server-b:\n', FILE);

    expect(config.hosts['server-b']).toEqual({ apply: true });
  });
});

describe('what a configuration must not contain', () => {
  test.each([
    ['approvel: {}', /line 1: .*approvel.*known here: .*approval/],
    [
      'hosts:\n  server-b: { aply: false }',
      /line 2: hosts\.server-b: unknown key aply \(known here: via, applyVia, group, apply\)/,
    ],
    ['hosts:\n  "-oProxyCommand=x": {}', /must be a name/],
    ['hosts:\n  server-b: { via: ["-oProxyCommand=x"] }', /line 2: .*must be a name/],
    ['approval: { expiresAfter: 30 }', /approval\.expiresAfter: must be a duration/],
    ['approval: { expiresAfter: 0s }', /longer than nothing/],
    ['approval: { expiresAfter: 5 minutes }', /must be a duration/],
    ['approval: { minimum: 0 }', /approval\.minimum/],
    ['approval: { approvers: [net-admin] }', /ID of a Slack user/],
    ['approval: { groups: { db: { minimum: 2, groups: {} } } }', /unknown key groups/],
    ["change: { ticket: { pattern: 'CHG(' } }", /regular expression/],
    ['language: fr', /language/],
    ['probe: { from: bastion }\nhosts: { server-b: {} }', /probe\.from: bastion is not one of the hosts/],
    ['- a list', /expected object/],
  ])('%s', (text, message) => {
    const failure = failureOf(() => parseConfig(text, FILE));

    expect(failure).toMatchObject({ code: 'config-invalid', exitStatus: 2 });
    expect(failure.message).toMatch(message);
    expect(failure.message).toContain(FILE);
    expect(failure.nextStep).not.toBe('');
  });

  test('broken YAML is told with its line and column', () => {
    const failure = failureOf(() => parseConfig('hosts:\n  server-b: { via: [a\nlanguage: en\n', FILE));

    expect(failure.message).toMatch(/roundtrip\.yaml:\d+:\d+: not valid YAML/);
  });

  test('aliases that grow without bound are refused', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const before = Array(9).fill(`*l${level}`).join(', ');
      return `l${level + 1}: &l${level + 1} [${before}]`;
    });

    const failure = failureOf(() => parseConfig(`l0: &l0 x\n${levels.join('\n')}\n`, FILE));

    expect(failure.code).toBe('config-invalid');
  });
});

describe('where it is found', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'roundtrip-config-'));
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(directory, { recursive: true });
  });

  function write(name: string, language: string): string {
    const file = join(directory, name);
    writeFileSync(file, `language: ${language}\n`);
    return file;
  }

  test('the named file comes before $ROUNDTRIP_CONFIG', () => {
    vi.stubEnv('ROUNDTRIP_CONFIG', write('environment.yaml', 'ja'));
    const named = write('named.yaml', 'asker');

    expect(loadConfig({ file: named }).language).toBe('asker');
    expect(loadConfig().language).toBe('ja');
  });

  test('a file that is not there is told with what to do', () => {
    const failure = failureOf(() => loadConfig({ file: join(directory, 'none.yaml') }));

    expect(failure).toMatchObject({ code: 'config-missing', exitStatus: 2 });
    expect(failure.nextStep).toContain('--config');
  });

  test('a directory in its place is told in a sentence', () => {
    mkdirSync(join(directory, 'roundtrip.yaml'));

    const failure = failureOf(() => loadConfig({ file: join(directory, 'roundtrip.yaml') }));

    expect(failure.message).toContain('cannot be read');
  });
});
