import { EXIT, type RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import { failed } from '../texts/failures/index.ts';

/** So many of a host's interfaces are listed. */
const LISTED = 20;

/** A host was asked about an interface that it does not have. */
export function interfaceUnknown(host: string, name: string, known: readonly string[]): RoundtripError {
  const listed = known.slice(0, LISTED).map((each) => printable(each, 40));
  return failed(
    'interface-unknown',
    { host, name: printable(name), known: listed },
    { exitStatus: EXIT.usage },
  );
}
