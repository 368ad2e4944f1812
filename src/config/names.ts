import { isIP } from 'node:net';
import { EXIT } from '../errors.ts';
import { printable } from '../printable.ts';
import { failed } from '../texts/failures/index.ts';

const HOST_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const INTERFACE_NAME = /^[A-Za-z0-9][A-Za-z0-9._@:-]*$/;

/** The longest name that DNS allows (RFC 1035, 2.3.4). */
const HOST_NAME_LIMIT = 253;

/** Linux's IFNAMSIZ is 16 with the ending zero byte. */
const INTERFACE_NAME_LIMIT = 15;

/** True for what may stand as a host's name or an ssh alias; it never begins with `-`, so it is never an option. */
export function isHostName(text: string): boolean {
  return text.length <= HOST_NAME_LIMIT && HOST_NAME.test(text);
}

/** A host's name, checked before anything is looked up. Throws `host-name-invalid` (exit status 2). */
export function parseHostName(text: string): string {
  if (isHostName(text)) return text;
  throw failed('host-name-invalid', { name: printable(text) }, { exitStatus: EXIT.usage });
}

/** True for what may stand as an interface's name. */
export function isInterfaceName(text: string): boolean {
  return text.length <= INTERFACE_NAME_LIMIT && INTERFACE_NAME.test(text);
}

/**
 * An interface's name, checked before anything is looked up. Throws `interface-is-address` for an address, of either family, and
 * `interface-name-invalid` (exit status 2).
 */
export function parseInterfaceName(text: string): string {
  if (isIP(text) !== 0)
    throw failed('interface-is-address', { address: printable(text) }, { exitStatus: EXIT.usage });
  if (isInterfaceName(text)) return text;
  const facts = { name: printable(text), longest: INTERFACE_NAME_LIMIT };
  throw failed('interface-name-invalid', facts, { exitStatus: EXIT.usage });
}
