import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type App,
  HTTPModuleFunctions,
  HTTPReceiver,
  type Receiver,
  type ReceiverEvent,
  SocketModeReceiver,
} from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import type { Secrets } from '../config/index.ts';
import type { RightOfWay } from '../right-of-way.ts';
import type { SlackLogger } from './bolt-logger.ts';
import { type Connection, followConnection } from './connection.ts';
import { notListening, refused, required, unreachable } from './failures.ts';
import { isForUs, type Self } from './for-us.ts';
import { webClientOptions } from './web-client.ts';

/** Where signed HTTP is listened for. */
export type HttpPlace = { port?: number; host?: string };

type ReceiverSecrets = Pick<Secrets, 'slackAppToken' | 'slackSigningSecret' | 'slackApiUrl'>;

/** How Slack reaches the bot: Socket Mode where there is an app-level token, else signed HTTP at `/slack/events`. */
export type Way = Receiver & {
  /** Begins to listen; the port of signed HTTP. */
  listen(): Promise<number | undefined>;
  connection(): Connection;
};

/** Seconds that a request's time may be off, in either direction. */
const CLOCK_SKEW = 300;

export function createWay(
  secrets: ReceiverSecrets,
  self: Self,
  options: { http: HttpPlace | undefined; logger: SlackLogger; rightOfWay: RightOfWay },
): Way {
  const { logger, rightOfWay } = options;
  const receiver = createReceiver(secrets, logger);
  const connection =
    receiver instanceof SocketModeReceiver ? followConnection(receiver, logger) : followListening();
  return {
    init(app) {
      const gate = {
        async processEvent(event: ReceiverEvent) {
          const release = rightOfWay.claim();
          await pass(app, self, event, logger).finally(release);
        },
      };
      // A receiver asks nothing else of the app.
      receiver.init(gate as App);
    },
    start: () => startReceiver(receiver, options.http),
    stop: () => receiver.stop(),
    listen: () => startReceiver(receiver, options.http),
    connection,
  };
}

/** Slack comes to whoever listens: nothing is held open that could be lost. */
function followListening(): () => Connection {
  const since = Date.now();
  return () => ({ up: true, since });
}

/**
 * Lets through what is meant for this app in this workspace. An event is acknowledged once its listeners are done: where one
 * throws it is not, and Slack brings it again.
 */
async function pass(app: App, self: Self, event: ReceiverEvent, logger: SlackLogger): Promise<void> {
  const refusal = isForUs(event.body, self);
  if (refusal !== undefined) {
    logger.warn(`a payload was refused: ${refusal}`);
    return event.ack();
  }
  if (event.body.type !== 'event_callback') return app.processEvent(event);
  await app.processEvent({ ...event, ack: async () => undefined });
  await event.ack();
}

function createReceiver(secrets: ReceiverSecrets, logger: SlackLogger): SocketModeReceiver | HTTPReceiver {
  const { slackAppToken, slackSigningSecret } = secrets;
  if (slackAppToken !== undefined) {
    // Without an end of retries: a bot that Slack cannot be reached from for an hour goes on afterwards.
    const retryConfig = {
      retries: 10_000,
      factor: 1.5,
      minTimeout: 500,
      maxTimeout: 15_000,
      randomize: true,
    };
    const clientOptions = { ...webClientOptions(secrets.slackApiUrl, logger), retryConfig };
    return new SocketModeReceiver({ appToken: slackAppToken, logger, installerOptions: { clientOptions } });
  }
  const signingSecret = required(slackSigningSecret, 'SLACK_APP_TOKEN');
  const receiver = new HTTPReceiver({ signingSecret, logger, endpoints: ['/slack/events'] });
  const listen = receiver.requestListener;
  receiver.requestListener = (request, response) => {
    void screen(request, response, logger).then((fits) => {
      if (!fits) return;
      try {
        listen(request, response);
      } catch {
        // Another path than Slack's.
        HTTPModuleFunctions.buildNoBodyResponse(response, 404);
      }
    });
  };
  return receiver;
}

/** Whether a request may go on: of a time that is not far off, and with an object in it; `payload=null` would end the process. */
async function screen(
  request: IncomingMessage,
  response: ServerResponse,
  logger: SlackLogger,
): Promise<boolean> {
  if (request.method !== 'POST') return true;
  const timestamp = Number(request.headers['x-slack-request-timestamp'] ?? Number.NaN);
  if (Math.abs(Date.now() / 1000 - timestamp) > CLOCK_SKEW) {
    logger.warn('a request was refused: its time is too far off');
    HTTPModuleFunctions.buildNoBodyResponse(response, 401);
    return false;
  }
  try {
    // Bolt reads what was read here; it verifies the signature after this.
    const buffered = await HTTPModuleFunctions.bufferIncomingMessage(request);
    Object.assign(request, { rawBody: buffered.rawBody });
    const body: unknown = HTTPModuleFunctions.parseHTTPRequestBody(buffered);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return true;
  } catch (error) {
    if (HTTPModuleFunctions.isRawBodyError(error)) {
      HTTPModuleFunctions.buildNoBodyResponse(response, error.statusCode);
      return false;
    }
  }
  logger.warn('a request was refused: it holds no payload');
  HTTPModuleFunctions.buildNoBodyResponse(response, 400);
  return false;
}

async function startReceiver(
  receiver: SocketModeReceiver | HTTPReceiver,
  http: HttpPlace | undefined,
): Promise<number | undefined> {
  if (receiver instanceof SocketModeReceiver) {
    await receiver.start().catch((error: unknown) => {
      throw error instanceof WebAPIPlatformError ? refused('SLACK_APP_TOKEN', error) : unreachable(error);
    });
    return undefined;
  }
  const port = http?.port ?? 3000;
  const server = await receiver
    .start({ port, ...(http?.host ? { host: http.host } : {}) })
    .catch((error: unknown) => {
      throw notListening(port, error);
    });
  return (server.address() as AddressInfo | null)?.port;
}
