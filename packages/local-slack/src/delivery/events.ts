import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '../identifiers.ts';
import type { JsonObject } from '../json.ts';
import { DELIVERY_LIMITS } from '../limits.ts';
import type { WorkspaceState } from '../state.ts';
import type { Delivery, Transport } from './transport.ts';

export interface EventOptions {
  /** Event types that the app subscribed to. */
  subscribed: readonly string[];
  /** Milliseconds before each retry. */
  retryDelaysMs?: readonly number[];
  /** Every event is sent twice, as Slack sometimes does. */
  duplicate?: boolean;
}

/** An event that was sent, and what became of it last. */
export interface SentEvent {
  id: string;
  subscription: string;
  payload: JsonObject;
  outcome: Delivery['outcome'] | 'waiting';
}

/** Events that can be sent again on request. */
const KEPT_EVENTS = 500;

/** Sends events to the app and sends them again, with the same event id, until they are acknowledged. */
export class EventSender {
  readonly #state: WorkspaceState;
  readonly #transport: Transport;
  readonly #options: EventOptions;
  readonly #stop = new AbortController();
  readonly #sent: SentEvent[] = [];

  constructor(state: WorkspaceState, transport: Transport, options: EventOptions) {
    this.#state = state;
    this.#transport = transport;
    this.#options = options;
  }

  /** @param subscription what the app must have subscribed to: `app_mention`, `message.im` … */
  send(subscription: string, event: JsonObject): void {
    if (!this.#options.subscribed.includes(subscription)) return;
    const payload = this.#callback(event);
    const sent: SentEvent = { id: String(payload.event_id), subscription, payload, outcome: 'waiting' };
    this.#sent.push(sent);
    if (this.#sent.length > KEPT_EVENTS) this.#sent.shift();
    const times = this.#options.duplicate ? 2 : 1;
    for (let time = 0; time < times; time++) void this.#deliver(sent);
  }

  /** The events of late, newest last. */
  get sent(): readonly SentEvent[] {
    return this.#sent;
  }

  /** Sends an event once more, as Slack does when its acknowledgement was lost; the newest where none is named. */
  async redeliver(id: string | undefined = this.#sent.at(-1)?.id): Promise<Delivery> {
    const sent = this.#sent.find((one) => one.id === id);
    if (!sent) throw new Error(`There is no event ${id ?? 'yet'} to send again`);
    return this.#attempt(sent, { attempt: 1, reason: 'timeout' });
  }

  stop(): void {
    this.#stop.abort();
  }

  async #attempt(sent: SentEvent, retry: { attempt: number; reason: string } | undefined): Promise<Delivery> {
    const delivery = await this.#transport.send({
      type: 'events_api',
      payload: sent.payload,
      acceptsResponse: false,
      ...(retry ? { retry } : {}),
    });
    sent.outcome = delivery.outcome;
    return delivery;
  }

  async #deliver(sent: SentEvent): Promise<void> {
    const delays = this.#options.retryDelaysMs ?? DELIVERY_LIMITS.eventRetryDelaysMs;
    let retry: { attempt: number; reason: string } | undefined;
    for (let attempt = 0; attempt <= delays.length && !this.#stop.signal.aborted; attempt++) {
      const delivery = await this.#attempt(sent, retry);
      if (delivery.outcome === 'acknowledged') return;
      const reason = delivery.outcome === 'timeout' ? 'timeout' : delivery.because;
      retry = { attempt: attempt + 1, reason };
      await this.#pause(delays[attempt] ?? 0, delivery.outcome === 'unreachable');
    }
  }

  /** Waits for the retry's time; an app that could not be reached gets it as soon as it can be. */
  async #pause(milliseconds: number, wasUnreachable: boolean): Promise<void> {
    const early = new AbortController();
    const forget = wasUnreachable ? this.#transport.onReachable(() => early.abort()) : () => {};
    const signal = AbortSignal.any([early.signal, this.#stop.signal]);
    await delay(milliseconds, undefined, { signal, ref: false }).catch(() => {});
    forget();
  }

  #callback(event: JsonObject): JsonObject {
    const { teamId, appId, botUserId } = this.#state.identity;
    const channel = typeof event.channel === 'string' ? this.#state.channels.get(event.channel) : undefined;
    const eventId = newId('Ev');
    return {
      token: 'local',
      team_id: teamId,
      context_team_id: teamId,
      context_enterprise_id: null,
      api_app_id: appId,
      event: { ...event, event_ts: event.event_ts ?? event.ts ?? this.#state.nextTs() },
      type: 'event_callback',
      event_id: eventId,
      event_time: Math.floor(Date.now() / 1000),
      authorizations: [
        {
          ...{ enterprise_id: null, team_id: teamId, user_id: botUserId },
          ...{ is_bot: true, is_enterprise_install: false },
        },
      ],
      is_ext_shared_channel: channel?.isExtShared ?? false,
      event_context: `4-${eventId}`,
    };
  }
}
