import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import {
  type EventStore,
  noteLostMessage,
  type Posting,
  type Postings,
  type TriageState,
} from '../../triage/index.ts';
import { actionsIn, type ButtonPlace, type Buttons } from '../buttons.ts';
import type { Content } from '../views/blocks.ts';
import type { Wanted } from '../views/render.ts';
import { slackUserOf } from '../views/surroundings.ts';
import { UNREACHABLE } from './look-around.ts';
import { isTokenRefused, type Messenger, platformError } from './messenger.ts';

export type BoardSources = {
  postings: Postings;
  events: EventStore;
  messenger: Messenger;
  buttons: Pick<Buttons, 'seal'>;
  log: Logger;
};

/** A posting with this digest was claimed by a process that may or may not have posted it. */
const CLAIMED = 'claimed';

/** Slack will not take anything there any more, whatever is tried. */
const CLOSED_PLACES = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'restricted_action',
  'thread_not_found',
]);

type Place = { channel: string; threadTs?: string };

/** Whose messages these are: a triage, or a scan. */
type Subject = Pick<ButtonPlace, 'until' | 'uses'> & {
  state: Pick<TriageState, 'id' | 'origin' | 'requestedBy'>;
};

/** The messages of one triage as they stand, and how to bring one up to date. */
export class Board {
  readonly #sources: BoardSources;
  readonly #subject: Subject;
  readonly #signal: AbortSignal;
  readonly #postings: Map<string, Posting>;
  /** Whether anything was sent to Slack. */
  sent = false;
  /** Milliseconds until what Slack would not take now can be shown; undefined where everything is shown. */
  later: number | undefined;

  private constructor(
    sources: BoardSources,
    subject: Subject,
    signal: AbortSignal,
    postings: readonly Posting[],
  ) {
    this.#sources = sources;
    this.#subject = subject;
    this.#signal = signal;
    this.#postings = new Map(postings.map((posting) => [posting.slot, posting]));
  }

  static async open(sources: BoardSources, subject: Subject, signal: AbortSignal): Promise<Board> {
    return new Board(sources, subject, signal, await sources.postings.list(subject.state.id));
  }

  get postings(): readonly Posting[] {
    return [...this.#postings.values()];
  }

  /** Posts the message, or changes it where it stands; nothing where it shows this already. */
  async show(message: Wanted): Promise<void> {
    const posting = this.#postings.get(message.slot);
    if (posting?.digest === UNREACHABLE) return;
    if (posting && posting.ts !== '') return this.#update(message, posting);
    if (!message.post && posting?.digest !== CLAIMED) return;
    const place = await this.#placeOf(message);
    if (!place) return;
    const posted = await this.#post(message, place, posting !== undefined);
    if (!posted && message.slot === 'card') await this.#postToAsker(message, place);
  }

  async #update(message: Wanted, posting: Posting): Promise<void> {
    const digest = this.#digestOf(message);
    if (posting.digest === digest) return;
    const { slot, channel, ts } = posting;
    const triage = this.#subject.state.id;
    try {
      const at = { triage, slot, channel, ts };
      const outcome = await this.#sources.messenger.update(
        at,
        this.#contentOf(message, channel),
        this.#signal,
      );
      if (outcome.kind === 'later') {
        this.later = Math.max(this.later ?? 0, outcome.pause);
        return;
      }
      if (outcome.kind === 'gone')
        await this.#lost(slot, outcome.because, 'a message was deleted in Slack; it is left so');
    } catch (error) {
      if (!(await this.#isClosed(error, slot))) throw error;
    }
    this.sent = true;
    await this.#save({ ...posting, digest });
  }

  /** false where Slack takes no message there. */
  async #post(message: Wanted, place: Place, maybePosted: boolean): Promise<boolean> {
    const { slot } = message;
    const { channel } = place;
    await this.#save({ slot, channel, ts: '', digest: CLAIMED });
    const to = { triage: this.#subject.state.id, slot, ...place };
    const options = { maybePosted, signal: this.#signal };
    try {
      const ts = await this.#sources.messenger.post(to, this.#contentOf(message, channel), options);
      this.sent = true;
      // A message that another process had posted may show something older.
      const posting = { slot, channel, ts, digest: maybePosted ? CLAIMED : this.#digestOf(message) };
      await this.#save(posting);
      if (maybePosted) await this.#update(message, posting);
      return true;
    } catch (error) {
      if (!(await this.#isClosed(error, slot))) throw error;
      await this.#save({ slot, channel, ts: '', digest: UNREACHABLE });
      return false;
    }
  }

  /** The channel takes no message from the bot: the asker is not left without an answer. */
  async #postToAsker(message: Wanted, refusedBy: Place): Promise<void> {
    const user = slackUserOf(this.#subject.state.requestedBy);
    if (user === undefined) return;
    const opened = await this.#sources.messenger.openDirect(user, this.#signal);
    if (opened.kind === 'open' && opened.channel !== refusedBy.channel) {
      await this.#post(message, { channel: opened.channel }, false);
    }
  }

  /** Undefined where there is no place for it: no direct message with that person, or no thread. */
  async #placeOf(message: Wanted): Promise<Place | undefined> {
    const { place, slot } = message;
    if (place.kind === 'direct') {
      const opened = await this.#sources.messenger.openDirect(place.user, this.#signal);
      if (opened.kind === 'open') return { channel: opened.channel };
      await this.#lost(slot, opened.because, 'an approver cannot be reached');
      await this.#save({ slot, channel: '', ts: '', digest: UNREACHABLE });
      return undefined;
    }
    const { origin } = this.#subject.state;
    if (origin.kind !== 'slack') return undefined;
    const card = this.#postings.get('card');
    if (place.kind === 'channel') {
      return {
        channel: origin.channel,
        ...(origin.threadTs === undefined ? {} : { threadTs: origin.threadTs }),
      };
    }
    if (!card || card.ts === '') return undefined;
    const inOrigin = card.channel === origin.channel ? origin.threadTs : undefined;
    return { channel: card.channel, threadTs: inOrigin ?? card.ts };
  }

  /** What is sent: its buttons count in that channel alone. */
  #contentOf({ text, blocks, slot }: Wanted, channel: string): Content {
    const { until, uses } = this.#subject;
    return { text, blocks: this.#sources.buttons.seal(blocks, { channel, slot, until, uses }) };
  }

  /** Of what is shown, and of how often its buttons were used: one that was used up is replaced by another that looks the same. */
  #digestOf({ text, blocks }: Wanted): string {
    const uses = actionsIn(blocks).map((action) => this.#subject.uses(action));
    return createHash('sha256').update(JSON.stringify({ text, blocks, uses })).digest('hex');
  }

  async #isClosed(error: unknown, slot: string): Promise<boolean> {
    const reason = platformError(error);
    if (reason === undefined) return false;
    // That passes once the bot has another token: it is tried again.
    if (isTokenRefused(reason))
      await this.#lost(slot, reason, "Slack does not take the bot's token any more");
    if (!CLOSED_PLACES.has(reason)) return false;
    await this.#lost(slot, reason, 'Slack takes no message there');
    return true;
  }

  /** Said in the log and in the trail; the triage goes on. */
  async #lost(slot: string, reason: string, what: string): Promise<void> {
    const { log, events } = this.#sources;
    const { id } = this.#subject.state;
    log.warn({ triage: id, slot, reason }, what);
    await noteLostMessage(events, id, { slot, reason });
  }

  async #save(posting: Posting): Promise<void> {
    this.#postings.set(posting.slot, posting);
    await this.#sources.postings.save(this.#subject.state.id, posting);
  }
}
