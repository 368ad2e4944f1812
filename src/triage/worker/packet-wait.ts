import type { TriageEvent } from '../events.ts';
import type { Hosts } from '../ports.ts';
import { foldEvents, type TriageState } from '../state.ts';
import { later } from './later.ts';
import { hasProber, watchOf } from './looking.ts';
import type { WorkerParts } from './parts.ts';

/** Whoever takes over in mid-wait listens for so long at least (seconds): the person may just be about to send. */
const LEAST_LEFT = 10;

type PacketWait = Pick<NonNullable<Parameters<Hosts['watch']>[1]>, 'onWaiting'> & {
  /** How long it is listened at first; undefined: as for any look. */
  seconds?: number;
  end(): void;
};

/**
 * The waiting for a packet that a person has to send: records until when, and waits longer for whoever asks for that. What is
 * left of it when its worker dies is waited for by the next one.
 */
export async function packetWait(
  parts: WorkerParts,
  state: TriageState,
  note: (event: TriageEvent) => void,
): Promise<PacketWait> {
  if (hasProber(state)) return { end: () => undefined };
  const seconds = await secondsLeft(parts, state);
  let unfollow = () => {};
  return {
    seconds,
    onWaiting(hold) {
      begin(hold).catch(parts.onError);
    },
    end: () => unfollow(),
  };

  async function begin(hold: (seconds: number) => void): Promise<void> {
    // The host counts from when it began to make its captures ready.
    hold(seconds);
    const end = await later(parts.events, seconds * 1000);
    let until = end.getTime();
    note({ kind: 'packet-awaited', until: end.toISOString() });
    unfollow = parts.attention.follow(state.id, async (events) => {
      const put = Date.parse(foldEvents(events)?.waiting?.until ?? '');
      if (!(put > until)) return;
      until = put;
      hold(Math.ceil((put - (await parts.events.now()).getTime()) / 1000));
    });
  }
}

async function secondsLeft({ events, settings }: WorkerParts, state: TriageState): Promise<number> {
  const { seconds } = watchOf(state, settings);
  if (!state.waiting) return seconds;
  const left = (Date.parse(state.waiting.until) - (await events.now()).getTime()) / 1000;
  return Math.max(Math.min(seconds, LEAST_LEFT), Math.ceil(left));
}
