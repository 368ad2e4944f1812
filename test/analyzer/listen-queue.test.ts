import { describe, expect, it } from 'vitest';
import type { Socket } from '../../src/analyzer/model/index.ts';
import { diagnose } from '../../src/library.ts';
import { recorded, withState } from './recorded.ts';

/** The recording with other queues at port 8083; `rose`: by how much ListenOverflows rises between its two readings. */
function withQueues(queues: readonly Partial<Socket>[], rose?: number) {
  const asked = withState(recorded('listen-queue-full'), (state) => {
    const [waiting, others] = [true, false].map((is) =>
      (state.sockets ?? []).filter(
        ({ localPort, state: at }) => (localPort === 8083 && at === 'LISTEN') === is,
      ),
    );
    const [socket] = waiting ?? [];
    if (!socket) throw new RangeError('nothing listens in the recording');
    return { sockets: [...queues.map((queue) => ({ ...socket, ...queue })), ...(others ?? [])] };
  });
  const last = asked.observation.counters.length - 1;
  const counters = asked.observation.counters.map(({ values, ...one }, at) => {
    const { 'TcpExt.ListenOverflows': _, ...others } = values;
    const overflows = rose === undefined ? {} : { 'TcpExt.ListenOverflows': 700 + (at === last ? rose : 0) };
    return { ...one, values: { ...others, ...overflows } };
  });
  const { cause, certainty } = diagnose({ ...asked, observation: { ...asked.observation, counters } });
  return { cause, certainty };
}

const full = { receiveQueue: 129, sendQueue: 128 };
const free = { receiveQueue: 0, sendQueue: 128 };
const proven = { cause: 'listen-queue-full', certainty: 'proven' };
const likely = { cause: 'listen-queue-full', certainty: 'likely' };

describe('an accept queue', () => {
  it('that holds more than its limit drops what comes, whatever the counter of others says', () => {
    expect(withQueues([full])).toEqual(proven);
    expect(withQueues([full], 4000)).toEqual(proven);
  });

  it('is not it where the counter stood still', () => {
    expect(withQueues([full], 0).cause).not.toBe('listen-queue-full');
  });

  it('at its limit, or one of several that is full, makes it likely', () => {
    expect(withQueues([{ receiveQueue: 128, sendQueue: 128 }])).toEqual(likely);
    expect(withQueues([full, free])).toEqual(likely);
  });

  it('of which no limit was listed needs the counter', () => {
    const unlimited = { receiveQueue: 6, sendQueue: undefined };
    expect(withQueues([unlimited]).cause).not.toBe('listen-queue-full');
    expect(withQueues([unlimited], 90)).toEqual(likely);
  });

  it('with room is not blamed for what overflows at another port', () => {
    expect(withQueues([free], 90).cause).not.toBe('listen-queue-full');
    expect(withQueues([free]).cause).not.toBe('listen-queue-full');
  });
});
