import type { Cause, Diagnosis } from '../analyzer/model/index.ts';
import { readTranscript } from '../library.ts';
import type { StoredEvent, TriageEvent, TriageId } from './events.ts';
import { ownEvents } from './own-events.ts';
import type { EventStore } from './ports.ts';

/** A verdict that people judged: what was shown, of which host, and whether it was right. */
export type JudgedVerdict = {
  triage: TriageId;
  /** Inventory name; empty where only a console was pasted. */
  host: string;
  shown: Pick<Diagnosis, 'cause' | 'certainty'>;
  /** False where anybody's newest word says so. */
  right: boolean;
  /** Of a wrong one, what the cause was, where somebody named it. */
  actual?: Cause;
  /** The host's distribution as os-release(5) names it, where the listing shows it. */
  distribution?: string;
};

type Judgement = Extract<TriageEvent, { kind: 'verdict-judged' }>;
type Diagnosed = Extract<TriageEvent, { kind: 'diagnosed' }>;

/**
 * Every verdict that was judged. A triage that was looked at again has several; each person's newest word counts.
 * Which distribution a host has is read from its listing, where that is wanted.
 */
export async function judgedVerdicts(
  store: Pick<EventStore, 'judged' | 'readOwn'>,
  { distributions = false } = {},
): Promise<JudgedVerdict[]> {
  const all: JudgedVerdict[] = [];
  // Where something else wrote one of the events nobody can tell what was judged there.
  for (const triage of await store.judged())
    all.push(...judgedIn((await ownEvents(store, triage)) ?? [], distributions));
  return all;
}

/** The judged verdicts of one triage, oldest first. */
function judgedIn(events: readonly StoredEvent[], distributions: boolean): JudgedVerdict[] {
  const [first] = events;
  if (first?.event.kind !== 'requested') return [];
  const { triage } = first;
  const { request, paste } = first.event;
  const verdicts: { diagnosed?: Diagnosed; by: Map<string, Judgement> }[] = [{ by: new Map() }];
  for (const { event } of events) {
    if (event.kind === 'diagnosed' && event.final) verdicts.push({ diagnosed: event, by: new Map() });
    if (event.kind === 'verdict-judged') verdicts.at(-1)?.by.set(event.by, event);
  }
  return verdicts.flatMap(({ diagnosed, by }): JudgedVerdict[] => {
    const judgements = [...by.values()];
    const [newest] = judgements.slice(-1);
    if (!newest) return [];
    const wrong = judgements.findLast(({ right }) => !right);
    const distribution = distributions && diagnosed ? distributionIn(diagnosed, request.host) : undefined;
    return [
      {
        triage,
        host: paste ? '' : request.host,
        shown: newest.shown,
        right: wrong === undefined,
        ...(wrong?.cause === undefined ? {} : { actual: wrong.cause }),
        ...(distribution === undefined ? {} : { distribution }),
      },
    ];
  });
}

function distributionIn({ transcripts }: Diagnosed, host: string): string | undefined {
  const text = transcripts.find((one) => one.host === host)?.text ?? transcripts[0]?.text;
  const reading = text === undefined ? undefined : readTranscript(text);
  if (reading === undefined || reading.kind === 'too-large') return undefined;
  const { observations } = reading;
  const own = observations.find((each) => each.host === host) ?? observations[0];
  return own?.state.distribution?.id;
}
