import type { Actor } from './events.ts';
import type { Directory } from './ports.ts';

/**
 * Whether an actor is among the approvers (Slack users and user groups). A group whose members cannot be told has
 * none: doubt never makes an approver.
 */
export async function isApprover(
  actor: Actor,
  approvers: readonly string[],
  directory: Directory,
): Promise<boolean> {
  if (approvers.some((approver) => `slack:${approver}` === actor)) return true;
  if (!actor.startsWith('slack:')) return false;
  for (const group of approvers.filter((approver) => approver.startsWith('S'))) {
    const members = await directory.groupMembers(group);
    if (members?.includes(actor)) return true;
  }
  return false;
}
