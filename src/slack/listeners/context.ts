import type { Logger } from 'pino';
import type { Config } from '../../config/index.ts';
import { RoundtripError } from '../../errors.ts';
import type { SlackTexts } from '../../texts/index.ts';
import type { Dedup, EventStore, Postings, Triages } from '../../triage/index.ts';
import type { Access } from '../access.ts';
import type { Buttons } from '../buttons.ts';
import type { Files } from '../files.ts';
import type { LastLooks } from '../last-looks.ts';
import type { Projector } from '../projection/projector.ts';
import type { Sight } from '../sight.ts';
import type { Speech } from '../speech.ts';
import { escapeText } from '../views/text.ts';

/** What the listeners work with. Nothing of it keeps the state of a conversation: that is in the store. */
export type ListenerContext = {
  config: Config;
  triages: Triages;
  events: Pick<EventStore, 'read' | 'now'>;
  postings: Pick<Postings, 'find'>;
  access: Access;
  sight: Sight;
  speech: Speech;
  looks: LastLooks;
  /** What Slack calls that person; undefined where it does not say at once. */
  nameOf(user: string): Promise<string | undefined>;
  dedup: Dedup;
  buttons: Buttons;
  files: Files;
  projector: Pick<Projector, 'nudge'>;
  botUserId: string;
  log: Logger;
};

/** What a person is told of a failure (mrkdwn): its own words and next step where it has them. */
export function tellFailure(
  context: ListenerContext,
  error: unknown,
  about: { what: string; user: string },
  { refused }: SlackTexts,
): string {
  if (error instanceof RoundtripError) {
    if (error.code === 'not-recorded') return refused.notRecorded;
    if (error.code === 'recording-unknown') return refused.recordingUnknown;
    // Its next step lists the inventory, of which not everybody may know.
    const nextStep = error.code === 'host-unknown' ? refused.askOwner : error.nextStep;
    return escapeText(`${error.message} ${nextStep}`);
  }
  context.log.error({ err: error, ...about }, 'a listener failed');
  return refused.ourFailure;
}
