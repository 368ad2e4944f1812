import { type ApprovalPolicy, approvalPolicyFor, type Config, type Secrets } from '../config/index.ts';
import { EXIT, type RoundtripError } from '../errors.ts';
import { createLogger } from '../log.ts';
import { canBeReached, type Directory, type UsableApprovers, usableApprovers } from '../triage/index.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

type ApproversCheck = { name: string; look: () => Promise<string> };

/** The hosts that a rule holds for: those of a group, or all others. */
type Where = { group?: string };

/** Without Slack nobody says who is in a group: nothing is claimed of it. */
type Looked = { policy: ApprovalPolicy; where: Where; usable: UsableApprovers };

/**
 * Whether as many people as must can approve a change, for the hosts of every group: groups of Slack are looked up where there is
 * a token.
 */
export function approversCheck(config: Config, secrets: Secrets): ApproversCheck {
  return {
    name: say().doctor.names.approvers,
    look: async () => {
      const directory = await directoryOf(secrets);
      const looked: Looked[] = [];
      for (const group of [undefined, ...Object.keys(config.approval.groups)]) {
        const policy = approvalPolicyFor(config, { group });
        const where = group === undefined ? {} : { group };
        looked.push({ policy, where, usable: await usableApprovers(policy, [], directory ?? NOBODY) });
      }
      if (looked.every(({ policy }) => isNobody(policy))) {
        if (config.approval.terminal) return say().doctor.onlyTerminal;
        return say().doctor.nobodyApproves;
      }
      for (const one of looked) if (!isNobody(one.policy)) judge(one, directory !== undefined);
      const [first] = looked;
      const named = first?.policy.approvers.length ?? 0;
      return [say().doctor.approversNamed({ approvers: named }), ...looked.flatMap(remarkOn)].join('; ');
    },
  };
}

const NOBODY: Directory = { groupMembers: async () => undefined };

async function directoryOf(secrets: Secrets): Promise<Directory | undefined> {
  if (secrets.slackBotToken === undefined) return undefined;
  const { createSlackDirectory } = await import('../slack/index.ts');
  return createSlackDirectory(secrets, createLogger('silent'));
}

function isNobody({ approvers }: ApprovalPolicy): boolean {
  return approvers.length === 0;
}

function judge({ policy, where, usable }: Looked, isSlackKnown: boolean): void {
  const { unread } = usable;
  if (unread.length > 0 && !isSlackKnown) return;
  if (unread.length > 0) throw notReady(say().doctorProblems.groupUnread({ ...where, unread }));
  // Whoever asks is not counted, and need not be an approver.
  if (canBeReached(policy, usable)) return;
  const people = usable.people.length;
  throw notReady(say().doctorProblems.minimumUnreachable({ ...where, minimum: policy.minimum, people }));
}

/** Where every approver is needed, none of them can ask for a change. */
function remarkOn({ policy, where, usable }: Looked): string[] {
  const { people, unread } = usable;
  const isTight = people.length === policy.minimum && !policy.selfApproval && unread.length === 0;
  const isOpen = policy.terminal || policy.hostVerified || policy.breakGlass || isNobody(policy);
  return isTight && !isOpen ? [say().doctor.askerStuck(where)] : [];
}

function notReady(told: { message: string; nextStep: string }): RoundtripError {
  return problem('not-ready', told, { exitStatus: EXIT.failed });
}
