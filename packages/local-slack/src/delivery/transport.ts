import type { JsonObject } from '../json.ts';

/** Something that Slack tells the app. */
export interface Envelope {
  type: 'events_api' | 'slash_commands' | 'interactive';
  payload: JsonObject;
  /** Whether the acknowledgement may carry an answer. */
  acceptsResponse: boolean;
  /** For an event that is sent again: which time, and why. */
  retry?: { attempt: number; reason: string };
}

/** What became of it. `unreachable` comes at once, `timeout` after three seconds. */
export type Delivery =
  | { outcome: 'acknowledged'; response: unknown }
  | { outcome: 'timeout' }
  | { outcome: 'unreachable'; because: string };

/** One way to reach the app: Socket Mode or signed HTTP. */
export interface Transport {
  send(envelope: Envelope): Promise<Delivery>;
  /** Calls back when the app can be reached anew; returns how to stop that. */
  onReachable(listener: () => void): () => void;
  close(): Promise<void>;
}
