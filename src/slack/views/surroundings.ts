import type { Language } from '../../texts/index.ts';
import type { Actor, Lock, UsableApprovers } from '../../triage/index.ts';

/** A picture as a file of the workspace, and what it shows in words. */
export type ShownPicture = { file: string; alternativeText: string };

/** What a triage's messages need to know beside its events: looked up before they are rendered. */
export type Surroundings = {
  /** What the messages of this triage are in. */
  language: Language;
  /** Names of people by actor, as the chat shows them; not escaped. */
  names: ReadonlyMap<Actor, string>;
  /** Inventory hosts that could send a probe, best first. */
  probeHosts: readonly string[];
  /** Whether changes may be made on the host: `apply: false`, `frozen`, `mode` and `apply.unlock` of the configuration. */
  changes: 'allowed' | 'observe-only' | 'host-left' | 'frozen' | 'shadow' | 'locked';
  /** What changes that are locked wait for. */
  lock?: Lock;
  /** Whether a fix may be made permanent by a press. */
  permanence?: 'offered';
  /** Whether an approver may skip the waiting for others, with a reason. */
  breakGlass: boolean;
  /** The host verifies approvals by itself: they are signed. */
  hostVerified?: boolean;
  /** `store`: what was seen of the host stays out of Slack (`withheld`). */
  evidence?: 'thread' | 'store';
  /** Whether approving opens a dialog that asks for more than the press. */
  approvalDialog?: boolean;
  /** Slack user ids of those who can approve the current change, and whether a direct message reached them. */
  asked: readonly { user: string; reached: boolean }[];
  /** Fewer people can approve a change there than must: nothing is offered that nobody could ever approve. */
  unapprovable?: UsableApprovers & { minimum: number };
  /** Who may undo a fix (`undo` of the configuration), and who was asked to, where somebody wants that. */
  undoBy?: 'approver' | 'asker';
  undoAsked?: readonly { user: string; reached: boolean }[];
  /** User groups whose members could not be read: nobody can approve by way of them. */
  groupsUnread: readonly string[];
  /** The round trip as it is, and as it would be after the chosen remedy; each where it could be drawn. */
  pictures?: { now?: ShownPicture | undefined; after?: ShownPicture | undefined };
  /** Where the thread is found. */
  thread?: string;
  /** Whether the hash of each approval is told in its thread: a copy that the database's owner cannot reach. */
  hashes?: boolean;
  /** While a person has to send a packet: the seconds that are left for it. */
  secondsLeft?: number;
  /** Slots that stand in Slack already. */
  standing: readonly string[];
};

/** The name of who did it, for a text: never a mention. */
export function nameOf(actor: Actor, around: Surroundings): string {
  const name = around.names.get(actor);
  if (name !== undefined) return name;
  return actor === 'system' ? 'Roundtrip' : actor.replace(/^(slack|cli|alert):/, '');
}

/** The Slack user id behind an actor, where there is one. */
export function slackUserOf(actor: Actor): string | undefined {
  return actor.startsWith('slack:') ? actor.slice('slack:'.length) : undefined;
}

/** A text in which people stand as actors (`slack:U0123`), with their names instead. */
export function withNames(text: string, around: Surroundings): string {
  return text.replace(/\bslack:[UW][A-Z0-9]+/g, (actor) => nameOf(actor, around));
}
