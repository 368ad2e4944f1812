import type { Command } from 'commander';
import type { Config } from '../config/index.ts';
import type { OwnedStore, Store } from '../store/index.ts';
import { say, speakAs } from './speech.ts';
import { tellTrouble } from './tell-trouble.ts';

/** Whose database the configuration and the environment name; nothing is started for it. */
export async function ownedStoreOf(command: Command): Promise<OwnedStore> {
  const { loadConfig, loadSecrets } = await import('../config/index.ts');
  const config = loadConfig({ file: command.optsWithGlobals<{ config?: string }>().config });
  const { dataDirectory } = config;
  speakAs(config.language);
  const { databaseUrl, databaseOwnerUrl } = loadSecrets();
  return { dataDirectory, databaseUrl, databaseOwnerUrl };
}

/**
 * Opens the store that the configuration names, starting it where it does not run, and closes it again. It is read, unless more is
 * asked for; what is recorded then is signed where `signs` says so.
 */
export async function withStore(
  command: Command,
  work: (store: Store, config: Config) => Promise<void>,
  { records = false, signs = false }: { records?: boolean; signs?: boolean } = {},
): Promise<void> {
  const { loadConfig, loadSecrets } = await import('../config/index.ts');
  const { openStore } = await import('../store/index.ts');
  const config = loadConfig({ file: command.optsWithGlobals<{ config?: string }>().config });
  speakAs(config.language);
  const store = await openStore({
    databaseUrl: loadSecrets().databaseUrl,
    dataDirectory: config.dataDirectory,
    readsOnly: !records,
    ...(signs ? { audit: config.audit } : {}),
    onProgress: (work) => process.stderr.write(`${say().setup.storeWork[work]} …\n`),
    onError: tellTrouble,
  });
  try {
    await work(store, config);
  } finally {
    await store.close();
  }
}
