import type { Actor } from './events.ts';
import type { Directory, HostRules, UsableApprovers } from './ports.ts';

/** Looks up who can approve what these people have asked for. */
export async function usableApprovers(
  { approvers, selfApproval }: Pick<HostRules, 'approvers' | 'selfApproval'>,
  askers: readonly Actor[],
  directory: Directory,
): Promise<UsableApprovers> {
  const people = new Set<Actor>();
  const unread: string[] = [];
  for (const approver of approvers) {
    if (!approver.startsWith('S')) {
      people.add(`slack:${approver}`);
      continue;
    }
    const members = await directory.groupMembers(approver);
    if (!members) unread.push(approver);
    for (const member of members ?? []) people.add(member);
  }
  const usable = selfApproval ? [...people] : [...people].filter((each) => !askers.includes(each));
  return { people: usable, approvers: people.size, unread };
}

/**
 * Whether as many as the rules ask for can ever approve. Where a terminal may approve, or a host looks at signatures by itself, who
 * can is not known here; where the waiting for others may be skipped, one is enough, who may be the asker.
 */
export function canBeReached(
  {
    minimum,
    terminal,
    hostVerified,
    breakGlass,
  }: Pick<HostRules, 'minimum' | 'terminal' | 'hostVerified' | 'breakGlass'>,
  { people, approvers }: Pick<UsableApprovers, 'people' | 'approvers'>,
): boolean {
  if (terminal || hostVerified) return true;
  return breakGlass ? approvers > 0 : people.length >= minimum;
}
