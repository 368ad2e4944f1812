import { type Actor, actorFor } from './actor.ts';
import { EventSender, type SentEvent } from './delivery/events.ts';
import { echoOwnMessages } from './delivery/message-events.ts';
import { SignedHttp } from './delivery/signed-http.ts';
import { SocketMode } from './delivery/socket-mode.ts';
import { timed } from './delivery/timed.ts';
import type { Delivery } from './delivery/transport.ts';
import { listen, serve, stopServer } from './http/server.ts';
import { newSecret, newToken } from './identifiers.ts';
import type { Context } from './interactions/context.ts';
import type { JsonObject } from './json.ts';
import { DEFAULT_OPTIONS, type WorkspaceOptions } from './options.ts';
import type { Channel, Message, User } from './records.ts';
import { seedWorkspace } from './seed.ts';
import { SlackError } from './slack-error.ts';
import { loadSnapshot, saveSnapshots } from './snapshot.ts';
import type { Change, Identity, WorkspaceState } from './state.ts';
import { waitForChange } from './wait.ts';
import { type Fault, Faults } from './web-api/faults.ts';
import { RateLimiter } from './web-api/rate-limit.ts';

/** A call of the Web API that the app made, and what it was answered. */
interface ApiCall {
  method: string;
  args: JsonObject;
  answer: JsonObject;
}

/** A local Slack: for an app to run against, for people in a browser, and for programs that play people. */
export interface Workspace {
  /** The page, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** `slackApiUrl` for the app. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly identity: Identity;
  readonly state: WorkspaceState;
  /** By name: `on-call`, `net-admin`, `visitor`, the app, and outsiders where asked for. */
  readonly users: Record<string, User>;
  /** By name, without #. */
  readonly channels: Record<string, Channel>;
  /** Calls of the Web API so far, newest last. */
  readonly calls: readonly ApiCall[];
  /** Acts as a person, by name or id. */
  as(user: string): Actor;
  /** All messages of a channel in order, replies included. */
  messages(channel: string): Message[];
  /** Parent and replies. */
  thread(channel: string, ts: string): Message[];
  /** What only this person sees. */
  ephemerals(user: string): Message[];
  /** Waits until the predicate answers something (10 s by default), and returns that. */
  waitFor<T>(
    predicate: (workspace: Workspace) => T | undefined | null | false,
    timeoutMs?: number,
  ): Promise<T>;
  onChange(listener: (change: Change) => void): () => void;
  /** Makes the next call of a method (`*`: of any) go wrong. */
  failNext(method: string, fault: Fault): void;
  /** Makes every call of a method (`*`: of any) go wrong until the returned function is called. */
  failAlways(method: string, fault: Fault): () => void;
  /** Refuses blocks of these types with `invalid_blocks` from now on: `table`, or `container > table`; none: no more. */
  refuseBlocks(...types: readonly string[]): void;
  /** Milliseconds that deliveries to the app take from now on. */
  delayDeliveries(milliseconds: number): void;
  /** Events that the app was sent, newest last. */
  readonly events: readonly SentEvent[];
  /** Sends an event (the newest, where none is named) once more with the same event id. */
  redeliver(eventId?: string): Promise<Delivery>;
  /** Socket Mode connections that are open. */
  connectionCount(): number;
  /** Socket Mode: asks the app to reconnect, or cuts its connections without a word. */
  disconnect(how: 'politely' | 'abruptly'): void;
  /** HTTP: whether the app answers Slack's URL verification. */
  verifyUrl(): Promise<boolean>;
  stop(): Promise<void>;
}

/** Starts a workspace, on 127.0.0.1 unless told otherwise; requests are answered to loopback names alone. */
export async function startWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const settings = { ...DEFAULT_OPTIONS, ...options };
  const kept = settings.stateFile === undefined ? undefined : await loadSnapshot(settings.stateFile);
  const state = kept?.state ?? seedWorkspace(settings);
  for (const group of settings.usergroups) {
    const users = group.users.map((name) => state.findUser(name)?.id ?? name);
    state.usergroups.set(group.id, { ...group, users });
  }
  const credentials = kept?.credentials ?? {
    botToken: newToken('xoxb'),
    appToken: newToken('xapp'),
    signingSecret: newSecret(),
  };
  const { server, url } = await listen(settings.port, settings.address);
  state.url = url;
  const { homeTab, paidPlan, fileProcessingMs } = settings;
  Object.assign(state.features, { homeTab, paidPlan, fileProcessingMs });
  for (const type of settings.refusedBlocks) state.refusedBlocks.add(type);

  const { acknowledgeMs } = settings;
  const requestUrl = settings.requestUrl;
  const socketMode =
    requestUrl === undefined ? new SocketMode(state.identity.appId, acknowledgeMs) : undefined;
  const signedHttp =
    requestUrl === undefined
      ? undefined
      : new SignedHttp(requestUrl, credentials.signingSecret, acknowledgeMs);
  const made = socketMode ?? signedHttp;
  if (!made) throw new Error('unreachable: one of the two transports is always made');
  const latency = { deliveryMs: settings.latencyMs };
  const transport = timed(made, latency, settings.onDelivery);
  const events = new EventSender(state, transport, {
    subscribed: settings.events,
    retryDelaysMs: settings.eventRetryDelaysMs,
    duplicate: settings.duplicateEvents,
  });
  const { commands, escapeCommands, messagesReadOnly, shortcuts, helpPages } = settings;
  const context: Context = {
    ...{ state, transport, events, url, commands, escapeCommands, shortcuts, messagesReadOnly, helpPages },
  };
  const stopEcho = echoOwnMessages(state, events);

  const calls: ApiCall[] = [];
  const faults = new Faults();
  if (settings.latencyMs > 0) faults.stand('*', { kind: 'slow', milliseconds: settings.latencyMs });
  const openSocket = (): string => {
    if (!socketMode) throw new SlackError('socket_mode_not_enabled');
    return `${url.replace('http:', 'ws:')}${socketMode.newTicket()}`;
  };
  serve(server, {
    ...{ state, context, socketMode },
    api: {
      credentials: { ...credentials, scopes: settings.scopes },
      faults,
      rateLimiter: settings.rateLimits ? new RateLimiter() : undefined,
      newCall: (args) => ({ state, args, url, scopes: settings.scopes, openSocket }),
      onCall: (method, args, answer) => calls.push({ method, args, answer }),
    },
  });
  const snapshots =
    settings.stateFile === undefined ? undefined : saveSnapshots(settings.stateFile, state, credentials);

  const byName = <T extends { name: string }>(all: Iterable<T>): Record<string, T> =>
    Object.fromEntries([...all].filter((one) => one.name !== '').map((one) => [one.name, one]));
  const channelId = (channel: string): string => state.findChannel(channel)?.id ?? channel;
  const person = (name: string): User => {
    const user = state.findUser(name);
    if (!user) throw new Error(`The workspace has nobody called ${name}`);
    return user;
  };
  const workspace: Workspace = {
    ...{ url, apiUrl: `${url}/api/`, ...credentials, identity: state.identity, state, calls },
    users: byName(state.users.values()),
    channels: byName(state.channels.values()),
    as: (user) => actorFor(context, person(user)),
    messages: (channel) => [...state.messages(channelId(channel))],
    thread: (channel, ts) => state.thread(channelId(channel), ts),
    ephemerals: (user) => state.ephemerals(person(user).id),
    waitFor: (predicate, timeoutMs = 10_000) =>
      waitForChange(state, () => predicate(workspace), timeoutMs, predicate.toString()),
    onChange: (listener) => state.onChange(listener),
    failNext: (method, fault) => faults.add(method, fault),
    failAlways: (method, fault) => faults.stand(method, fault),
    refuseBlocks: (...types) => {
      state.refusedBlocks.clear();
      for (const type of types) state.refusedBlocks.add(type);
    },
    delayDeliveries: (milliseconds) => {
      latency.deliveryMs = milliseconds;
    },
    events: events.sent,
    redeliver: (eventId) => events.redeliver(eventId),
    connectionCount: () => socketMode?.connectionCount ?? 0,
    disconnect: (how) => (how === 'politely' ? socketMode?.askToReconnect() : socketMode?.cut()),
    verifyUrl: async () => (await signedHttp?.verifyUrl()) ?? false,
    stop: async () => {
      stopEcho();
      events.stop();
      await snapshots?.stop();
      await transport.close();
      await stopServer(server);
    },
  };
  return workspace;
}
