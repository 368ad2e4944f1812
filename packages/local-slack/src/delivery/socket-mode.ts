import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { newId } from '../identifiers.ts';
import { isObject } from '../json.ts';
import { DELIVERY_LIMITS } from '../limits.ts';
import { SlackError } from '../slack-error.ts';
import type { Delivery, Envelope, Transport } from './transport.ts';

/** Milliseconds between pings; Slack's client gives up after 30 s without one. */
const PING_INTERVAL_MS = 10_000;

interface Pending {
  id: string;
  envelope: Envelope;
  connection: WebSocket | undefined;
  settle: (delivery: Delivery) => void;
}

/**
 * Socket Mode: up to ten WebSocket connections, each envelope to one of them at random. An event that is not acknowledged
 * when its connection closes goes to another connection, or to the next that opens within the three seconds; a command or a
 * press comes once.
 */
export class SocketMode implements Transport {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #connections = new Set<WebSocket>();
  readonly #pending = new Map<string, Pending>();
  readonly #events = new EventEmitter<{ reachable: [] }>();
  readonly #appId: string;
  readonly #acknowledgeMs: number;
  readonly #pings: NodeJS.Timeout;

  constructor(appId: string, acknowledgeMs: number = DELIVERY_LIMITS.acknowledgeMs) {
    this.#appId = appId;
    this.#acknowledgeMs = acknowledgeMs;
    this.#pings = setInterval(() => {
      for (const connection of this.#connections) connection.ping();
    }, PING_INTERVAL_MS);
    this.#pings.unref();
    this.#events.setMaxListeners(0);
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** The path of a new connection, good for one use. */
  newTicket(): string {
    if (this.#connections.size >= DELIVERY_LIMITS.socketConnections) {
      throw new SlackError('too_many_websockets');
    }
    const ticket = newId('', 24);
    this.#tickets.add(ticket);
    return `/link/?ticket=${ticket}&app_id=${this.#appId}`;
  }

  /** Takes over an HTTP upgrade; a wrong or used ticket is refused. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? '';
    if (!this.#tickets.delete(ticket)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (connection) => this.#accept(connection));
  }

  send(envelope: Envelope): Promise<Delivery> {
    if (this.#connections.size === 0) {
      return Promise.resolve({ outcome: 'unreachable', because: 'no_connection' });
    }
    return new Promise((resolve) => {
      const id = randomUUID();
      const timer = setTimeout(() => pending.settle({ outcome: 'timeout' }), this.#acknowledgeMs);
      const pending: Pending = {
        id,
        envelope,
        connection: undefined,
        settle: (delivery) => {
          clearTimeout(timer);
          this.#pending.delete(id);
          resolve(delivery);
        },
      };
      this.#pending.set(id, pending);
      this.#transmit(pending);
    });
  }

  onReachable(listener: () => void): () => void {
    this.#events.on('reachable', listener);
    return () => this.#events.off('reachable', listener);
  }

  /** Asks every client to reconnect, as Slack does from time to time. */
  askToReconnect(reason: 'refresh_requested' | 'warning' = 'refresh_requested'): void {
    for (const connection of this.#connections) {
      connection.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'local' } }));
    }
  }

  /** Cuts the connections without a word, as a failing network does. */
  cut(): void {
    for (const connection of this.#connections) connection.terminate();
  }

  async close(): Promise<void> {
    clearInterval(this.#pings);
    for (const pending of [...this.#pending.values()]) {
      pending.settle({ outcome: 'unreachable', because: 'stopped' });
    }
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(connection: WebSocket): void {
    this.#connections.add(connection);
    connection.on('message', (data) => this.#receive(data));
    connection.on('error', () => connection.terminate());
    connection.on('close', () => {
      this.#connections.delete(connection);
      for (const pending of this.#pending.values()) {
        if (pending.connection === connection && comesAgain(pending)) this.#transmit(pending);
      }
    });
    connection.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#connections.size,
        debug_info: { host: 'local', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: this.#appId },
      }),
    );
    for (const pending of this.#pending.values()) {
      if (pending.connection === undefined && comesAgain(pending)) this.#transmit(pending);
    }
    this.#events.emit('reachable');
  }

  #transmit(pending: Pending): void {
    const open = [...this.#connections].filter((connection) => connection.readyState === connection.OPEN);
    pending.connection = open[Math.floor(Math.random() * open.length)];
    const { type, payload, acceptsResponse, retry } = pending.envelope;
    pending.connection?.send(
      JSON.stringify({
        envelope_id: pending.id,
        type,
        payload,
        accepts_response_payload: acceptsResponse,
        ...(type === 'events_api'
          ? { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? '' }
          : {}),
      }),
    );
  }

  #receive(data: RawData): void {
    let message: unknown;
    try {
      message = JSON.parse(data.toString());
    } catch {
      return;
    }
    if (!isObject(message) || typeof message.envelope_id !== 'string') return;
    this.#pending.get(message.envelope_id)?.settle({ outcome: 'acknowledged', response: message.payload });
  }
}

function comesAgain({ envelope }: Pending): boolean {
  return envelope.type === 'events_api';
}
