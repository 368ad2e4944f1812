import { REMEDIES } from './ask.ts';

/** Causes that are mended by how the host routes its answers or validates sources. */
const MENDED_BY_ROUTING: ReadonlySet<string> = new Set([
  'strict-rp-filter',
  'firewall-rp-filter',
  'arp-rejected-by-rp-filter',
  'arp-flux',
  'reply-leaves-other-interface',
  'published-port-reverse-path',
  'policy-rule-shadowed',
  'policy-rule-missing',
  'policy-table-empty',
  'policy-table-hides-connected',
  'main-rule-missing',
  'vpn-captures-reply',
  'duplicate-connected-prefix',
  'route-rejects',
  'no-return-route',
  'gateway-unreachable',
  'udp-source-mismatch',
]);

/** Whether a change of routing or of rp_filter can help against the cause at all. */
export function helpedByRouting(cause: string): boolean {
  return MENDED_BY_ROUTING.has(cause);
}

/** The remedies that must not be offered: all where none can help, else those that are known not to repair. */
export function mustNotBeOffered(
  cause: string,
  outcomes: Readonly<Partial<Record<string, string>>>,
): readonly string[] {
  return REMEDIES.filter((id) => {
    const outcome = outcomes[id];
    if (outcome === undefined) return cause !== 'inconclusive' && !helpedByRouting(cause);
    return outcome === 'does-not-repair' || outcome === 'not offered';
  });
}
