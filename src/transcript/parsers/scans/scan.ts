import type { ProbeOutcome, ProbeReport, Protocol } from '../../../analyzer/model/index.ts';
import { isAddress, plainAddress } from '../../forms/addresses.ts';
import { quoted } from '../../forms/text.ts';

/** One attempt to reach somebody, as a scanner or a monitoring check reports it. */
export type Tried = {
  to: string;
  from?: string | undefined;
  protocol?: Protocol | undefined;
  port?: number | undefined;
  sent: number;
  received: number;
  /** Absent where the report shows no end. */
  outcome?: ProbeOutcome | undefined;
  /** Who sent the error that came back. */
  reportedBy?: string | undefined;
  /** Milliseconds. */
  roundTrip?: number | undefined;
  /** The line that tells of a failure. */
  error?: string | undefined;
};

/** A program that tries hosts and reports in a form of its own. */
export type Scanner = {
  /** Whether the command is this program. */
  prints: (argv: readonly string[]) => boolean;
  /** Whether a line by itself is of this program's report. */
  form: (line: string) => boolean;
  /** What it tried; none where the report names nobody. */
  read: (lines: readonly string[], argv: readonly string[]) => Tried[];
};

/** An attempt as a probe's report. */
export function probeReport(tried: Tried, command: string | undefined): ProbeReport {
  const { from, protocol, port, sent, received, outcome, reportedBy, roundTrip, error } = tried;
  const to = plainAddress(tried.to);
  const name = tried.to.toLowerCase();
  return {
    ...(command === undefined ? {} : { command }),
    ...(isAddress(to) ? { to } : { to: name, toName: name }),
    ...(from !== undefined && isAddress(from) ? { from: plainAddress(from) } : {}),
    ...(protocol === undefined || protocol === 'icmp' ? {} : { protocol }),
    ...(port === undefined ? {} : { port }),
    ...(outcome === undefined ? { unfinished: true } : { outcome }),
    ...(reportedBy !== undefined && isAddress(reportedBy) ? { reportedBy: plainAddress(reportedBy) } : {}),
    ...(roundTrip === undefined ? {} : { roundTrip }),
    sent,
    received,
    errors: error === undefined ? [] : [quoted(error)],
  };
}

/** The word behind an option, `-H HOST` or `--hostname=HOST`. */
export function optionOf(argv: readonly string[], ...names: string[]): string | undefined {
  for (const [at, word] of argv.entries()) {
    if (names.includes(word)) return argv[at + 1];
    const [name, value] = word.split('=', 2);
    if (value !== undefined && names.includes(name ?? '')) return value;
  }
  return undefined;
}
