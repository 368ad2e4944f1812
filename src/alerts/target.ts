import { isIP } from 'node:net';
import { isInterfaceName } from '../config/index.ts';

/** The interface that an alert is about; `to`: the address of it that the alert names. */
export type Target = { host: string; interface: string; to?: string };

/** What is known of the hosts that may be looked at for alerts. */
type Known = {
  isHost(name: string): Promise<boolean>;
  /** The interface that had the address when its host was looked at last. */
  whoHas(address: string): Promise<{ host: string; interface: string } | undefined>;
};

/** Which labels name the host and its interface, in the order in which they are tried. */
type Labels = { hostLabels: readonly string[]; interfaceLabels: readonly string[] };

/**
 * Whom an alert is about, from its labels. A host is named as in the inventory, by a longer domain name, with a port or as a
 * URL; or by an address that an earlier look has shown, which names the interface too.
 */
export async function targetOf(
  labels: Readonly<Record<string, string>>,
  { hostLabels, interfaceLabels }: Labels,
  known: Known,
): Promise<Target | { because: 'host-unknown' | 'interface-unknown' }> {
  const device = labelOf(labels, interfaceLabels);
  const own = device !== undefined && isInterfaceName(device) ? device : undefined;
  for (const value of hostLabels.flatMap((name) => labels[name] ?? [])) {
    const name = withoutPort(value);
    if (isIP(name) !== 0) {
      const found = await known.whoHas(name);
      if (found && own !== undefined && own !== found.interface) return { host: found.host, interface: own };
      if (found) return { ...found, to: name };
    }
    for (const host of [name, name.split('.')[0] ?? name]) {
      if (!(await known.isHost(host))) continue;
      return own === undefined ? { because: 'interface-unknown' } : { host, interface: own };
    }
  }
  return { because: 'host-unknown' };
}

function labelOf(labels: Readonly<Record<string, string>>, names: readonly string[]): string | undefined {
  return names.map((name) => labels[name]).find((value) => value !== undefined && value !== '');
}

/** `server-b:9100`, `[fd00::4]:9100` and `https://server-b/metrics` without what is not the host. */
function withoutPort(value: string): string {
  const [, bare = value] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(value) ?? [];
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(bare) ?? [];
  if (bracketed !== undefined) return bracketed;
  return isIP(bare) === 6 ? bare : bare.replace(/:\d+$/, '');
}
