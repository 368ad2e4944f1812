import type { ScannedHost, TriageEvent } from '../events.ts';
import type { Job, Surveyor } from '../ports.ts';
import { type HostResult, scanHosts } from '../scan/scan-hosts.ts';
import { foldScan, hostsLeft, type ScanState } from '../scan/state.ts';
import type { WorkerParts } from './parts.ts';

/** What is done is recorded so often (ms), or when it is so many hosts: what a worker that dies had not recorded is looked at again. */
const RECORDED_EVERY = 1000;
const RECORDED_AT = 25;
/** More writers than this at one scan at one moment do not happen. */
const ATTEMPTS = 100;

/**
 * Looks at the hosts of a scan that are not done yet, and records them as they are done. One worker does a scan; where it dies,
 * another goes on with what is left.
 */
export async function scanJob(
  parts: WorkerParts & { surveyor: Surveyor },
  job: Job,
  signal: AbortSignal,
): Promise<void> {
  const state = foldScan(await parts.events.read(job.triage));
  if (!state || state.ended) return;
  const left = hostsLeft(state);
  const diary = new Diary(parts, job);
  await scanHosts(parts.surveyor, left, {
    signal,
    onResult: (result) => diary.note(asScanned(result)),
  });
  signal.throwIfAborted();
  await diary.end();
}

function asScanned(result: HostResult): ScannedHost {
  if (result.kind === 'read') return result;
  const { host, failure } = result;
  return { kind: 'failed', host, failure: { code: failure.code, facts: { ...failure.facts } } };
}

/** Writes results together, one record after the other. */
class Diary {
  readonly #parts: WorkerParts;
  readonly #job: Job;
  #results: ScannedHost[] = [];
  #writing: Promise<void> = Promise.resolve();
  #last = performance.now();

  constructor(parts: WorkerParts, job: Job) {
    this.#parts = parts;
    this.#job = job;
  }

  /** The scan waits where the store is slower than the hosts. */
  async note(result: ScannedHost): Promise<void> {
    this.#results.push(result);
    const isDue = this.#results.length >= RECORDED_AT || performance.now() - this.#last > RECORDED_EVERY;
    if (isDue) await this.#write();
  }

  async end(): Promise<void> {
    await this.#write();
    await record(this.#parts, this.#job, (state) => (state.ended ? [] : [{ kind: 'scan-ended' }]));
  }

  #write(): Promise<void> {
    const results = this.#results;
    this.#results = [];
    this.#last = performance.now();
    this.#writing = this.#writing.then(() =>
      record(this.#parts, this.#job, (state) => {
        // Another worker that was taken for dead may have come with the same host first.
        const left = new Set(hostsLeft(state));
        const news = results.filter(({ host }) => left.has(host));
        return news.length === 0 ? [] : [{ kind: 'hosts-scanned', results: news }];
      }),
    );
    return this.#writing;
  }
}

/** Appends what is decided by the newest state. */
async function record(
  { events: store }: Pick<WorkerParts, 'events'>,
  { triage }: Job,
  decide: (state: ScanState) => TriageEvent[],
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const state = foldScan(await store.read(triage));
    if (!state) return;
    const events = decide(state);
    if (events.length === 0) return;
    const jobs: Job[] = state.origin.kind === 'slack' ? [{ kind: 'project', triage }] : [];
    const outcome = await store.append(triage, state.sequence, events, jobs);
    if (outcome.kind !== 'conflict') return;
  }
  throw new Error(`scan ${triage}: other writers were always quicker`);
}
