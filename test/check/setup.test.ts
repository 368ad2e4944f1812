import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withoutServiceStarts } from '../../scripts/setup/no-service-starts.js';
import { whyInstall, withoutDevelopment } from '../../scripts/setup/node-packages.js';
import {
  installablePackages,
  installCommand,
  isDebianLike,
  missingPackages,
} from '../../scripts/setup/system-packages.js';

describe('when npm ci is needed', () => {
  const platform = { os: 'linux', cpu: 'x64' };
  const lock = {
    packages: {
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.0.0', integrity: 'i1' },
      'node_modules/test-only': { version: '1.0.0', integrity: 'i2', dev: true },
      'node_modules/node-x64': {
        version: '2.0.0',
        integrity: 'i3',
        optional: true,
        os: ['linux'],
        cpu: ['x64'],
      },
      'node_modules/node-arm': {
        version: '2.0.0',
        integrity: 'i4',
        optional: true,
        os: ['linux'],
        cpu: ['arm64'],
      },
      'node_modules/musl': { optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] },
      'node_modules/native': { version: '1.0.0', optional: true },
    },
  };
  const {
    'node_modules/a': a,
    'node_modules/test-only': testOnly,
    'node_modules/node-x64': node,
  } = lock.packages;
  const complete = {
    packages: { 'node_modules/a': a, 'node_modules/test-only': testOnly, 'node_modules/node-x64': node },
  };
  const there = () => true;

  test('not where everything that this platform needs is there', () => {
    expect(whyInstall(lock, complete, platform, there)).toBeUndefined();
  });

  test.each([
    ['nothing is installed', undefined, /node_modules is missing/],
    [
      'another version',
      { packages: { ...complete.packages, 'node_modules/a': { ...a, version: '1.0.1' } } },
      /another/,
    ],
    [
      'another content',
      { packages: { ...complete.packages, 'node_modules/a': { ...a, integrity: 'x' } } },
      /another/,
    ],
    [
      'a package is missing',
      { packages: { 'node_modules/a': a, 'node_modules/node-x64': node } },
      /test-only is missing/,
    ],
    [
      'this platform’s Node is missing',
      { packages: { 'node_modules/a': a, 'node_modules/test-only': testOnly } },
      /x64/,
    ],
  ])('%s', (_title, installed, reason) => {
    expect(whyInstall(lock, installed, platform, there)).toMatch(reason);
  });

  test('npm’s record is not believed where the folder is gone', () => {
    expect(whyInstall(lock, complete, platform, (path) => path !== 'node_modules/a')).toMatch(/a is missing/);
  });

  test('the bot needs no development packages', () => {
    const installed = { packages: { 'node_modules/a': a, 'node_modules/node-x64': node } };

    expect(whyInstall(withoutDevelopment(lock), installed, platform, there)).toBeUndefined();
  });
});

describe('which system packages are needed', () => {
  test('those that dpkg does not call installed, half-removed ones included', () => {
    const output = 'tcpdump ii \nnftables rc \nchromium un \n';

    expect(missingPackages(['tcpdump', 'nftables', 'chromium', 'iptables'], output)).toEqual([
      'nftables',
      'chromium',
      'iptables',
    ]);
  });

  test('only what apt has can be asked of it', () => {
    const output = [
      'tcpdump:',
      '  Installed: (none)',
      '  Candidate: 4.99.3-1',
      'chromium:',
      '  Installed: (none)',
      '  Candidate: (none)',
    ].join('\n');

    expect(installablePackages(['tcpdump', 'chromium', 'nftables'], output)).toEqual(['tcpdump']);
  });

  test.each([
    ['ID=debian\n', true],
    ['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', true],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', true],
    ['ID="centos"\nID_LIKE="rhel fedora"\n', false],
    ['PRETTY_NAME="not ID=debian"\n', false],
    ['', false],
  ])('Debian or built from it: %j', (text, expected) => {
    expect(isDebianLike(text)).toBe(expected);
  });

  test('who is not root gets one command', () => {
    expect(installCommand(['tcpdump', 'nftables'])).toMatch(/^sudo sh -c '.*install .* tcpdump nftables'$/);
  });
});

describe('no service is started while packages are installed', () => {
  let directory: string;
  let policy: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'roundtrip-policy-'));
    policy = join(directory, 'policy-rc.d');
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  test('policy-rc.d forbids it for as long as the work takes', async () => {
    const during = await withoutServiceStarts(
      async () => ({ text: readFileSync(policy, 'utf8'), mode: statSync(policy).mode & 0o777 }),
      policy,
    );

    expect(during).toEqual({ text: expect.stringContaining('exit 101'), mode: 0o755 });
    expect(existsSync(policy)).toBe(false);
  });

  test('what stood there before comes back, also where the work fails', async () => {
    writeFileSync(policy, '#!/bin/sh\nexit 0\n', { mode: 0o700 });

    const work = withoutServiceStarts(() => Promise.reject(new Error('apt failed')), policy);

    await expect(work).rejects.toThrow('apt failed');
    expect(readFileSync(policy, 'utf8')).toBe('#!/bin/sh\nexit 0\n');
    expect(statSync(policy).mode & 0o777).toBe(0o700);
  });

  test('one that a killed setup left behind is not taken for the machine’s own', async () => {
    writeFileSync(`${policy}.before-roundtrip`, 'the own one');
    await withoutServiceStarts(
      async () => writeFileSync(join(directory, 'left'), readFileSync(policy)),
      policy,
    );
    writeFileSync(`${policy}.before-roundtrip`, 'the own one');
    writeFileSync(policy, readFileSync(join(directory, 'left')));

    await withoutServiceStarts(async () => undefined, policy);

    expect(readFileSync(policy, 'utf8')).toBe('the own one');
  });
});
