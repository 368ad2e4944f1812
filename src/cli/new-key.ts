import { formerKeysBeside, type Store } from '../store/index.ts';
import { askYesNo, mustBeAskable } from './ask-here.ts';
import { cliActor } from './cli-actor.ts';
import { standsNow } from './interrupt.ts';
import { say } from './speech.ts';

type Files = { signingKeyFile: string; anchorFile: string; formerKeyFiles: readonly string[] };

/**
 * Has another key sign the trail from now on, after a question: the one before was lost, or somebody else may have read it. What
 * has to be added to the configuration, so that the earlier events can still be checked, is printed.
 */
export async function replaceKey(
  store: Store,
  { audit: files }: { audit: Files },
  options: { yes?: boolean },
): Promise<void> {
  const { audit } = say();
  mustBeAskable(options, 'sign');
  const { signingKeyFile, formerKeyFiles } = files;
  process.stderr.write(`${audit.newKeyMeans({ file: signingKeyFile })}\n`);
  if (!options.yes && !(await askYesNo(audit.askNewKey))) return;
  standsNow(() => say().interrupted.unfinished);
  const { formerKeyFile } = await store.changeKey(files, cliActor());
  process.stdout.write(`${audit.newKey({ file: signingKeyFile })}\n`);
  const kept = await formerKeysBeside(signingKeyFile);
  const unnamed = kept.filter((file) => !formerKeyFiles.includes(file));
  if (unnamed.length > 0)
    process.stdout.write(`${audit.addFormerKeys({ files: [...formerKeyFiles, ...unnamed] })}\n`);
  if (formerKeyFile === undefined) process.stdout.write(`${audit.keyWasLost}\n`);
}
