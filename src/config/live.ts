import { statSync } from 'node:fs';
import { loadConfig } from './load.ts';
import type { Config } from './schema.ts';

/** The configuration as it is at the moment of asking. */
export type LiveConfig = {
  /** Each section as the newest file has it that could be read; for what is shown and looked up. */
  readonly config: Config;
  /**
   * The configuration as the file has it now, for what is allowed. Throws where it cannot be read: what it would allow is not
   * known then, and doubt means no.
   */
  current(): Config;
  /** Has the file read again at the next question, changed or not. */
  reload(): void;
};

/** Sections that hold for as long as the process runs. */
const FIXED = new Set<PropertyKey>([
  'file',
  'directory',
  'dataDirectory',
  'store',
  'audit',
  'ssh',
  'inventory',
]);

/**
 * Reads the configuration, and again whenever its file has changed. `onReload` is told of each. `extend` adds what the file does
 * not say by itself: the hosts of an inventory.
 */
export function loadLiveConfig(
  options: { file?: string | undefined },
  onReload: (outcome: { config: Config } | { error: unknown }) => void = () => undefined,
  extend: (config: Config) => Config = (config) => config,
): LiveConfig {
  const first = loadConfig(options);
  let newest = first;
  let read = versionOf(first.file);
  let told: unknown;

  function readAgain(): Config {
    const now = versionOf(first.file);
    if (now !== undefined && now === read) return newest;
    try {
      newest = loadConfig({ file: first.file });
    } catch (error) {
      read = undefined;
      // Each failing file is told once, however often it is asked for.
      if (told !== now) onReload({ error });
      told = now;
      throw error;
    }
    read = now;
    told = undefined;
    onReload({ config: newest });
    return newest;
  }

  function newestReadable(): Config {
    try {
      return extend(readAgain());
    } catch {
      return extend(newest);
    }
  }

  const view = Object.defineProperties(
    {},
    Object.fromEntries(
      Object.keys(first).map((key) => {
        const name = key as keyof Config;
        const get = () => (FIXED.has(name) ? first[name] : newestReadable()[name]);
        return [key, { enumerable: true, get }];
      }),
    ),
  );
  return {
    config: view as Config,
    current: () => extend(readAgain()),
    reload() {
      read = undefined;
    },
  };
}

/** What tells one content of a file from another; undefined where it is not there. */
function versionOf(file: string): string | undefined {
  try {
    const { mtimeNs, ctimeNs, size, ino } = statSync(file, { bigint: true });
    return [mtimeNs, ctimeNs, size, ino].join(':');
  } catch {
    return undefined;
  }
}
