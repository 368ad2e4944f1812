import type { Kysely } from 'kysely';
import { mustBeAnchor, mustBeOfThisLog } from './anchor.ts';
import { newestSigned } from './audit.ts';
import type { Schema } from './schema.ts';
import {
  makeSigningKey,
  missingKey,
  mustHaveSigned,
  readSigningKey,
  type SigningKey,
} from './signing-key.ts';

type Files = { signingKeyFile: string; anchorFile: string };

/**
 * The signing key, which is made where nothing is signed yet. Throws where it is missing though the anchor or the log is signed:
 * another key could not be told from a forger's; and where something else than an anchor is in its place. `isSigned` tells of the
 * log, where there is one.
 */
export async function firstKey(
  { signingKeyFile, anchorFile }: Files,
  isSigned: () => Promise<boolean> = async () => false,
): Promise<SigningKey> {
  const key = await readSigningKey(signingKeyFile);
  const { first } = await mustBeAnchor(anchorFile);
  if (key) return key;
  if (first !== undefined || (await isSigned())) throw missingKey(signingKeyFile);
  return makeSigningKey(signingKeyFile);
}

/**
 * The key that goes on signing this log. Throws where it is missing, where another one has signed the newest event, and where the
 * anchor is that of another log.
 */
export async function keyOfLog(files: Files, database: Kysely<Schema>): Promise<SigningKey> {
  let newest: Awaited<ReturnType<typeof newestSigned>>;
  // What is wrong with the files is told before anything is asked.
  const key = await firstKey(files, async () => {
    newest = await newestSigned(database);
    return newest !== undefined;
  });
  newest ??= await newestSigned(database);
  if (newest) mustHaveSigned(key, newest, newest.signature);
  await mustBeOfThisLog(files.anchorFile, database);
  return key;
}
