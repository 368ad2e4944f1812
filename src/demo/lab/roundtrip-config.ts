import { stringify } from 'yaml';
import type { TopologyNode } from './topology.ts';

export interface LabConfigOptions {
  /** Who may approve in Slack; default: nobody, the terminal apart. */
  readonly approvers?: readonly string[];
  /** How long a change waits for evidence before it is undone; default `1m`. */
  readonly confirmWithin?: string;
  /** Further top-level entries of roundtrip.yaml; an entry given here replaces the lab's own. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** The text of the lab's roundtrip.yaml: its inventory, approval in the terminal, a store of its own. */
export function roundtripConfig(
  sshConfigFile: string,
  nodes: Readonly<Record<string, TopologyNode>>,
  options: LabConfigOptions,
): string {
  const hosts: Record<string, unknown> = {};
  for (const [name, node] of Object.entries(nodes)) {
    if (node.ssh !== false && node.inventory !== false) hosts[name] = node.inventory ?? {};
  }
  return stringify({
    ssh: { config: sshConfigFile },
    hosts,
    approval: { approvers: options.approvers ?? [], terminal: true },
    apply: { confirmWithin: options.confirmWithin ?? '1m' },
    ...options.config,
  });
}
