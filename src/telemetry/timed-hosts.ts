import { EXIT, RoundtripError } from '../errors.ts';
import type { Analyze, Hosts, Surveyor, Watched } from '../triage/index.ts';

/** A part of a look at hosts, and when it was (ms since the epoch). */
export type TimedPart = { part: 'connect' | 'collect' | 'probe' | 'analyze'; from: number; until: number };

/** Listens in on a port of the hosts: `onPart` hears how long each part of a look took. */
export function timedHosts<Port extends Pick<Hosts, 'watch'>>(
  hosts: Port,
  onPart: (timed: TimedPart) => void,
): Port {
  return {
    ...hosts,
    async watch(watch, options = {}) {
      let began = now();
      const next = (part: 'connect' | 'collect'): void => {
        const ended = now();
        onPart({ part, from: began, until: ended });
        began = ended;
      };
      const watched = await hosts.watch(watch, {
        ...options,
        onConnected() {
          next('connect');
          options.onConnected?.();
        },
      });
      next('collect');
      const probe = probeOf(watched);
      if (probe) onPart({ part: 'probe', ...probe });
      return watched;
    },
  };
}

/** From the first probe's start to the last one's end: it passes while the hosts are listed. */
function probeOf({ observation, peer }: Watched): { from: number; until: number } | undefined {
  const spans = [observation, peer].flatMap((side) => side?.probes.flatMap(({ ran }) => ran ?? []) ?? []);
  const ended = spans.filter(({ until }) => Number.isFinite(until) && until < Number.MAX_SAFE_INTEGER);
  if (ended.length === 0) return undefined;
  // They are told by this process's own clock.
  return {
    from: performance.timeOrigin + Math.min(...ended.map(({ from }) => from)),
    until: performance.timeOrigin + Math.max(...ended.map(({ until }) => until)),
  };
}

/** What the analyzer takes, as another part. */
export function timedAnalyze(analyze: Analyze, onPart: (timed: TimedPart) => void): Analyze {
  return (input) => {
    const from = now();
    try {
      return analyze(input);
    } finally {
      onPart({ part: 'analyze', from, until: now() });
    }
  };
}

/** Milliseconds since the epoch, by a clock that never jumps. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Listens in on all that is asked of hosts: `onFailed` hears the code of each that could not be reached, logged in to or read. */
export function countedHosts<Port extends Hosts & Surveyor>(
  hosts: Port,
  onFailed: (code: string) => void,
): Port {
  const counted =
    <Parameters extends unknown[], T>(ask: (...parameters: Parameters) => Promise<T>) =>
    async (...parameters: Parameters): Promise<T> => {
      try {
        return await ask(...parameters);
      } catch (error) {
        if (error instanceof RoundtripError && error.exitStatus === EXIT.unreachable) onFailed(error.code);
        throw error;
      }
    };
  const { watch, apply, confirm, undo, status, recheck, survey } = hosts;
  return {
    ...hosts,
    watch: counted(watch),
    apply: counted(apply),
    confirm: counted(confirm),
    undo: counted(undo),
    status: counted(status),
    recheck: counted(recheck),
    survey: counted(survey),
  };
}
