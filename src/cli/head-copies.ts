import type { Logger } from 'pino';
import { runBounded } from '../bounded-command.ts';
import type { Config } from '../config/index.ts';

/** Milliseconds that syslog may take for one line. */
const SYSLOG_TIMEOUT = 5_000;

/**
 * Where signed heads of the audit trail are copied to, beside the anchor file: the log, and syslog by `logger` (util-linux,
 * BusyBox). A copy that fails is said in the log; the trail goes on.
 */
export function headCopies(
  { audit, directory }: Pick<Config, 'audit' | 'directory'>,
  log: Pick<Logger, 'info' | 'warn'>,
): ((head: object) => void) | undefined {
  const { copies } = audit;
  if (!copies.log && !copies.syslog) return undefined;
  return (head) => {
    if (copies.log) log.info({ head }, 'a head of the audit trail');
    if (copies.syslog) void toSyslog(head, directory, log);
  };
}

async function toSyslog(head: object, directory: string, log: Pick<Logger, 'warn'>): Promise<void> {
  const argv = ['logger', '-t', 'roundtrip', '-p', 'auth.notice', JSON.stringify(head)];
  const sent = await runBounded(argv, { timeout: SYSLOG_TIMEOUT, directory });
  if (sent.kind === 'failed')
    log.warn({ because: sent.run }, 'a head of the audit trail could not be sent to syslog');
}
