import { existsSync } from 'node:fs';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { Store } from '../store/index.ts';
import { printJson } from './output.ts';

/**
 * Checks the hash chain and the signed heads. Exit status 1 where they do not verify, naming the first bad position;
 * throws where the anchor that was named cannot be read.
 */
export async function verifyTrail(
  store: Store,
  config: { audit: { signingKeyFile: string; anchorFile: string } },
  options: { anchor?: string; from?: string; json?: boolean },
): Promise<void> {
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
    const began = options.from === undefined ? '' : ` from position ${verdict.from} on`;
    // A chain alone can be made anew by whoever owns the database.
    const found =
      anchorFile === undefined
        ? `Consistent${began}, unanchored: ${verdict.events} events.`
        : `The chain verifies${began}: ${verdict.events} events, ${verdict.signatures} of them signed; ${verdict.heads} signed heads agree.`;
    process.stdout.write(`${found}\n`);
  } else {
    const place = verdict.position === undefined ? '' : ` at position ${verdict.position}`;
    const triage = verdict.triage === undefined ? '' : ` (${verdict.triage})`;
    process.stderr.write(`The chain does not verify${place}${triage}: ${verdict.problem}.\n`);
    process.stderr.write(
      'Somebody or something changed the database or the anchor: keep both as they are, and compare with a backup.\n',
    );
  }
}

function positionOf(text = '1'): number {
  const position = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(position)) return position;
  throw new RoundtripError(
    'position-invalid',
    `"${printable(text)}" is no position of the log.`,
    'Positions count 1, 2, 3 …; "roundtrip audit export" shows them.',
    { exitStatus: EXIT.usage },
  );
}
