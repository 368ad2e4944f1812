import { stat } from 'node:fs/promises';
import { makeSigningKey, missingKey, readSigningKey, type SigningKey } from './signing-key.ts';

/**
 * The signing key, which is made where nothing is signed yet. Throws where it is missing though the anchor or the log is signed:
 * another key could not be told from a forger's. `isSigned` tells of the log, where there is one.
 */
export async function firstKey(
  { signingKeyFile, anchorFile }: { signingKeyFile: string; anchorFile: string },
  isSigned: () => Promise<boolean> = async () => false,
): Promise<SigningKey> {
  const key = await readSigningKey(signingKeyFile);
  if (key) return key;
  if ((await sizeOf(anchorFile)) > 0 || (await isSigned())) throw missingKey(signingKeyFile);
  return makeSigningKey(signingKeyFile);
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}
