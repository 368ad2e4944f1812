import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A kernel module as the machine loads it. */
export interface KernelModule {
  name: string;
  content: Buffer;
}

/** File names spell some modules with dashes; the kernel knows them with underscores. */
function moduleName(path: string): string {
  return (basename(path).split('.')[0] ?? '').replaceAll('-', '_');
}

function readModule(path: string): Buffer {
  if (path.endsWith('.xz')) return execFileSync('xz', ['-dc', path], { maxBuffer: 1 << 28 });
  if (path.endsWith('.zst')) return execFileSync('zstd', ['-dcq', path], { maxBuffer: 1 << 28 });
  return readFileSync(path);
}

/** The names in a module's own `depends=` (its .modinfo section): packages hold no modules.dep, that is made when they are installed. */
function dependencies(content: Buffer): string[] {
  const start = content.indexOf('\0depends=');
  if (start < 0) return [];
  const from = start + '\0depends='.length;
  const names = content.toString('latin1', from, content.indexOf(0, from));
  return names === '' ? [] : names.replaceAll('-', '_').split(',');
}

/** Every module of the kernel's networking, to be loaded by name. */
export function networkModules(folder: string): string[] {
  return globSync('kernel/net/**/*.ko*', { cwd: folder }).map(moduleName);
}

/**
 * The wanted modules and all that they need, in the order in which they can be inserted. Those that are built into the kernel, or
 * that it does not have, are left out; `missing` names the latter.
 */
export function modulesFor(
  folder: string,
  wanted: readonly string[],
): { modules: KernelModule[]; missing: string[] } {
  const paths = new Map(globSync('kernel/**/*.ko*', { cwd: folder }).map((path) => [moduleName(path), path]));
  const builtIn = new Set(
    readFileSync(join(folder, 'modules.builtin'), 'utf8').trim().split('\n').map(moduleName),
  );
  const ordered = new Map<string, KernelModule>();
  const missing: string[] = [];
  const add = (name: string) => {
    const path = paths.get(name);
    if (ordered.has(name)) return;
    if (path === undefined) {
      if (!builtIn.has(name)) missing.push(name);
      return;
    }
    const content = readModule(join(folder, path));
    for (const needed of dependencies(content)) add(needed);
    ordered.set(name, { name, content });
  };
  for (const name of wanted) add(name);
  return { modules: [...ordered.values()], missing };
}
