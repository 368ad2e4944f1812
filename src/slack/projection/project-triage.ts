import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Config } from '../../config/index.ts';
import type { Directory, EventStore, Posting, Postings, TriageId } from '../../triage/index.ts';
import type { People } from '../people.ts';
import { render, type Wanted } from '../views/render.ts';
import { type Story, tellStory } from '../views/story.ts';
import { lookAround, UNREACHABLE } from './look-around.ts';
import { type Messenger, platformError } from './messenger.ts';

export type ProjectionSources = {
  config: Config;
  events: Pick<EventStore, 'read'>;
  postings: Postings;
  directory: Directory;
  people: People;
  messenger: Messenger;
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

/**
 * Brings the messages of one triage up to date with its events. Nothing is remembered between two runs but the
 * postings, so that any process can do it at any time. To be called by one process at a time.
 *
 * @returns the sequence of the last event shown, and whether anything was sent.
 */
export async function projectTriage(
  sources: ProjectionSources,
  triage: TriageId,
  signal: AbortSignal,
): Promise<{ sequence: number; sent: boolean }> {
  const story = tellStory(await sources.events.read(triage));
  if (!story) return { sequence: 0, sent: false };
  const board = await Board.open(sources, story, signal);

  // Approvers first: the thread says who was reached.
  const around = await lookAround(sources, story, board.postings);
  for (const message of render(story, around)) {
    if (message.place.kind === 'direct' && message.post) await board.show(message);
  }
  const after = await lookAround(sources, story, board.postings);
  for (const message of render(story, after)) await board.show(message);
  return { sequence: story.state.sequence, sent: board.sent };
}

/** The messages of one triage as they stand, and how to bring one up to date. */
class Board {
  readonly #sources: ProjectionSources;
  readonly #story: Story;
  readonly #signal: AbortSignal;
  readonly #postings: Map<string, Posting>;
  sent = false;

  constructor(sources: ProjectionSources, story: Story, signal: AbortSignal, postings: readonly Posting[]) {
    this.#sources = sources;
    this.#story = story;
    this.#signal = signal;
    this.#postings = new Map(postings.map((posting) => [posting.slot, posting]));
  }

  static async open(sources: ProjectionSources, story: Story, signal: AbortSignal): Promise<Board> {
    return new Board(sources, story, signal, await sources.postings.list(story.state.id));
  }

  get postings(): readonly Posting[] {
    return [...this.#postings.values()];
  }

  async show(message: Wanted): Promise<void> {
    const posting = this.#postings.get(message.slot);
    if (posting?.digest === UNREACHABLE) return;
    if (posting && posting.ts !== '') return this.#update(message, posting);
    if (message.post || posting?.digest === CLAIMED) await this.#post(message, posting);
  }

  async #update(message: Wanted, posting: Posting): Promise<void> {
    const digest = digestOf(message);
    if (posting.digest === digest) return;
    const { triage, slot } = this.#named(message);
    const at = { triage, slot, channel: posting.channel, ts: posting.ts };
    try {
      const outcome = await this.#sources.messenger.update(at, contentOf(message), this.#signal);
      if (outcome === 'gone')
        this.#sources.log.info({ triage, slot }, 'a message was deleted in Slack; it is left so');
    } catch (error) {
      if (!this.#isClosed(error, slot)) throw error;
    }
    this.sent = true;
    await this.#save({ ...posting, digest });
  }

  async #post(message: Wanted, claim: Posting | undefined): Promise<void> {
    const place = await this.#placeOf(message);
    if (!place) return;
    const { triage, slot } = this.#named(message);
    await this.#save({ slot, channel: place.channel, ts: '', digest: CLAIMED });
    try {
      const options = { maybePosted: claim !== undefined, signal: this.#signal };
      const ts = await this.#sources.messenger.post({ triage, slot, ...place }, contentOf(message), options);
      this.sent = true;
      // A message that another process had posted may show something older.
      await this.#save({ slot, channel: place.channel, ts, digest: claim ? CLAIMED : digestOf(message) });
      const standing = this.#postings.get(slot);
      if (claim && standing) await this.#update(message, standing);
    } catch (error) {
      if (!this.#isClosed(error, slot)) throw error;
      await this.#save({ slot, channel: place.channel, ts: '', digest: UNREACHABLE });
    }
  }

  /** Undefined where there is no place for it: no direct message with that person, or no thread. */
  async #placeOf(message: Wanted): Promise<{ channel: string; threadTs?: string } | undefined> {
    const { place } = message;
    if (place.kind === 'direct') {
      const opened = await this.#sources.messenger.openDirect(place.user, this.#signal);
      if (opened.kind === 'open') return { channel: opened.channel };
      this.#sources.log.warn(
        { slot: message.slot, because: opened.because },
        'an approver cannot be reached',
      );
      await this.#save({ slot: message.slot, channel: '', ts: '', digest: UNREACHABLE });
      return undefined;
    }
    const { origin } = this.#story.state;
    if (origin.kind !== 'slack') return undefined;
    const threadTs =
      origin.threadTs ?? (place.kind === 'thread' ? this.#postings.get('card')?.ts : undefined);
    if (place.kind === 'thread' && (threadTs === undefined || threadTs === '')) return undefined;
    return { channel: origin.channel, ...(threadTs === undefined ? {} : { threadTs }) };
  }

  #isClosed(error: unknown, slot: string): boolean {
    const reason = platformError(error);
    if (reason === undefined || !CLOSED_PLACES.has(reason)) return false;
    this.#sources.log.warn({ triage: this.#story.state.id, slot, reason }, 'Slack takes no message there');
    return true;
  }

  async #save(posting: Posting): Promise<void> {
    this.#postings.set(posting.slot, posting);
    await this.#sources.postings.save(this.#story.state.id, posting);
  }

  #named(message: Wanted): { triage: TriageId; slot: string } {
    return { triage: this.#story.state.id, slot: message.slot };
  }
}

function contentOf({ text, blocks }: Wanted) {
  return { text, blocks };
}

function digestOf(message: Wanted): string {
  return createHash('sha256')
    .update(JSON.stringify(contentOf(message)))
    .digest('hex');
}
