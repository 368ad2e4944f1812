import { execFile } from 'node:child_process';
import type { Logger } from 'pino';

/** systemd, where it has started the process and waits to be told (`Type=notify`, sd_notify(3)). */
export type ServiceManager = {
  /** The service has started; from now on the watchdog is told that it takes turns, as often as the unit asks for. */
  ready(): void;
  stopping(): void;
};

/** Tells nobody where no service manager waits. Node has no datagram sockets of the kind that it listens on: systemd's own program tells. */
export function serviceManager(log: Logger, environment: NodeJS.ProcessEnv = process.env): ServiceManager {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: watchdog } = environment;
  if (!socket) return { ready: () => undefined, stopping: () => undefined };
  let timer: NodeJS.Timeout | undefined;
  const notify = (...words: string[]): void => {
    execFile('systemd-notify', words, { env: environment, timeout: NOTIFIED_WITHIN }, (error) => {
      if (error) log.warn({ err: error }, 'systemd-notify');
    });
  };
  return {
    ready() {
      notify('--ready');
      const every = Number(watchdog) / 1000 / TOLD_PER_PERIOD;
      if (every > 0) timer = setInterval(notify, every, 'WATCHDOG=1').unref();
    },
    stopping() {
      clearInterval(timer);
      notify('STOPPING=1');
    },
  };
}

/** Milliseconds. */
const NOTIFIED_WITHIN = 5_000;

/** One that comes late under load is no reason for a restart. */
const TOLD_PER_PERIOD = 3;
