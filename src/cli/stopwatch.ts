import type { Hosts, Watched } from '../triage/index.ts';
import { say } from './speech.ts';

/** Where the time of one run goes, in the order in which the parts began. */
export type Stopwatch = {
  /** Measures what `work` takes. */
  time<T>(part: Part, work: () => Promise<T>): Promise<T>;
  /** The same function, measured; what it takes is added up. */
  timed<Parameters extends unknown[], T>(
    part: Part,
    work: (...parameters: Parameters) => T,
  ): (...parameters: Parameters) => T;
  /** The hosts, with what their looking takes in its parts. */
  timedHosts(hosts: Hosts): Hosts;
  /** The parts in one line. */
  text(): string;
};

/** Codes of the parts, which are public as options are: the same in every language. */
type Part =
  | 'start'
  | 'config'
  | 'read'
  | 'connect'
  | 'collect'
  | 'probe'
  | 'scan'
  | 'analyze'
  | 'record'
  | 'picture';

/** Begins with what the process needed to get here. */
export function createStopwatch(): Stopwatch {
  const took = new Map<Part, number>([['start', performance.now()]]);
  const add = (part: Part, milliseconds: number): void => {
    took.set(part, (took.get(part) ?? 0) + milliseconds);
  };
  return {
    async time(part, work) {
      const began = performance.now();
      try {
        return await work();
      } finally {
        add(part, performance.now() - began);
      }
    },
    timed:
      (part, work) =>
      (...parameters) => {
        const began = performance.now();
        try {
          return work(...parameters);
        } finally {
          add(part, performance.now() - began);
        }
      },
    timedHosts: (hosts) => ({
      ...hosts,
      async watch(watch, options = {}) {
        let began = performance.now();
        const next = (part: Part): void => {
          add(part, performance.now() - began);
          began = performance.now();
        };
        const watched = await hosts.watch(watch, {
          ...options,
          onConnected: () => next('connect'),
        });
        next('collect');
        const probe = probeTime(watched);
        if (probe !== undefined) add('probe', probe);
        return watched;
      },
    }),
    text() {
      const parts = [...took].map(([part, milliseconds]) => `${part} ${seconds(milliseconds)}`);
      return say().looking.timings({ parts, total: seconds(performance.now()) });
    },
  };
}

/** The time from the first probe's start to the last one's end (ms): it passes while the hosts are listed. */
function probeTime({ observation, peer }: Watched): number | undefined {
  const spans = [observation, peer].flatMap((side) => side?.probes.flatMap(({ ran }) => ran ?? []) ?? []);
  const ended = spans.filter(({ until }) => Number.isFinite(until) && until < Number.MAX_SAFE_INTEGER);
  if (ended.length === 0) return undefined;
  return Math.max(...ended.map(({ until }) => until)) - Math.min(...ended.map(({ from }) => from));
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
