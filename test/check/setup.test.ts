import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MEGABYTES, whyInstall, withoutDevelopment } from '../../scripts/setup/node-packages.js';
import { PURPOSES } from '../../scripts/setup/purposes.js';
import {
  installablePackages,
  installCommand,
  isDebianLike,
  missingPackages,
  readCost,
} from '../../scripts/setup/system-packages.js';
import { whyStop } from '../../scripts/setup/why-stop.js';
import { root } from '../cli/run-roundtrip.ts';

describe('when npm ci is needed', () => {
  const platform = { os: 'linux', cpu: 'x64', libc: 'glibc' };
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
      'node_modules/gnu': {
        version: '3.0.0',
        integrity: 'i5',
        optional: true,
        os: ['linux'],
        cpu: ['x64'],
        libc: ['glibc'],
      },
      'node_modules/musl': { optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] },
      'node_modules/native': { version: '1.0.0', optional: true },
    },
  };
  const {
    'node_modules/a': a,
    'node_modules/test-only': testOnly,
    'node_modules/node-x64': node,
    'node_modules/gnu': gnu,
  } = lock.packages;
  const complete = {
    packages: {
      'node_modules/a': a,
      'node_modules/test-only': testOnly,
      'node_modules/node-x64': node,
      'node_modules/gnu': gnu,
    },
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
    [
      'a native part for this C library is missing',
      {
        packages: { 'node_modules/a': a, 'node_modules/test-only': testOnly, 'node_modules/node-x64': node },
      },
      /gnu is missing/,
    ],
  ])('%s', (_title, installed, reason) => {
    expect(whyInstall(lock, installed, platform, there)).toMatch(reason);
  });

  test('npm’s record is not believed where the folder is gone', () => {
    expect(whyInstall(lock, complete, platform, (path) => path !== 'node_modules/a')).toMatch(/a is missing/);
  });

  test('the bot needs no development packages', () => {
    const installed = {
      packages: { 'node_modules/a': a, 'node_modules/node-x64': node, 'node_modules/gnu': gnu },
    };

    expect(whyInstall(withoutDevelopment(lock), installed, platform, there)).toBeUndefined();
  });
});

describe('what is said before npm packages are downloaded', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const installed = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8'));

  /** Without packages inside, and without the headers of Node, which the setup removes. */
  function bytesBelow(directory: string): number {
    let bytes = 0;
    for (const { name } of readdirSync(directory, { withFileTypes: true })) {
      const path = join(directory, name);
      if (name === 'node_modules' || /node-linux-[^/]+\/include$/.test(path)) continue;
      const status = lstatSync(path);
      bytes += status.isDirectory() ? bytesBelow(path) : status.size;
    }
    return bytes;
  }

  test.each([
    ['without development tools', withoutDevelopment(lock), MEGABYTES.runtime],
    ['all', lock, MEGABYTES.all],
  ])('%s: as large as what npm leaves', (_title, wanted, { disk }) => {
    const paths = Object.keys(installed.packages).filter(
      (path) => wanted.packages[path] && !wanted.packages[path].libc?.includes('musl'),
    );

    const megabytes = paths.reduce((sum, path) => sum + bytesBelow(join(root, path)), 0) / 1e6;

    expect(paths.length).toBeGreaterThan(150);
    expect(megabytes / disk).toBeGreaterThan(0.9);
    expect(megabytes / disk).toBeLessThan(1.1);
  });
});

describe('where nothing can come of the setup, it says so before it downloads anything', () => {
  const machine = {
    isRoot: true,
    system: 'apt' as const,
    missing: ['tcpdump', 'nftables'],
    npmPackagesMissing: true,
    runningNode: '18.20.8',
    hasNode: true,
  };
  const demo = PURPOSES['demo'] as NonNullable<(typeof PURPOSES)[string]>;
  const tests = PURPOSES['test'] as NonNullable<(typeof PURPOSES)[string]>;

  test.each([
    ['root on Debian can install', demo, {}, undefined],
    ['nothing is missing', tests, { isRoot: false, missing: [] }, undefined],
    ['nothing is missing, not Debian', tests, { system: 'other' as const, missing: [] }, undefined],
    [
      'nothing is missing and no apt',
      demo,
      { system: 'debian-without-apt' as const, missing: [] },
      undefined,
    ],
    ['not root', tests, { isRoot: false }, /only root can install.*\n {2}sudo sh -c '.* tcpdump nftables'$/],
    ['not root, for the demo', demo, { isRoot: false, missing: [] }, /^Only root can run "npm run demo"/],
    [
      'not root, for the demo that has everything: it says it itself',
      demo,
      { isRoot: false, missing: [], npmPackagesMissing: false },
      undefined,
    ],
    [
      'not Debian',
      tests,
      { system: 'other' as const },
      /^This is neither Debian nor Ubuntu: .*programs tcpdump, nft,/,
    ],
    [
      'Debian without apt',
      tests,
      { system: 'debian-without-apt' as const },
      /^There is no apt-get here: .*tcpdump/,
    ],
    ['no Node for this machine', tests, { hasNode: false }, /Node 18\.20\.8 is too old.*install Node 24/],
  ])('%s', (_title, purpose, difference, reason) => {
    const said = whyStop(purpose, { ...machine, ...difference });

    if (reason === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(reason);
  });

  test('the demo needs no browser and no development tools, the tests can do without a browser', () => {
    expect(demo).toMatchObject({ development: false, useful: {} });
    expect(Object.keys(demo.needed)).not.toContain('chromium');
    expect(Object.keys(tests.needed)).not.toContain('chromium');
    expect(Object.keys(tests.useful)).toEqual(['chromium']);
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

  test('what apt says that it costs', () => {
    const output = [
      '0 upgraded, 31 newly installed, 0 to remove and 2 not upgraded.',
      'Need to get 1,024 kB/12.3 MB of archives.',
      'After this operation, 41.5 MB of additional disk space will be used.',
    ].join('\n');

    expect(readCost(output)).toEqual({ count: 31, download: '12.3 MB', disk: '41.5 MB' });
    expect(readCost('E: Unable to locate package x\n')).toBeUndefined();
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
