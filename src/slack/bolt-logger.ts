import type { WebClientOptions } from '@slack/web-api';
import { LogLevel } from '@slack/web-api';
import type { Logger } from 'pino';

/** The logger that Bolt and the Web API client write to. */
export type SlackLogger = NonNullable<WebClientOptions['logger']>;

/**
 * Bolt's logger on top of ours. What Bolt logs on its debug level holds whole payloads, so that level is dropped.
 */
export function createBoltLogger(log: Logger): SlackLogger {
  const text = (parts: readonly unknown[]): string => parts.map(String).join(' ');
  return {
    debug: () => undefined,
    info: (...parts) => log.debug(text(parts)),
    warn: (...parts) => log.warn(text(parts)),
    error: (...parts) => log.error(text(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
