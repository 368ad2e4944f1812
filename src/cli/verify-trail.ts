import { existsSync } from 'node:fs';
import { EXIT } from '../errors.ts';
import { printable } from '../printable.ts';
import { isExposed, type Store } from '../store/index.ts';
import { findingIn } from '../texts/failures/index.ts';
import { printJson } from './output.ts';
import { problem } from './problem.ts';
import { language, say } from './speech.ts';

/**
 * Checks the hash chain and the signed heads. Exit status 1 where they do not verify, naming the first bad position, and, where
 * `strict`, where the anchor, the key or a signature is missing, or others can read the key;
 * throws where the anchor that was named cannot be read, and where the log does not reach as far as the position to begin at.
 */
export async function verifyTrail(
  store: Store,
  config: { audit: { signingKeyFile: string; anchorFile: string; formerKeyFiles: readonly string[] } },
  options: { anchor?: string; from?: string; strict?: boolean; json?: boolean },
): Promise<void> {
  const { audit } = say();
  const { signingKeyFile, formerKeyFiles } = config.audit;
  const from = positionOf(options.from);
  const anchorFile =
    options.anchor ?? (existsSync(config.audit.anchorFile) ? config.audit.anchorFile : undefined);
  const verdict = await store.audit.verify({
    signingKeyFile,
    formerKeyFiles,
    from,
    ...(anchorFile === undefined ? {} : { anchorFile }),
  });
  const newest = verdict.from - 1 + verdict.events;
  if (verdict.ok && options.from !== undefined && from > newest)
    throw problem('position-invalid', say().problems.positionBeyond({ position: from, newest }));
  const proof = {
    isAnchored: anchorFile !== undefined,
    hasKey: existsSync(signingKeyFile),
    isExposed: await isExposed(signingKeyFile),
    unsigned: verdict.ok ? verdict.unsigned : 0,
  };
  const isProven = proof.isAnchored && proof.hasKey && !proof.isExposed && proof.unsigned === 0;
  if (!verdict.ok || (options.strict && !isProven)) process.exitCode = EXIT.failed;
  if (options.json) {
    const { isAnchored: anchored, hasKey: keyed } = proof;
    const missing = missingProof(proof, config.audit);
    const unproven =
      verdict.ok && options.strict && !isProven ? { ok: false, problem: missing.join(' ') } : {};
    printJson({ schema: 'roundtrip.audit/1', ...verdict, ...unproven, anchored, keyed });
  } else if (verdict.ok) {
    const { events, signatures } = verdict;
    const chain = { events, signatures, ...(options.from === undefined ? {} : { from: verdict.from }) };
    // A chain alone can be made anew by whoever owns the database.
    const found =
      anchorFile === undefined ? audit.unanchored(chain) : audit.verifies({ ...chain, heads: verdict.heads });
    process.stdout.write(`${found}\n`);
    for (const missing of missingProof(proof, config.audit)) process.stderr.write(`${missing}\n`);
  } else {
    const { position, triage, finding } = verdict;
    const told = audit.doesNotVerify({
      problem: findingIn(language(), finding),
      ...(position === undefined ? {} : { position }),
      ...(triage === undefined ? {} : { triage }),
    });
    const next = [
      // That the key is missing says nothing against the log.
      ...(finding.kind === 'anchor-unverifiable'
        ? []
        : [finding.kind === 'anchor-behind' ? audit.anchorBehind : audit.keepBoth]),
      ...(finding.kind === 'signature-wrong' ? [audit.formerKey] : []),
      // Without the key nobody can tell what the rest is worth.
      ...(proof.hasKey ? [] : [audit.putKeyBack({ file: signingKeyFile })]),
      ...(proof.isExposed ? [audit.keyExposed({ file: signingKeyFile })] : []),
    ];
    process.stderr.write(`${[told, ...next].join('\n')}\n`);
  }
}

type Proof = { isAnchored: boolean; hasKey: boolean; isExposed: boolean; unsigned: number };

/** What a consistent log lacks that would tell it from one that was made anew. */
function missingProof(
  { isAnchored, hasKey, isExposed: exposed, unsigned }: Proof,
  { anchorFile, signingKeyFile }: { anchorFile: string; signingKeyFile: string },
): string[] {
  const { audit } = say();
  return [
    ...(isAnchored ? [] : [audit.noAnchor({ file: anchorFile })]),
    ...(hasKey ? [] : [audit.noKey({ file: signingKeyFile })]),
    ...(exposed ? [audit.keyExposed({ file: signingKeyFile })] : []),
    ...(unsigned > 0 ? [audit.unsigned({ events: unsigned })] : []),
  ];
}

function positionOf(text = '1'): number {
  const position = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(position)) return position;
  throw problem('position-invalid', say().problems.positionInvalid({ text: printable(text) }));
}
