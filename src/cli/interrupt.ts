import { EXIT } from '../errors.ts';
import { say } from './speech.ts';

/** What is said of the host when somebody interrupts; asked at that moment. */
let standing: () => string = () => say().interrupted.nothing;

/** Ctrl-C ends the program with one line that says what stands on the host. */
export function handleInterrupts(): void {
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
}

/** For a command that ends in its own way, such as the bot. */
export function leaveInterruptsAlone(): void {
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', interrupt);
}

/** Says from now on what stands on the host. @returns how to go back to what was said before */
export function standsNow(what: () => string): () => void {
  const before = standing;
  standing = what;
  return () => {
    standing = before;
  };
}

/** Ends the program as an interrupt does. */
export function interrupt(): never {
  // A terminal has printed ^C: the line begins under it.
  process.stderr.write(`${process.stderr.isTTY ? '\n' : ''}${standing()}\n`);
  process.exit(EXIT.failed);
}
