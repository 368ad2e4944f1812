import {
  type ApprovalPolicy,
  applyModeFor,
  approvalPolicyFor,
  type Config,
  resolveHost,
} from '../../config/index.ts';
import { RoundtripError } from '../../errors.ts';
import { type Language, languageOf, slackTextsIn } from '../../texts/index.ts';
import {
  type Actor,
  askersOf,
  canBeReached,
  type Directory,
  type EventStore,
  freezeOf,
  type Lock,
  lockOf,
  type Posting,
  type TriageState,
  usableApprovers,
} from '../../triage/index.ts';
import { approvalNeeds, needsDialog } from '../approval-needs.ts';
import { isWithheld, teamOf } from '../evidence.ts';
import type { People } from '../people.ts';
import { everybodyIn, type Sight } from '../sight.ts';
import { askSlot, undoSlot } from '../views/render.ts';
import type { Round, Story } from '../views/story.ts';
import { type Surroundings, slackUserOf } from '../views/surroundings.ts';
import { COUNTDOWN_EVERY } from './countdown.ts';

/** More approvers than this are not asked by direct message; they can answer in the thread. */
const MOST_ASKED = 20;

/** A posting with this digest is no message: Slack takes none there, from nobody's side a failure that passes. */
export const UNREACHABLE = 'unreachable';

export type AroundSources = {
  config: Config;
  people: People;
  directory: Directory;
  sight: Sight;
  events: Pick<EventStore, 'read' | 'readOwn' | 'now' | 'judged'>;
};

/** Looks up what the messages of a triage need beside its events: names, who is asked, what may be changed. */
export async function lookAround(
  { config, people, directory, sight, events }: AroundSources,
  story: Story,
  postings: readonly Posting[],
): Promise<Surroundings> {
  const round = story.rounds.at(-1);
  const { users, groupsUnread } = await approversOf(directory, round);
  // Nothing can be changed before there is a diagnosis.
  const isFrozen = story.state.diagnosis !== undefined && (await freezeOf(events)) !== undefined;
  const { host } = story.state.request;
  const lock = story.state.diagnosis === undefined ? undefined : await lockIn(config, host, events);
  const policy = policyOf(config, host, isFrozen, lock);
  const asked = users
    .filter((user) => mayApprove(policy, story, round, user))
    .slice(0, MOST_ASKED)
    .map((user) => ({ user, reached: !round || isReachable(postings, askSlot(user, round)) }));
  const usable = policy && (await usableApprovers(policy, askersOf(story.state), directory));
  const undoAsked = (story.state.undoWanted ? (usable?.people ?? []) : [])
    .flatMap((actor) => slackUserOf(actor) ?? [])
    .slice(0, MOST_ASKED)
    .map((user) => ({ user, reached: isReachable(postings, undoSlot(user)) }));
  const unapprovable =
    policy && usable && !canBeReached(policy, usable) ? { minimum: policy.minimum, ...usable } : undefined;
  const language = threadLanguage(config, story.state);
  return {
    language,
    names: await namesOf(
      people,
      story,
      [...asked, ...undoAsked].map(({ user }) => user),
      unapprovable?.people ?? [],
      language,
    ),
    probeHosts: await probeHosts(config, sight, story),
    evidence: isWithheld(config, story.state) ? 'store' : 'thread',
    changes: policy?.changes ?? 'host-left',
    ...(lock ? { lock } : {}),
    ...(unapprovable ? { unapprovable } : {}),
    undoBy: config.undo,
    undoAsked,
    ...(mayKeep(config, policy) ? { permanence: 'offered' as const } : {}),
    breakGlass: policy?.breakGlass ?? false,
    hostVerified: policy?.hostVerified ?? false,
    approvalDialog: needsDialog(approvalNeeds(config, story.state.request.host)),
    asked,
    groupsUnread,
    hashes: config.audit.copies.thread,
    ...(await timeLeft(events, story)),
    standing: postings.filter((posting) => posting.ts !== '').map((posting) => posting.slot),
  };
}

/** What is shown of a countdown goes by steps of so many seconds: an edit each, and no more. */
const COUNTED_BY = COUNTDOWN_EVERY / 1000;

/** The seconds left for a person's packet, by the database's clock. */
async function timeLeft(
  events: Pick<EventStore, 'now'>,
  { state: { status, waiting } }: Story,
): Promise<Pick<Surroundings, 'secondsLeft'>> {
  if (status !== 'collecting' || !waiting) return {};
  const left = (Date.parse(waiting.until) - (await events.now()).getTime()) / 1000;
  return { secondsLeft: Math.max(0, Math.ceil(left / COUNTED_BY) * COUNTED_BY) };
}

/** The language of a triage's messages: the configured one, or that of whoever asked. */
export function threadLanguage(
  { language }: Pick<Config, 'language'>,
  state: Pick<TriageState, 'language'>,
): Language {
  return languageOf(language === 'asker' ? state.language : language);
}

/** What approvers sign, where the host verifies that, are the steps alone. */
function mayKeep({ persist }: Config, policy: Policy | undefined): boolean {
  return persist !== 'never' && policy !== undefined && !policy.hostVerified;
}

async function approversOf(
  directory: Directory,
  round: Round | undefined,
): Promise<{ users: string[]; groupsUnread: string[] }> {
  const users = new Set<string>();
  const groupsUnread: string[] = [];
  for (const approver of round && !round.end ? round.approvers : []) {
    const id = approver.replace(/^slack:/, '');
    if (/^[UW]/.test(id)) users.add(id);
    if (!id.startsWith('S')) continue;
    const members = await directory.groupMembers(id);
    if (!members) groupsUnread.push(id);
    for (const member of members ?? []) users.add(slackUserOf(member) ?? member);
  }
  return { users: [...users], groupsUnread };
}

/** Who asked is not asked to approve, unless the policy lets people approve their own wishes. */
function mayApprove(
  policy: Policy | undefined,
  story: Story,
  round: Round | undefined,
  user: string,
): boolean {
  if (policy?.selfApproval) return true;
  return slackUserOf(round?.by ?? 'system') !== user && slackUserOf(story.state.requestedBy) !== user;
}

function isReachable(postings: readonly Posting[], slot: string): boolean {
  return postings.find((posting) => posting.slot === slot)?.digest !== UNREACHABLE;
}

async function namesOf(
  people: People,
  story: Story,
  asked: readonly string[],
  others: readonly Actor[],
  language: Language,
): Promise<Map<Actor, string>> {
  const actors = [
    ...others,
    story.state.requestedBy,
    story.state.undoWanted?.by,
    ...story.rounds.flatMap((round) => [round.by, round.end?.by, ...round.approvals.map(({ by }) => by)]),
    ...story.outcomes.map((outcome) => outcome.by),
    story.state.confirmation?.confirmedBy,
    ...(story.state.judgements ?? []).map(({ by }) => by),
    ...asked.map((user): Actor => `slack:${user}`),
  ];
  const users = new Set(actors.flatMap((actor) => (actor ? (slackUserOf(actor) ?? []) : [])));
  const named = await Promise.all(
    [...users].map(async (user): Promise<[Actor, string]> => {
      const person = await people.person(user).catch(() => undefined);
      return [`slack:${user}`, person?.name ?? user];
    }),
  );
  return new Map([...named, ...machineNamed(story.state, language)]);
}

/** An alert and an agent are called as they call themselves, and what they are. */
function machineNamed({ requestedBy, requestedName }: TriageState, language: Language): [Actor, string][] {
  const [kind = '', id = ''] = requestedBy.split(':');
  if (kind !== 'alert' && kind !== 'agent') return [];
  return [[requestedBy, slackTextsIn(language).card[kind]({ name: requestedName ?? id })]];
}

/**
 * The host that sent the probe, or the configured one; else all that are listed by name. Only what the team allows, and what
 * the asker may know of: the channel reads it.
 */
async function probeHosts(config: Config, sight: Sight, { state }: Story): Promise<string[]> {
  const { request, origin, requestedBy } = state;
  const user = slackUserOf(requestedBy);
  if (origin.kind !== 'slack') return [];
  // What is offered under an alert is for everybody there.
  const reader = user === undefined ? everybodyIn(origin.channel) : { user, channel: origin.channel };
  const team = teamOf(config, request.host)?.probeFrom;
  const first = request.from?.kind === 'host' ? request.from.host : config.probe.from;
  const listed = first === undefined ? await sight.names(reader) : [first];
  const hosts = [...new Set(team ?? listed)].filter((name) => name !== request.host);
  const allowed = await Promise.all(hosts.map((name) => sight.mayProbe(name, request.host, reader)));
  return hosts.filter((_name, index) => allowed[index]);
}

type Policy = Pick<Surroundings, 'changes'> & ApprovalPolicy;

/** Undefined for a host that has left the inventory since. */
function policyOf(
  config: Config,
  name: string,
  isFrozen: boolean,
  lock: Lock | undefined,
): Policy | undefined {
  try {
    const host = resolveHost(config, name);
    const rules = approvalPolicyFor(config, host);
    const { shadow } = applyModeFor(config, host);
    const changes = changesOn({
      ...{ apply: host.apply, frozen: rules.frozen || isFrozen, shadow },
      locked: lock !== undefined,
    });
    return { ...rules, changes };
  } catch {
    return undefined;
  }
}

/** The first reason why nothing is changed there. */
function changesOn(is: {
  apply: boolean;
  frozen: boolean;
  shadow: boolean;
  locked: boolean;
}): Surroundings['changes'] {
  if (!is.apply) return 'observe-only';
  if (is.shadow) return 'shadow';
  if (is.frozen) return 'frozen';
  return is.locked ? 'locked' : 'allowed';
}

/** What the changes of a host's group wait for; nothing of a host that has left the inventory. */
async function lockIn(
  config: Config,
  name: string,
  events: AroundSources['events'],
): Promise<Lock | undefined> {
  try {
    const host = resolveHost(config, name);
    const rules = { ...applyModeFor(config, host), group: host.group };
    return await lockOf(events, rules, (other) => resolveHost(config, other).group);
  } catch (error) {
    if (error instanceof RoundtripError) return undefined;
    throw error;
  }
}
