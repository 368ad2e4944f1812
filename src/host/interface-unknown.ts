import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';

/** A host was asked about an interface that it does not have. */
export function interfaceUnknown(host: string, name: string, known: readonly string[]): RoundtripError {
  return new RoundtripError(
    'interface-unknown',
    `${host} has no interface ${printable(name)}.`,
    `Use one that it has: ${printable(known.join(', '), 300)}.`,
    { exitStatus: EXIT.usage },
  );
}
