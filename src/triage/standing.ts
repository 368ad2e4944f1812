import type { WorkflowMessage } from '../texts/index.ts';
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

type Lost = Extract<WorkflowMessage, { key: 'reason.approvals-lost' }>['lost'][number];

/**
 * Whether what people agreed to still has the approvals that it needs, by the rules and the groups as they are now. Answers
 * why not; undefined where it has. A group that cannot be read has no members: doubt means no.
 */
export async function whyNotStanding(
  to: 'change' | 'permanence' | 'undo',
  state: TriageState,
  rules: HostRules,
  directory: Directory,
): Promise<WorkflowMessage | undefined> {
  const voices = voicesFor(to, state);
  const lost: Lost[] = [];
  let standing = 0;
  for (const voice of voices) {
    const missing = to === 'change' ? whyNotComplete(voice, rules) : undefined;
    const why = missing ?? (await whyNotCounted(voice, state, rules, directory));
    if (why !== undefined) lost.push({ by: voice.by, because: why });
    else if (voice.breakGlass !== undefined || voice.alone) return undefined;
    else standing += 1;
  }
  if (standing >= rules.minimum && standing > 0) return undefined;
  return { key: 'reason.approvals-lost', minimum: rules.minimum, standing, lost };
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
function whyNotComplete({ ticket, hostTyped }: Voice, rules: HostRules): Lost['because'] | undefined {
  if (rules.mistapGuard && !hostTyped) return 'host-name';
  if (ticket === undefined) return rules.ticket?.required ? 'no-ticket' : undefined;
  return rules.ticket && !rules.ticket.fits(ticket) ? 'ticket' : undefined;
}

async function whyNotCounted(
  { by, breakGlass, signature, alone }: Voice,
  state: TriageState,
  rules: HostRules,
  directory: Directory,
): Promise<Lost['because'] | undefined> {
  if (alone) return rules.undo === 'asker' ? undefined : 'alone';
  if (breakGlass !== undefined && !rules.breakGlass) return 'glass';
  // Whose key it is and whether it may approve, the host itself looks at.
  if (rules.hostVerified && signature !== undefined && by.startsWith('cli:')) {
    const own = by === state.requestedBy || by === state.change?.chosenBy;
    if (!own || rules.selfApproval || rules.terminal) return undefined;
  }
  if (by.startsWith('cli:')) return rules.terminal ? undefined : 'terminal';
  const asked = by === state.requestedBy || by === state.change?.chosenBy;
  if (asked && breakGlass === undefined && !rules.selfApproval) return 'asker';
  const fresh: Directory = { groupMembers: (group) => directory.groupMembers(group, { fresh: true }) };
  return (await isApprover(by, rules.approvers, fresh)) ? undefined : 'not-an-approver';
}
