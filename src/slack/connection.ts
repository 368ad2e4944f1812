import type { SocketModeReceiver } from '@slack/bolt';
import type { SlackLogger } from './bolt-logger.ts';

/** Whether Slack reaches the bot, and since when (ms since the epoch); `address`: where the connection is made to. */
export type Connection = { up: boolean; since: number; address?: string };

/** Follows the connection of Socket Mode: each that is lost, and each failure of a new one, is logged with its address. */
export function followConnection(
  { client }: SocketModeReceiver,
  logger: SlackLogger,
  now: () => number = Date.now,
): () => Connection {
  let connection: Connection = { up: false, since: now() };
  const turn = (up: boolean): void => {
    if (connection.up === up) return;
    connection = { ...connection, up, since: now() };
  };
  client.on('authenticated', ({ url }: { url?: string }) => {
    if (url !== undefined && URL.canParse(url)) connection.address = new URL(url).host;
  });
  client.on('connected', () => turn(true));
  client.on('error', () => logger.warn(`no connection to ${connection.address ?? 'Slack'}`));
  client.on('close', () => {
    if (connection.up) logger.warn(`the connection to ${connection.address ?? 'Slack'} was closed`);
    turn(false);
  });
  return () => connection;
}
