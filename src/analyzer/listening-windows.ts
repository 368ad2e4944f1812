import type { Capture, ProbeReport } from './model/index.ts';

/**
 * Whether a capture listened all the time that these probes were under way: only then does what it does not hold prove
 * anything. undefined where that was not noted, as in a paste.
 */
export function covers({ listened }: Capture, probes: readonly ProbeReport[]): boolean | undefined {
  const noted = probes.flatMap(({ ran }) => ran ?? []);
  if (listened === undefined || noted.length === 0) return undefined;
  return noted.every(({ from, until }) => listened.from <= from && until <= listened.until);
}

/** Whether the captures listened on this interface alone, completely: what came in by others they could not show. */
export function listensAlone(captures: readonly Capture[], device: string): boolean {
  const listening = captures.filter((capture) => capture.listening && capture.incomplete !== true);
  return listening.length > 0 && listening.every((capture) => capture.interface === device);
}

/** How many requests these probes sent while one of the captures is known to have listened. */
export function coveredRequests(captures: readonly Capture[], probes: readonly ProbeReport[]): number {
  const covered = probes.filter((probe) =>
    captures.some((capture) => capture.listening && covers(capture, [probe]) === true),
  );
  return covered.reduce((sum, { sent }) => sum + sent, 0);
}
