import type { Command } from 'commander';
import type { OwnedStore } from '../store/index.ts';

/** Whose database the configuration and the environment name; nothing is started for it. */
export async function ownedStoreOf(command: Command): Promise<OwnedStore> {
  const { loadConfig, loadSecrets } = await import('../config/index.ts');
  const { dataDirectory } = loadConfig({ file: command.optsWithGlobals<{ config?: string }>().config });
  const { databaseUrl, databaseOwnerUrl } = loadSecrets();
  return { dataDirectory, databaseUrl, databaseOwnerUrl };
}
