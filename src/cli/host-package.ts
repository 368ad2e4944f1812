import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { EXIT } from '../errors.ts';
import { type InstalledFile, PACKAGE_NAME } from '../host/index.ts';
import { printable } from '../printable.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

/** The kinds of package, and the program that makes each. */
const BUILDERS = { deb: 'dpkg-deb', rpm: 'rpmbuild' } as const;
export type PackageKind = keyof typeof BUILDERS;

const SUMMARY = "Roundtrip's program for a host";
const DESCRIPTION = 'Looks at the network of this host, and makes approved changes that undo themselves.';

/**
 * Writes a package with the program's files, each root's, and nothing else: hosts that run only what a package has brought (fapolicyd)
 * trust them then. The same files make the same package.
 */
export function writeHostPackage(
  kind: PackageKind,
  files: readonly InstalledFile[],
  digest: string,
  target: string,
): void {
  const directory = mkdtempSync(join(tmpdir(), 'roundtrip-package-'));
  try {
    const root = join(directory, 'root');
    for (const { path, mode, text } of files) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
      writeFileSync(file, text, { mode });
    }
    const made = kind === 'deb' ? makeDeb(directory, root, digest) : makeRpm(directory, root, files, digest);
    copyFileSync(made, target);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function makeDeb(directory: string, root: string, digest: string): string {
  mkdirSync(join(root, 'DEBIAN'));
  const control = [
    `Package: ${PACKAGE_NAME}`,
    `Version: ${packageJson.version}+${digest.slice(0, 12)}`,
    'Architecture: all',
    'Maintainer: Roundtrip <root@localhost>',
    'Section: net',
    'Priority: optional',
    'Depends: iproute2',
    'Recommends: tcpdump',
    `Description: ${SUMMARY}`,
    ` ${DESCRIPTION}`,
    '',
  ];
  writeFileSync(join(root, 'DEBIAN/control'), control.join('\n'));
  const made = join(directory, 'package.deb');
  build('deb', ['--root-owner-group', '-Zgzip', '--build', root, made]);
  return made;
}

function makeRpm(directory: string, root: string, files: readonly InstalledFile[], digest: string): string {
  const place = dirname(files[0]?.path ?? '/');
  const spec = [
    `Name: ${PACKAGE_NAME}`,
    `Version: ${packageJson.version}`,
    `Release: 1.${digest.slice(0, 12)}`,
    `Summary: ${SUMMARY}`,
    `License: ${packageJson.license}`,
    'BuildArch: noarch',
    // What they run is found on the host; nothing is to be read from their first lines.
    'AutoReqProv: no',
    '%description',
    DESCRIPTION,
    '%install',
    `mkdir -p %{buildroot} && cp -a ${root}/. %{buildroot}/ && find %{buildroot} -exec touch -h -d @0 {} +`,
    '%files',
    `%dir %attr(755,root,root) ${place}`,
    ...files.map(({ path, mode }) => `%attr(${mode.toString(8)},root,root) ${path}`),
    '',
  ];
  const file = join(directory, 'package.spec');
  writeFileSync(file, spec.join('\n'));
  const settings = {
    _topdir: join(directory, 'rpm'),
    __os_install_post: '%{nil}',
    _build_id_links: 'none',
    _buildhost: 'localhost',
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
  };
  const defines = Object.entries(settings).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  build('rpm', ['-bb', '--quiet', ...defines, file]);
  const built = join(directory, 'rpm/RPMS/noarch');
  const [made = ''] = readdirSync(built);
  return join(built, made);
}

function build(kind: PackageKind, words: readonly string[]): void {
  const program = BUILDERS[kind];
  try {
    const env = { ...process.env, SOURCE_DATE_EPOCH: '0', LC_ALL: 'C' };
    execFileSync(program, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause);
    const { problems } = say();
    const told = missing
      ? problems.packageProgramMissing({ program, from: kind })
      : problems.packageFailed({ program, said: printable(said.trim(), 300) });
    const code = missing ? 'package-program-missing' : 'package-failed';
    throw problem(code, told, { exitStatus: EXIT.failed, cause });
  }
}
