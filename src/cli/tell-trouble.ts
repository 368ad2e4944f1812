import { RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import { failureIn, failureOf } from '../texts/failures/index.ts';
import { tellAside } from './screen.ts';
import { language, say } from './speech.ts';

/** What was told already: a server that is away says the same at every attempt. */
const told = new Set<string>();

/**
 * Tells what goes wrong beside a command that goes on, each once: what it is and what to do, or in one line what a program or the
 * system said. The whole error is logged with ROUNDTRIP_LOG=debug (false).
 */
export function tellTrouble(error: Error): boolean {
  if (process.env['ROUNDTRIP_LOG'] === 'debug' || process.env['ROUNDTRIP_LOG'] === 'trace') return false;
  const text = textOf(error);
  if (!told.has(text)) tellAside(text);
  told.add(text);
  return true;
}

function textOf(error: Error): string {
  if (!(error instanceof RoundtripError))
    return say().following.beside({ why: printable(error.message.split('\n')[0] ?? '', 300) });
  const { message, nextStep } = failureIn(language(), failureOf(error));
  return `${message}\n${nextStep}`;
}
