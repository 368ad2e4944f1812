import { RoundtripError } from '../../errors.ts';
import { failureOf, withoutInventory } from '../../texts/failures/index.ts';
import type { ProgressMessage } from '../../texts/index.ts';
import { asksAgain, type StoredEvent, type TriageEvent } from '../events.ts';
import type { Job } from '../ports.ts';
import { record } from '../record.ts';
import { foldEvents, type TriageState } from '../state.ts';
import { lookAt } from './look-at.ts';
import { analyzeWatched, hasProber } from './looking.ts';
import { packetWait } from './packet-wait.ts';
import type { WorkerParts } from './parts.ts';

/** Progress that comes quicker than this (ms) is not worth an event each. */
const PROGRESS_EVERY = 700;

/** Collects, captures and diagnoses. A failure that can be explained is the triage's end; others are tried again. */
export async function diagnoseJob(parts: WorkerParts, job: Job, signal: AbortSignal): Promise<void> {
  const events = await parts.events.read(job.triage);
  const state = foldEvents(events);
  if (state?.status !== 'collecting') return;
  const question = questionOf(events);
  const overtaken = parts.attention.interrupt(job.triage, (now) => {
    if (foldEvents(now)?.status !== 'collecting') return 'ended';
    return questionOf(now) === question ? undefined : 'asked-again';
  });
  const diary = keepDiary(parts, job, question);
  try {
    const outcome = await watchAndDiagnose(parts, state, AbortSignal.any([signal, overtaken.signal]), diary);
    await diary.end();
    await diary.write(outcome);
  } catch (error) {
    await diary.end();
    if (!overtaken.signal.aborted) throw error;
  } finally {
    overtaken.end();
  }
}

/** What can be explained is an outcome; what is thrown is tried again. */
async function watchAndDiagnose(
  parts: WorkerParts,
  state: TriageState,
  signal: AbortSignal,
  diary: Diary,
): Promise<TriageEvent> {
  try {
    const { diagnosis, watched } = await look(parts, state, signal, diary);
    return { kind: 'diagnosed', diagnosis, final: true, transcripts: watched.transcripts };
  } catch (error) {
    if (signal.aborted || !(error instanceof RoundtripError)) throw error;
    return { kind: 'failed', ...withoutInventory(failureOf(error)) };
  }
}

/** After the last retry: nobody is left waiting for an answer that does not come. */
export async function diagnosisGivenUp(parts: WorkerParts, job: Job, said: string): Promise<void> {
  const failed: TriageEvent = { kind: 'failed', code: 'diagnosis-given-up', facts: { said } };
  await record(parts.events, job.triage, (state) => ({
    events: state.status === 'collecting' ? [failed] : [],
    value: undefined,
  }));
}

async function look(
  parts: WorkerParts,
  state: TriageState,
  signal: AbortSignal,
  diary: Diary,
): ReturnType<typeof lookAt> {
  const begun = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const { end, ...waiting } = await packetWait(parts, state, diary.note);
  try {
    return await lookAt(parts, state, {
      signal,
      ...waiting,
      onProgress: diary.progress,
      onState: (readEarly) => {
        const tell = () => {
          try {
            const early = readEarly();
            if (!early) return;
            const diagnosis = analyzeWatched(parts.analyze, state, early, false);
            diary.note({ kind: 'diagnosed', diagnosis, final: false, transcripts: early.transcripts });
          } catch (error) {
            parts.onError(error);
          }
        };
        const taken = performance.now() - begun;
        if (hasProber(state)) timer = setTimeout(tell, Math.max(0, parts.timing.earlyAfter - taken));
        else tell();
      },
    });
  } finally {
    end();
    clearTimeout(timer);
  }
}

/** Which look this is: each new question (another gateway, another prober) starts one. */
function questionOf(events: readonly StoredEvent[]): number {
  return events.filter(({ event }) => asksAgain(event)).length;
}

/** Writes what happens during one look, one after the other, and nothing once the look is overtaken. */
type Diary = {
  progress(said: ProgressMessage): void;
  /** Something that is known before the look is over. */
  note(event: TriageEvent): void;
  write(event: TriageEvent): Promise<void>;
  /** No more progress; waits for what is being written. */
  end(): Promise<void>;
};

function keepDiary(parts: WorkerParts, job: Job, question: number): Diary {
  let writing: Promise<void> = Promise.resolve();
  let ended = false;
  let last = '';
  let waiting: ProgressMessage | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function write(event: TriageEvent): Promise<void> {
    await record(parts.events, job.triage, (state, events) => ({
      events: state.status === 'collecting' && questionOf(events) === question ? [event] : [],
      value: undefined,
    }));
  }

  function later(event: TriageEvent): void {
    if (!ended) writing = writing.then(() => write(event)).catch(parts.onError);
  }

  function tell(): void {
    timer = undefined;
    const said = waiting;
    waiting = undefined;
    if (said === undefined || JSON.stringify(said) === last) return;
    last = JSON.stringify(said);
    later({ kind: 'progress', said });
    timer = setTimeout(tell, PROGRESS_EVERY);
  }

  return {
    progress(said) {
      waiting = said;
      if (!timer) tell();
    },
    note: later,
    write,
    async end() {
      ended = true;
      clearTimeout(timer);
      await writing;
    },
  };
}
