import type { ResolvedHost } from './inventory.ts';
import type { Config } from './schema.ts';

/** Who may approve a change on one host, and how: the configuration's rules with the host group's overrides. */
export type ApprovalPolicy = Omit<Config['approval'], 'groups'>;

/** The approval rules that hold for a host. `expiresAfter` is in milliseconds. */
export function approvalPolicyFor(
  config: Pick<Config, 'approval'>,
  host: Pick<ResolvedHost, 'group'>,
): ApprovalPolicy {
  const { groups, ...policy } = config.approval;
  const overrides = host.group !== undefined && Object.hasOwn(groups, host.group) ? groups[host.group] : {};
  const set = Object.entries(overrides ?? {}).filter(([, value]) => value !== undefined);
  const merged: ApprovalPolicy = { ...policy, ...Object.fromEntries(set) };
  return { ...merged, frozen: policy.frozen || merged.frozen };
}
