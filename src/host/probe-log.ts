import type { ProbeReport, Span } from '../analyzer/model/index.ts';
import { now } from './clock.ts';

/** How a probe ended. The counts are those that a ping prints. */
export type ProbeEnd = { status: number; sent?: number; received?: number };

/** A probe that was asked for. */
export type SentProbe = { readonly from: number; readonly done: Promise<ProbeEnd> };

type Probe = { from: number; until?: number; command?: string; end: PromiseWithResolvers<ProbeEnd> };

/** No probe is known to be under way for longer: later than any moment of a look. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** The probes of one run, in the order in which they were asked for. */
export class ProbeLog {
  readonly #probes: Probe[] = [];
  #closed = false;

  /** A probe is being asked for now. */
  begin(): SentProbe {
    const probe: Probe = { from: now(), end: Promise.withResolvers() };
    this.#probes.push(probe);
    if (this.#closed) probe.end.resolve({ status: UNKNOWN });
    return { from: probe.from, done: probe.end.promise };
  }

  /** Takes a line of the run: `probing 1 ping …`, `probed 1 STATUS [SENT RECEIVED]`. */
  note(event: string, rest: string): void {
    const [number = '', ...words] = rest.split(' ');
    const probe = this.#probes[Number(number) - 1];
    if (probe === undefined) return;
    if (event === 'probing') probe.command = words.join(' ');
    if (event !== 'probed') return;
    probe.until = now();
    const [status = UNKNOWN, sent, received] = words.map(Number);
    probe.end.resolve({
      status,
      ...(sent === undefined || received === undefined ? {} : { sent, received }),
    });
  }

  /** Nothing more comes from the run. */
  close(): void {
    this.#closed = true;
    for (const { end } of this.#probes) end.resolve({ status: UNKNOWN });
  }

  /** Resolves when every probe so far has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#probes.map(({ end }) => end.promise));
  }

  /** Whether the probes' packets can be recognised by the ids that they were asked to have. */
  get named(): boolean {
    return this.#probes.some(({ command }) => command !== undefined && / -[ep] \d/.test(command));
  }

  /** The reports with the time within which each probe was under way. */
  noteTimes(reports: readonly ProbeReport[]): ProbeReport[] {
    return reports.map((report) => {
      const probe = this.#probes.find(({ command }) => command !== undefined && command === report.command);
      if (probe === undefined) return report;
      const ran: Span = { from: probe.from, until: probe.until ?? NEVER };
      return { ...report, ran };
    });
  }
}

/** What `timeout` ends with: nothing is known of how it ended. */
const UNKNOWN = 124;
