import type { Configuration } from './configuration/entry.ts';
import { ownValue } from './forms/own.ts';
import type { ObservationDraft } from './observation-draft.ts';

/** What a configuration says: its entries, whose interfaces they are, and the gateways among them. */
export function addConfiguration(
  draft: ObservationDraft,
  { owner, devices, intent, places }: Configuration,
  source: string,
): void {
  draft.state.intent = [...(draft.state.intent ?? []), ...intent].slice(0, MAX_INTENT);
  for (const entry of intent) {
    const dev = 'device' in entry ? entry.device : undefined;
    if (dev === undefined) continue;
    const isDefault = entry.kind === 'route' && /^(?:0\.0\.0\.0|::)\/0$/.test(entry.destination);
    const address = entry.kind === 'gateway' ? entry.address : isDefault ? entry.gateway : undefined;
    if (address !== undefined) addGateway(draft, { dev, address, source });
  }
  for (const dev of devices) setOwner(draft, dev, owner, source, places?.get(dev));
}

/** Entries kept of all files together. */
const MAX_INTENT = 2000;

/** Adds a gateway that is configured for an interface, once for each source. */
export function addGateway(
  draft: ObservationDraft,
  gateway: { dev: string; address: string; source: string },
): void {
  draft.state.configuredGateways ??= [];
  const known = draft.state.configuredGateways;
  const same = (other: typeof gateway) =>
    other.dev === gateway.dev && other.address === gateway.address && other.source === gateway.source;
  if (!known.some(same)) known.push(gateway);
}

/** Who says more surely that an interface is its own: a running daemon before a file that may be left over. */
const RANK: Readonly<Record<string, number>> = { netplan: 4, NetworkManager: 3, 'systemd-networkd': 2 };

/** Sets who configures an interface, unless a surer owner is known; where it has it, from whoever shows that. */
export function setOwner(
  draft: ObservationDraft,
  dev: string,
  owner: string,
  evidence: string,
  place?: string,
): void {
  const known = ownValue(draft.state.owners, dev);
  const surer = known !== undefined && (RANK[known.owner] ?? 1) >= (RANK[owner] ?? 1);
  const at = (known?.owner === owner ? known.place : undefined) ?? place;
  const kept = surer ? known : { owner, evidence };
  const placed = at !== undefined && (!surer || known.owner === owner) ? { place: at } : {};
  draft.state.owners = { ...draft.state.owners, [dev]: { ...kept, ...placed } };
}
