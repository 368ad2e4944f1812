import type { Logger } from 'pino';
import type { Config } from '../../config/index.ts';
import { RoundtripError } from '../../errors.ts';
import { failureIn, failureOf, withoutInventory } from '../../texts/failures/index.ts';
import type { SlackTexts } from '../../texts/index.ts';
import type { Dedup, EventStore, Postings, Triages } from '../../triage/index.ts';
import type { Access } from '../access.ts';
import type { Buttons } from '../buttons.ts';
import type { Files } from '../files.ts';
import type { LastLooks } from '../last-looks.ts';
import type { Homes } from '../overview/homes.ts';
import type { OwnSight } from '../overview/own-sight.ts';
import type { Recent } from '../overview/recent.ts';
import type { Reviews } from '../overview/review.ts';
import type { ThreadLinks } from '../overview/thread-links.ts';
import type { Projector } from '../projection/projector.ts';
import type { Sight } from '../sight.ts';
import type { Speech } from '../speech.ts';
import { escapeText } from '../views/text.ts';

/** What the listeners work with. Nothing of it keeps the state of a conversation: that is in the store. */
export type ListenerContext = {
  config: Config;
  triages: Triages;
  events: Pick<EventStore, 'read' | 'readOwn' | 'now'>;
  postings: Pick<Postings, 'find'>;
  access: Access;
  sight: Sight;
  ownSight: OwnSight;
  speech: Speech;
  looks: LastLooks;
  recent: Recent;
  links: ThreadLinks;
  homes: Pick<Homes, 'opened'>;
  reviews: Reviews;
  /** What Slack calls that person; undefined where it does not say at once. */
  nameOf(user: string): Promise<string | undefined>;
  dedup: Dedup;
  buttons: Buttons;
  files: Files;
  projector: Pick<Projector, 'nudge'>;
  botUserId: string;
  log: Logger;
};

/** What a person reads of a failure (mrkdwn): what is wrong and the next step, where it has them. */
export function tellFailure(
  context: ListenerContext,
  error: unknown,
  about: { what: string; user: string },
  { refused, language }: SlackTexts,
): string {
  if (error instanceof RoundtripError) {
    const { message, nextStep } = failureIn(language, withoutInventory(failureOf(error)));
    return escapeText(`${message} ${nextStep}`);
  }
  context.log.error({ err: error, ...about }, 'a listener failed');
  return refused.ourFailure;
}
