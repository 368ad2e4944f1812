import { RoundtripError } from '../errors.ts';
import { failureIn, failureOf } from '../texts/failures/index.ts';
import { tellAside } from './screen.ts';
import { language } from './speech.ts';

/** Tells what went wrong beside a command that goes on: what it is and what to do. True where a person can do anything about it. */
export function tellTrouble(error: Error): boolean {
  if (!(error instanceof RoundtripError)) return false;
  const { message, nextStep } = failureIn(language(), failureOf(error));
  tellAside(`${message}\n${nextStep}`);
  return true;
}
