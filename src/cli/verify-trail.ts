import { existsSync } from 'node:fs';
import { EXIT } from '../errors.ts';
import { printable } from '../printable.ts';
import type { Store } from '../store/index.ts';
import { printJson } from './output.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

/**
 * Checks the hash chain and the signed heads. Exit status 1 where they do not verify, naming the first bad position;
 * throws where the anchor that was named cannot be read.
 */
export async function verifyTrail(
  store: Store,
  config: { audit: { signingKeyFile: string; anchorFile: string } },
  options: { anchor?: string; from?: string; json?: boolean },
): Promise<void> {
  const { audit } = say();
  const { signingKeyFile } = config.audit;
  const from = positionOf(options.from);
  const anchorFile =
    options.anchor ?? (existsSync(config.audit.anchorFile) ? config.audit.anchorFile : undefined);
  const verdict = await store.audit.verify({
    signingKeyFile,
    from,
    ...(anchorFile === undefined ? {} : { anchorFile }),
  });
  if (!verdict.ok) process.exitCode = EXIT.failed;
  if (options.json) {
    printJson({ schema: 'roundtrip.audit/1', ...verdict });
  } else if (verdict.ok) {
    const chain = { events: verdict.events, ...(options.from === undefined ? {} : { from: verdict.from }) };
    // A chain alone can be made anew by whoever owns the database.
    const found =
      anchorFile === undefined
        ? audit.unanchored(chain)
        : audit.verifies({ ...chain, signatures: verdict.signatures, heads: verdict.heads });
    process.stdout.write(`${found}\n`);
  } else {
    const { position, triage, problem: why } = verdict;
    const told = audit.doesNotVerify({
      problem: why,
      ...(position === undefined ? {} : { position }),
      ...(triage === undefined ? {} : { triage }),
    });
    process.stderr.write(`${told}\n${audit.keepBoth}\n`);
  }
}

function positionOf(text = '1'): number {
  const position = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(position)) return position;
  throw problem('position-invalid', say().problems.positionInvalid({ text: printable(text) }));
}
