import { existsSync } from 'node:fs';
import { replaceSigningKey, type Store } from '../store/index.ts';
import { askYesNo, mustBeAskable } from './ask-here.ts';
import { standsNow } from './interrupt.ts';
import { say } from './speech.ts';

/**
 * Has another key sign the trail from now on, after a question: the one before was lost, or somebody else may have read it. What
 * has to be added to the configuration, so that the earlier events can still be checked, is printed.
 */
export async function changeKey(
  store: Store,
  {
    audit: { signingKeyFile, formerKeyFiles },
  }: { audit: { signingKeyFile: string; formerKeyFiles: readonly string[] } },
  options: { yes?: boolean },
): Promise<void> {
  const { audit } = say();
  mustBeAskable(options, 'sign');
  const isThere = existsSync(signingKeyFile);
  process.stderr.write(`${audit.newKeyMeans({ file: signingKeyFile, isThere })}\n`);
  if (!options.yes && !(await askYesNo(audit.askNewKey))) return;
  standsNow(() => say().interrupted.unfinished);
  const { formerKeyFile } = await replaceSigningKey(signingKeyFile, await store.events.now());
  process.stdout.write(`${audit.newKey({ file: signingKeyFile })}\n`);
  const files = [...formerKeyFiles, formerKeyFile ?? audit.publicHalf];
  process.stdout.write(`${audit.addFormerKeys({ files, isThere })}\n`);
}
