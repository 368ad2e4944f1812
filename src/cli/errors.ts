import { CommanderError } from 'commander';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import { failureIn, failureOf } from '../texts/failures/index.ts';
import { withoutSecrets } from '../without-secrets.ts';
import { UsageError } from './command.ts';
import { printJson } from './output.ts';
import { problem } from './problem.ts';
import { language, say } from './speech.ts';

/** Longest line of an error, in characters: what a user typed may be quoted in it. */
const LINE_LIMIT = 400;

/** Standard output takes no more; the message is the code of the error: `ENOSPC`. */
export class OutputLost extends Error {}

/** True where `--json` was asked for, whichever command it belongs to. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json');
}

/**
 * The one place where a failure of the command line is told: two lines on standard error (what is wrong, what to
 * do next), with `--json` also a `roundtrip.error/1` document on standard output, and the exit status.
 */
export function reportFailure(error: unknown, argv: readonly string[]): void {
  if (isOnlyShown(error)) return;
  const failure = toRoundtripError(error);
  const told = failureIn(language(), failureOf(failure));
  const message = printable(withoutSecrets(told.message), LINE_LIMIT);
  const nextStep = printable(told.nextStep, LINE_LIMIT);
  if (wantsJson(argv)) {
    printJson({ schema: 'roundtrip.error/1', code: failure.code, message, nextStep });
  }
  process.stderr.write(`${message}\n${nextStep}\n`);
  if (process.env.ROUNDTRIP_LOG === 'debug' || process.env.ROUNDTRIP_LOG === 'trace') {
    logDetails(error);
  }
  process.exitCode = failure.exitStatus;
}

/** Whether a command line was not understood: nothing was read of the configuration yet. */
export function isUsage(error: unknown): boolean {
  return error instanceof UsageError || (error instanceof CommanderError && !isOnlyShown(error));
}

/** Commander throws also where it has only shown what was asked for: help, or the version. */
function isOnlyShown(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === EXIT.done;
}

function toRoundtripError(error: unknown): RoundtripError {
  if (error instanceof RoundtripError) return error;
  if (error instanceof UsageError) return problem('usage', error.tell(say().problems), { cause: error });
  if (error instanceof CommanderError) return usageError(error);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof OutputLost)
    return problem('output-not-written', say().problems.outputNotWritten({ code: error.message }), {
      exitStatus: EXIT.failed,
      cause: error,
    });
  const told = say().problems.unexpected({ message: oneLine(message) });
  return problem('unexpected', told, { exitStatus: EXIT.failed, cause: error });
}

function usageError(error: CommanderError): RoundtripError {
  const { noCommand, usage } = say().problems;
  const told =
    error.code === 'commander.help'
      ? noCommand()
      : usage({ message: oneLine(error.message.replace(/^error: /, '')) });
  return problem('usage', told, { cause: error });
}

function logDetails(error: unknown): void {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${withoutSecrets(details)}\n`);
  if (error instanceof Error && error.cause !== undefined) logDetails(error.cause);
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
