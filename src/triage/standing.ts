import type { Actor } from './events.ts';
import { isApprover } from './membership.ts';
import type { Directory, HostRules } from './ports.ts';
import type { TriageState } from './state.ts';

/** A yes that was given: to a change, or to taking one back, which needs no ticket and no name typed. */
type Voice = {
  by: Actor;
  self: boolean;
  breakGlass?: string;
  signature?: string;
  ticket?: string;
  hostTyped?: true;
  alone?: true;
};

/**
 * Whether what people agreed to still has the approvals that it needs, by the rules and the groups as they are now. Answers
 * why not, in a clause; undefined where it has. A group that cannot be read has no members: doubt means no.
 */
export async function whyNotStanding(
  to: 'change' | 'permanence' | 'undo',
  state: TriageState,
  rules: HostRules,
  directory: Directory,
): Promise<string | undefined> {
  const voices = voicesFor(to, state);
  const lost: string[] = [];
  let standing = 0;
  for (const voice of voices) {
    const missing = to === 'change' ? whyNotComplete(voice, rules) : undefined;
    const why = missing ?? (await whyNotCounted(voice, state, rules, directory));
    if (why !== undefined) lost.push(`${voice.by} ${why}`);
    else if (voice.breakGlass !== undefined || voice.alone) return undefined;
    else standing += 1;
  }
  if (standing >= rules.minimum && standing > 0) return undefined;
  const reasons = lost.length === 0 ? '' : ` (${lost.join('; ')})`;
  return `it needs ${rules.minimum} approvals and has ${standing} that still count${reasons}`;
}

function voicesFor(to: 'change' | 'permanence' | 'undo', state: TriageState): readonly Voice[] {
  switch (to) {
    case 'change':
      return state.change?.approvals ?? [];
    case 'permanence':
      return state.permanence?.wishes ?? [];
    case 'undo':
      return state.undo?.wishes ?? [];
  }
}

/** What the rules ask for beside the yes, by now. */
function whyNotComplete({ ticket, hostTyped }: Voice, rules: HostRules): string | undefined {
  if (rules.mistapGuard && !hostTyped)
    return "approved without typing the host's name, which is asked for by now";
  if (ticket === undefined)
    return rules.ticket?.required ? 'named no change ticket, which is required by now' : undefined;
  return rules.ticket && !rules.ticket.fits(ticket)
    ? `named ${ticket}, which is no change ticket by now`
    : undefined;
}

async function whyNotCounted(
  { by, breakGlass, signature, alone }: Voice,
  state: TriageState,
  rules: HostRules,
  directory: Directory,
): Promise<string | undefined> {
  if (alone) return rules.undo === 'asker' ? undefined : 'may not undo it alone any more';
  if (breakGlass !== undefined && !rules.breakGlass) return 'may not skip the waiting for others any more';
  // Whose key it is and whether it may approve, the host itself looks at.
  if (rules.hostVerified && signature !== undefined && by.startsWith('cli:')) {
    const own = by === state.requestedBy || by === state.change?.chosenBy;
    if (!own || rules.selfApproval || rules.terminal) return undefined;
  }
  if (by.startsWith('cli:')) return rules.terminal ? undefined : 'may not approve in the terminal any more';
  const asked = by === state.requestedBy || by === state.change?.chosenBy;
  if (asked && breakGlass === undefined && !rules.selfApproval)
    return 'asked for it, and may not approve it any more';
  const fresh: Directory = { groupMembers: (group) => directory.groupMembers(group, { fresh: true }) };
  return (await isApprover(by, rules.approvers, fresh)) ? undefined : 'is no approver any more';
}
