import type { Actor, Origin, ScannedHost, StoredEvent, TriageId } from '../events.ts';

/** What became of one scan so far: the fold of its events. */
export type ScanState = {
  id: TriageId;
  /** Sequence of the last event. */
  sequence: number;
  requestedBy: Actor;
  requestedAt: string;
  origin: Origin;
  /** What was asked for: a host, a group, or `all`. */
  words: string;
  /** Every host that is looked at. */
  hosts: readonly string[];
  language?: string;
  schedule?: { before?: TriageId | undefined };
  /** Of those that are done, in the order in which they were. */
  results: readonly ScannedHost[];
  ended: boolean;
};

/** Folds the events of one scan, oldest first; undefined where they are of something else. */
export function foldScan(events: readonly StoredEvent[]): ScanState | undefined {
  const [first, ...rest] = events;
  if (first?.event.kind !== 'scan-requested') return undefined;
  const { by, origin, words, hosts, language, schedule } = first.event;
  const results = new Map<string, ScannedHost>();
  let ended = false;
  for (const { event } of rest) {
    if (event.kind === 'scan-ended') ended = true;
    if (event.kind !== 'hosts-scanned') continue;
    for (const result of event.results) if (!results.has(result.host)) results.set(result.host, result);
  }
  return {
    id: first.triage,
    sequence: events.at(-1)?.sequence ?? first.sequence,
    ...{ requestedBy: by, requestedAt: first.at, origin, words, hosts },
    ...(language === undefined ? {} : { language }),
    ...(schedule === undefined ? {} : { schedule }),
    results: [...results.values()],
    ended,
  };
}

/** The hosts that are not done yet. */
export function hostsLeft({ hosts, results }: Pick<ScanState, 'hosts' | 'results'>): string[] {
  const done = new Set(results.map(({ host }) => host));
  return hosts.filter((host) => !done.has(host));
}
