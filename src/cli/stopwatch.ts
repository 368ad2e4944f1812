import { timedHosts } from '../telemetry/index.ts';
import type { Hosts } from '../triage/index.ts';
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
    timedHosts: (hosts) => timedHosts(hosts, ({ part, from, until }) => add(part, until - from)),
    text() {
      const parts = [...took].map(([part, milliseconds]) => `${part} ${seconds(milliseconds)}`);
      return say().looking.timings({ parts, total: seconds(performance.now()) });
    },
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
