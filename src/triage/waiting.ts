import { attemptAt, quoteCommand } from '../analyzer/model/index.ts';
import { type Answer, accepted, refuse, refused } from './command.ts';
import type { Actor } from './events.ts';
import type { TriageState } from './state.ts';

/** How much longer each press makes the waiting for a person's packet (milliseconds). */
const LONGER = 60_000;
/** How often: hosts end a capture that is held for longer by themselves (host/program/hold.sh). */
const MOST_PRESSES = 4;

/** Whether the waiting for a person's packet can be put off once more. */
export function canWaitLonger({ status, waiting }: Pick<TriageState, 'status' | 'waiting'>): boolean {
  return status === 'collecting' && waiting !== undefined && waiting.extended < MOST_PRESSES;
}

/** Waits another minute, whoever asks for it: looking changes nothing. `now` is the store's clock. */
export function extendWaiting(state: TriageState, by: Actor, now: Date): Answer {
  const until = Date.parse(state.waiting?.until ?? '');
  if (state.status !== 'collecting' || !(until > now.getTime()))
    return refused(refuse('settled', { key: 'refusal.no-packet-awaited' }));
  if (!canWaitLonger(state)) return refused(refuse('not-offered', { key: 'refusal.waited-enough' }));
  return accepted([{ kind: 'wait-extended', by, until: new Date(until + LONGER).toISOString() }]);
}

/** What a person runs so that a packet of the asked flow comes, and the sender on whose machine, where that is known. */
export function attemptFor({
  request,
  diagnosis,
}: Pick<TriageState, 'request' | 'diagnosis'>): { command: string; sender?: string } | undefined {
  const { from, protocol, port } = request;
  const to = diagnosis?.flow.to ?? request.to ?? '';
  const command = attemptAt({ to, protocol, ...(port === undefined ? {} : { port }) });
  if (command === undefined) return undefined;
  const sender = from?.kind === 'host' ? from.host : from?.address;
  return { command: quoteCommand(command), ...(sender === undefined ? {} : { sender }) };
}
