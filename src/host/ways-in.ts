import { RoundtripError } from '../errors.ts';
import type { FailureCode } from '../texts/failures/index.ts';
import { resolveTarget, type SshTarget } from './ssh-config.ts';
import { unreachable } from './unreachable.ts';

/**
 * So many connections are being opened through one jump host at once: its sshd begins to drop those that are not logged in yet when
 * there are ten (MaxStartups 10:30:100, sshd_config(5)), and others use it, too. A source that is refused again and again is shut
 * out for a while (PerSourcePenalties, OpenSSH 9.8), so a jump host that lets nobody in is not asked by every host behind it.
 */
const OPENING_BY_JUMP = 6;
/** After so many failures in a row at one jump host, the hosts behind it are not tried any more. */
const FAILURES_BY_JUMP = 3;

/** The ways to the hosts of one scan: how many are being opened through each jump host, and which of these let nobody in. */
export class WaysIn {
  readonly #jumps = new Map<string, Jump>();

  /** Opens a connection when its jump host has room for one more. Throws what `connect` throws. */
  async open<T>(sshConfig: string, alias: string, connect: () => Promise<T>): Promise<T> {
    const target = await resolveTarget(sshConfig, alias);
    const first = jumpOf(target);
    if (first === undefined) return connect();
    let jump = this.#jumps.get(first);
    if (jump === undefined) {
      jump = new Jump();
      this.#jumps.set(first, jump);
    }
    return jump.open(alias, connect);
  }
}

class Jump {
  #opening = 0;
  #failures = 0;
  #last: RoundtripError | undefined;
  readonly #waiting: (() => void)[] = [];

  async open<T>(alias: string, connect: () => Promise<T>): Promise<T> {
    if (this.#opening >= OPENING_BY_JUMP) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#opening += 1;
    try {
      if (this.#failures >= FAILURES_BY_JUMP && this.#last !== undefined) throw ofAlias(this.#last, alias);
      const connected = await connect();
      this.#failures = 0;
      return connected;
    } catch (error) {
      if (failedAtHop(error)) {
        this.#failures += 1;
        this.#last = error;
      } else this.#failures = 0;
      throw error;
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#opening -= 1;
    }
  }
}

/** The first hop, where every connection behind it begins; a proxy command is one for each text of it without the host's own name. */
function jumpOf({ proxyJump, proxyCommand, hostname, port }: SshTarget): string | undefined {
  if (proxyJump !== undefined) return `jump ${proxyJump.split(',')[0]}`;
  return proxyCommand?.replaceAll(hostname, '%h').replaceAll(String(port), '%p');
}

/** Refused by the hop itself, and not by the host behind it. */
function failedAtHop(error: unknown): error is RoundtripError {
  return error instanceof RoundtripError && error.facts?.['at'] === 'hop';
}

/** The same failure, of another host behind that hop. */
function ofAlias(error: RoundtripError, alias: string): RoundtripError {
  return unreachable(error.code as FailureCode, { ...error.facts, alias } as never, error);
}
