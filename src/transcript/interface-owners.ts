import { ownValue } from './forms/own.ts';
import type { ObservationDraft } from './observation-draft.ts';

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

/** Sets who configures an interface, unless a surer owner is known. */
export function setOwner(draft: ObservationDraft, dev: string, owner: string, evidence: string): void {
  const known = ownValue(draft.state.owners, dev);
  if (known !== undefined && (RANK[known.owner] ?? 1) >= (RANK[owner] ?? 1)) return;
  draft.state.owners = { ...draft.state.owners, [dev]: { owner, evidence } };
}
