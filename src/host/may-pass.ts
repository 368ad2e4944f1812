import { RoundtripError } from '../errors.ts';

/** Socket errors of Node that tell of an address that will be the same the next time. */
const LASTING = new Set(['ENOTFOUND', 'EINVAL', 'EACCES', 'EPERM', 'EAFNOSUPPORT']);

/**
 * Whether a failure of SSH may be gone the next time: no answer in time, a connection that was reset, refused, or closed before the
 * server's banner (MaxStartups, a restart of sshd), one that was lost at work. Never a host key or an authentication that failed: to
 * try these again could only hide what is wrong, and locks accounts.
 */
export function mayPass(error: unknown): error is RoundtripError {
  if (!(error instanceof RoundtripError)) return false;
  // Several ways to one host: none of them may be refused for good.
  if (error.cause instanceof AggregateError) return error.cause.errors.every((each) => mayPass(each));
  if (error.code === 'host-lost') return true;
  return error.code === 'host-unreachable' && !LASTING.has(socketCode(error.cause) ?? '');
}

function socketCode(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}
