import { failureIn } from '../../failures/index.ts';
import type { Sentences } from '../../sentences.ts';
import type { ProgressMessages } from '../../workflow/progress.ts';

export const progressSentences: Sentences<ProgressMessages> = {
  'progress.connecting': ({ host, from }) =>
    `Connecting to ${host}${from === undefined ? '' : ` and ${from}`}.`,
  'progress.next-way': ({ alias, failure }) =>
    `${alias}: ${failureIn('en', failure).message} Trying the next way.`,
  'progress.once-more': ({ failure }) => `${failureIn('en', failure).message} Trying once more.`,
  'progress.listening': ({ host, device }) => `Listening on ${host} (${device}).`,
  'progress.probing': ({ from, to }) => `Sending a probe from ${from} to ${to}.`,
  'progress.more-probes': ({ so, more }) =>
    so === 'none-arrived'
      ? `No probe was seen to arrive yet: sending ${more} more.`
      : `Some of the probes got no answer: sending ${more} more.`,
  'progress.slow': ({ host }) => `${host} is slow: no probe is sent; waiting for what it lists.`,
  'progress.looking-at': ({ device }) => `Checking ${device}.`,
  'progress.other-change': () => 'Waiting: another change is under way on this host.',
  'progress.held': ({ host, by }) =>
    `Waiting for the change of ${by} on ${host}, which is neither confirmed nor undone yet.`,
};
