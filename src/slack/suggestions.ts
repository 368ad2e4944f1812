import { isHostName, isInterfaceName } from '../config/index.ts';
import { nearNames } from '../near-names.ts';
import type { LastLooks } from './last-looks.ts';
import { LIMITS } from './limits.ts';
import type { Reader, Sight } from './sight.ts';

/** What a menu of the form offers: the name that it stands for, and what helps to recognise it. */
export type Suggestion = { name: string; addresses: readonly string[] };

type Sources = { sight: Sight; looks: LastLooks; isWithheld(host: string): boolean };

/**
 * Hosts that the reader may ask about, for what was typed so far: those that begin with it, that contain it, that have that
 * address, and near misses. A host that only a pattern of the inventory takes in is offered once its whole name is typed.
 */
export async function suggestHosts(sources: Sources, typed: string, reader: Reader): Promise<Suggestion[]> {
  const { sight, looks } = sources;
  const [listed] = await Promise.all([sight.names(reader), looks.ready()]);
  const wanted = typed.trim();
  const named = matching(listed, wanted);
  const isWhole = !listed.includes(wanted) && isHostName(wanted) && (await sight.sees(wanted, reader));
  const hosts = [...(isWhole ? [wanted] : []), ...named, ...listed.filter((host) => has(host))];
  const found = hosts.length > 0 ? hosts : nearNames(wanted, listed);
  return [...new Set(found)].slice(0, LIMITS.options).map((name) => ({ name, addresses: addressesOf(name) }));

  function addressesOf(host: string): string[] {
    if (sources.isWithheld(host)) return [];
    return looks.interfacesOf(host).flatMap(({ addresses }) => addresses);
  }

  function has(host: string): boolean {
    return wanted.length > 2 && addressesOf(host).some((address) => address.startsWith(wanted));
  }
}

/**
 * Interfaces of that host as it was seen last, for what was typed so far, and the typed name itself where it can be one: a
 * host that was never looked at has none to offer.
 */
export async function suggestInterfaces(
  sources: Sources,
  host: string | undefined,
  typed: string,
  reader: Reader,
): Promise<Suggestion[]> {
  const { sight, looks } = sources;
  const wanted = typed.trim();
  await looks.ready();
  const isShown = host !== undefined && !sources.isWithheld(host) && (await sight.sees(host, reader));
  const seen = isShown ? looks.interfacesOf(host).filter(({ name }) => name !== 'lo') : [];
  const names = matching(
    seen.map(({ name }) => name),
    wanted,
  );
  const byAddress = seen.filter(({ addresses }) => addresses.some((each) => each.startsWith(wanted)));
  const found = new Set([...names, ...(wanted === '' ? [] : byAddress.map(({ name }) => name))]);
  const own = isInterfaceName(wanted) && !found.has(wanted) ? [{ name: wanted, addresses: [] }] : [];
  return [...seen.filter(({ name }) => found.has(name)), ...own].slice(0, LIMITS.options);
}

/** Names that begin with it before those that contain it; all where nothing was typed. */
function matching(names: readonly string[], typed: string): string[] {
  const wanted = typed.toLowerCase();
  const begins = names.filter((name) => name.toLowerCase().startsWith(wanted));
  const contains = names.filter((name) => name.toLowerCase().includes(wanted) && !begins.includes(name));
  return [...begins, ...contains];
}
