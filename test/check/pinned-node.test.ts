import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pathWithNode, pinnedNode, stripsTypes } from '../../bin/pinned-node.js';
import { machineNode, root } from '../cli/run-roundtrip.ts';

const wrapper = join(root, 'scripts', 'in-pinned-node.js');
const { scripts, optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'roundtrip-node-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

describe('the tests themselves', () => {
  test('run in the Node that package.json pins', () => {
    expect(process.versions.node).toBe(optionalDependencies[`node-linux-${process.arch}`]);
    expect(realpathSync(process.execPath)).toBe(realpathSync(pinnedNode(root) ?? ''));
  });

  test('start it where they start `node`', () => {
    const started = execFileSync('node', ['-p', 'process.execPath'], { encoding: 'utf8' }).trim();

    expect(realpathSync(started)).toBe(realpathSync(process.execPath));
  });
});

describe('where the pinned Node is looked for', () => {
  test.each(['x64', 'arm64'])('on %s: in its package, without any link', (arch) => {
    const { arch: own } = process;
    onTestFinished(() => void Object.defineProperty(process, 'arch', { value: own }));
    Object.defineProperty(process, 'arch', { value: arch });
    const directory = temporaryDirectory();
    const home = join(directory, 'node_modules', `node-linux-${arch}`);
    mkdirSync(join(home, 'bin'), { recursive: true });
    writeFileSync(join(home, 'package.json'), '{}');
    const before = pinnedNode(directory);

    writeFileSync(join(home, 'bin', 'node'), '');

    expect(before).toBeUndefined();
    expect(pinnedNode(directory)).toBe(join(home, 'bin', 'node'));
  });

  test.each([
    ['/usr/bin:/bin', '/opt/x/bin:/usr/bin:/bin'],
    ['/usr/bin:/opt/x/bin:/bin', '/opt/x/bin:/usr/bin:/bin'],
    [undefined, '/opt/x/bin:/usr/bin:/bin'],
  ])('it comes first on the search path %s', (path, expected) => {
    expect(pathWithNode('/opt/x/bin/node', path)).toBe(expected);
  });

  test.each([
    ['22.17.1', false],
    ['22.18.0', true],
    ['23.5.0', false],
    ['23.6.0', true],
    ['24.0.0', true],
    ['18.20.8', false],
  ])('Node %s can take its place: %s', (version, expected) => {
    expect(stripsTypes(version)).toBe(expected);
  });
});

describe('scripts/in-pinned-node.js, called by the machine’s own Node', () => {
  const environment = { PATH: `/usr/bin${delimiter}/bin` };

  test('runs the script in the pinned Node, with it first on the search path', () => {
    const program = `console.log(process.execPath); console.log(require('child_process').execSync('node -p process.execPath', { encoding: 'utf8' }).trim())`;

    const { stdout } = spawnSync(machineNode(), [wrapper, '-e', program], {
      encoding: 'utf8',
      env: environment,
    });

    const pinned = realpathSync(pinnedNode(root) ?? '');
    expect(stdout).toBe(`${pinned}\n${pinned}\n`);
  });

  test('hands on arguments and the exit status', () => {
    const { status, stdout } = spawnSync(
      machineNode(),
      [wrapper, '-e', 'console.log(process.argv.slice(1).join("|")); process.exit(7)', 'a b', '', 'é'],
      { encoding: 'utf8', env: environment },
    );

    expect({ status, stdout }).toEqual({ status: 7, stdout: 'a b||é\n' });
  });

  test('hands on signals', async () => {
    const program = `process.on('SIGTERM', () => process.exit(5)); console.log('ready'); setTimeout(() => process.exit(9), 20_000)`;
    const child = spawn(machineNode(), [wrapper, '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');

    child.kill('SIGTERM');

    expect(await once(child, 'close')).toEqual([5, null]);
  });
});

describe('no file', () => {
  const SKIPPED = new Set(['node_modules', '.git', 'coverage', 'data', 'dist', 'recordings', 'fixtures']);

  function* textFiles(directory: string): Generator<string> {
    for (const entry of readdirSync(join(root, directory), { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue;
      const path = join(directory, entry.name);
      if (entry.isDirectory()) yield* textFiles(path);
      else if (/\.(?:[cm]?[jt]s|json|ya?ml|md|sh)$|^\.ci\/run$|^Dockerfile$/.test(path)) yield path;
    }
  }

  const files = [...textFiles('')].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  const matching = (pattern: RegExp) =>
    files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

  test('relies on a link to Node that a package manager may or may not make', () => {
    const link = /\.bin(?:\/|', ')node\b/;

    expect(files.length).toBeGreaterThan(500);
    expect(matching(link)).toEqual([]);
  });

  test('starts a Node by a name or path of its own choice, but those that test what that gives', () => {
    const started = /\b(?:spawn|spawnSync|execFile|execFileSync|fork)\(\s*['"`](?:\/[\w/]*\/)?node['"`]/;

    expect(matching(started)).toEqual(['test/check/pinned-node.test.ts', 'test/cli/launcher.test.ts']);
  });

  test('of npm’s scripts is run by npm’s own Node, but for those that are written for any', () => {
    const forAnyNode =
      /^(?:\w+=\w+ )?node (?:bin\/roundtrip\.js|scripts\/setup\.js|scripts\/in-pinned-node\.js) ?/;

    expect(Object.keys(scripts).filter((name) => !forAnyNode.test(scripts[name]))).toEqual([]);
  });
});
