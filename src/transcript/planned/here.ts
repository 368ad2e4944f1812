import type { HostState } from '../../analyzer/model/index.ts';
import { isAddress } from '../forms/addresses.ts';

/** The host that a change is for, as far as it is known. */
export type PlannedHost = { host?: string | undefined; state?: HostState };

/** Whether a command that is run on a host of this name, in short or in full, or at this address is run on that one. */
export function isHere(name: string, { host = '', state }: PlannedHost): boolean {
  const wanted = name.toLowerCase();
  if (['', 'localhost', '127.0.0.1', '::1'].includes(wanted)) return true;
  const isIp: boolean = isAddress(wanted);
  if (isIp) return (state?.addresses ?? []).some(({ local }) => local === wanted);
  const known = [host, state?.hostname ?? ''].filter((one) => one !== '').map((one) => one.toLowerCase());
  return known.some((one) => `${one}.`.startsWith(`${wanted}.`) || wanted.startsWith(`${one}.`));
}
