import type { FilterOwner, FilterRuleRef } from '../model/index.ts';

/** Chains and tables as these programs name them. */
const LAYOUTS: readonly [FilterOwner, (rule: FilterRuleRef) => boolean][] = [
  [
    'firewalld',
    ({ table, chain }) =>
      table === 'firewalld' ||
      /^(INPUT|FWDI|IN|PRE|POST|OUTPUT|PREROUTING|POSTROUTING)_(ZONES|direct|\w+_(allow|deny|log|pre|post))|_ZONES(_SOURCE)?$|^rpfilter_/.test(
        chain,
      ),
  ],
  ['ufw', ({ chain }) => /^ufw6?-/.test(chain)],
  ['docker', ({ chain, table }) => /^DOCKER(-|$)/.test(chain) || table === 'docker-bridges'],
  ['kube-proxy', ({ chain, table }) => /^KUBE-/.test(chain) || table === 'kube-proxy'],
  ['calico', ({ chain }) => /^cali-/.test(chain)],
  ['cilium', ({ chain }) => /^(OLD_)?CILIUM_/.test(chain)],
  ['fail2ban', ({ chain, table }) => /^f2b-/.test(chain) || /^f2b-table/.test(table)],
  [
    'libvirt',
    ({ chain, table }) =>
      /^LIBVIRT_|^guest_(input|output|cross|nat)$/.test(chain) || table === 'libvirt_network',
  ],
  ['tailscale', ({ chain }) => /^ts-(input|forward|postrouting)$/.test(chain)],
  ['shorewall', ({ chain }) => /^(shorewall|smurfs|sfilter|logdrop|net2fw|net-fw|loc-fw)$/.test(chain)],
  ['nixos', ({ chain, table }) => /^nixos-/.test(chain) || /^nixos-/.test(table)],
  ['openwrt fw4', ({ table }) => table === 'fw4'],
];

/** Words of comments that tell whose rule it is. */
const COMMENTS: readonly [RegExp, FilterOwner][] = [
  [/fail2ban/i, 'fail2ban'],
  [/ufw/i, 'ufw'],
  [/docker/i, 'docker'],
  [/kubernetes/i, 'kube-proxy'],
];

/** Whose rule it is, told by names; the calling rule of a built-in chain counts by where it jumps. */
export function ownerOf(rule: FilterRuleRef): FilterOwner | undefined {
  const own = LAYOUTS.find(([, fits]) => fits(rule))?.[0];
  if (own !== undefined) return own;
  return COMMENTS.find(([words]) => words.test(rule.comment ?? ''))?.[1];
}
