import { type ApprovalPolicy, approvalPolicyFor, type Config, type Secrets } from '../config/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { createLogger } from '../log.ts';
import { canBeReached, type Directory, usableApprovers } from '../triage/index.ts';

type ApproversCheck = { name: string; look: () => Promise<string> };

/** Without Slack nobody says who is in a group: nothing is claimed of it. */
type Looked = { policy: ApprovalPolicy; where: string; people: number; unread: readonly string[] };

/**
 * Whether as many people as must can approve a change, for the hosts of every group: groups of Slack are looked up where there is
 * a token.
 */
export function approversCheck(config: Config, secrets: Secrets): ApproversCheck {
  return {
    name: 'approvers',
    look: async () => {
      const directory = await directoryOf(secrets);
      const looked: Looked[] = [];
      for (const group of [undefined, ...Object.keys(config.approval.groups)]) {
        const policy = approvalPolicyFor(config, { group });
        const where = group === undefined ? 'a change' : `a change of a host of ${group}`;
        const { people, unread } = await usableApprovers(policy, [], directory ?? NOBODY);
        looked.push({ policy, where, people: people.length, unread });
      }
      if (looked.every(({ policy }) => isNobody(policy))) {
        if (config.approval.terminal) return 'only whoever runs "roundtrip fix"';
        throw notReady(
          'Nobody can approve a change: the bot explains and changes nothing.',
          'Name Slack users or user groups under approval.approvers, if changes are wanted.',
        );
      }
      for (const one of looked) if (!isNobody(one.policy)) judge(one, directory !== undefined);
      const [first] = looked;
      const named = first?.policy.approvers.length ?? 0;
      return [`${named} named`, ...looked.flatMap(remarkOn)].join('; ');
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

function judge({ policy, where, people, unread }: Looked, isSlackKnown: boolean): void {
  if (unread.length > 0 && !isSlackKnown) return;
  if (unread.length > 0)
    throw notReady(
      `Slack does not say who is in ${unread.join(', ')}: nobody can approve ${where} by way of it.`,
      'Name people by their IDs under approval.approvers, or give the app usergroups:read (groups need a paid plan).',
    );
  // Whoever asks is not counted, and need not be an approver.
  if (canBeReached(policy, people)) return;
  throw notReady(
    `Nobody can ever get ${where} approved: it needs ${policy.minimum} approvals, and ${people} can give one.`,
    'Name more people under approval.approvers, or lower approval.minimum.',
  );
}

/** Where every approver is needed, none of them can ask for a change. */
function remarkOn({ policy, where, people, unread }: Looked): string[] {
  const isTight = people === policy.minimum && !policy.selfApproval && unread.length === 0;
  const isOpen = policy.terminal || policy.hostVerified || policy.breakGlass || isNobody(policy);
  return isTight && !isOpen ? [`an approver who asks for ${where} cannot get it approved`] : [];
}

function notReady(message: string, nextStep: string): RoundtripError {
  return new RoundtripError('not-ready', message, nextStep, { exitStatus: EXIT.failed });
}
