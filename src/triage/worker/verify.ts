import { setTimeout as delay } from 'node:timers/promises';
import type { Diagnosed } from '../../analyzer/model/index.ts';
import { RoundtripError } from '../../errors.ts';
import { failureOf } from '../../texts/failures/index.ts';
import type { WorkflowMessage } from '../../texts/index.ts';
import type { TriageEvent } from '../events.ts';
import type { Watched } from '../ports.ts';
import { foldEvents, type TriageState } from '../state.ts';
import { type Changing, keep, learningSeconds, rollBack, settle, UNDER_WAY, write } from './changing.ts';
import { askedAbout } from './look-at.ts';
import { type Asked, analyzeWatched, hasProber, watchOf } from './looking.ts';

/** Neighbours have to be found anew after a change of the way: the first probe may be too early. */
const PROBES = 2;

/** Proves the applied change with a new flow over a new connection, and keeps it; or undoes it and says why. */
export async function verify(change: Changing): Promise<void> {
  const state = await stateOf(change);
  if (!state) return;
  // A verdict that was written before a crash is not asked for twice.
  if (state.verified?.ok) return keep(change, state.verified.said);
  if (state.verified) return rollBack(change, state.verified.said);
  return hasProber(state) ? verifyByProbe(change, state) : awaitConfirmation(change, state);
}

type Proof = Extract<TriageEvent, { kind: 'verified' }>;

async function conclude(change: Changing, proof: Proof): Promise<void> {
  if (!(await write(change, UNDER_WAY, proof))) return;
  return proof.ok ? keep(change, proof.said) : rollBack(change, proof.said);
}

/** Each interface that the plan repairs is probed on its own; the first that fails fails all. */
async function verifyByProbe(change: Changing, state: TriageState): Promise<void> {
  const proof = await probeAll(change, state);
  if (proof) await conclude(change, proof);
}

/** Asks each interface that the plan repairs again; what is proved of all of them. */
export async function probeAll(change: Changing, state: TriageState): Promise<Proof | undefined> {
  const proofs = await probeEach(change, state, learningSeconds(change.parts, change.plan));
  const last = proofs.at(-1);
  return last && { ...last.proof, said: saidOf(proofs) };
}

/** What is proved of each of them, up to the first that fails; `patience`: seconds in which a failed probe is tried again. */
export async function probeEach(
  change: Changing,
  state: TriageState,
  patience = 0,
): Promise<{ device: string; proof: Proof }[]> {
  const proofs: { device: string; proof: Proof }[] = [];
  for (const { device, asked } of repairedBy(change, state)) {
    const proof = await probeOnce(change, asked, patience);
    proofs.push({ device, proof });
    if (!proof.ok) break;
  }
  return proofs;
}

/** The question that is asked again of each interface that the plan repairs. */
function repairedBy({ plan }: Changing, state: TriageState): { device: string; asked: Asked }[] {
  const others = plan.repairs?.filter(({ interface: device }) => device !== state.request.interface) ?? [];
  return [
    { device: state.request.interface, asked: state },
    ...others.map(({ interface: device, to }) => ({ device, asked: askedAbout(state, device, to) })),
  ];
}

/** One interface's proof as it is; of several, each with its name. */
function saidOf(proofs: readonly { device: string; proof: Proof }[]): WorkflowMessage {
  const [only, ...others] = proofs;
  if (only && others.length === 0) return only.proof.said;
  return { key: 'proof.each', proofs: proofs.map(({ device, proof }) => ({ device, proof: proof.said })) };
}

async function probeOnce(change: Changing, asked: Asked, patience: number): Promise<Proof> {
  const { parts } = change;
  let proof = couldNotBeChecked();
  const patientUntil = performance.now() + patience * 1000;
  for (let probe = 1; !proof.ok && (probe <= PROBES || performance.now() < patientUntil); probe += 1) {
    change.signal.throwIfAborted();
    try {
      const watched = await parts.hosts.watch(watchOf(asked, parts.settings), { signal: change.signal });
      const diagnosis = analyzeWatched(parts.analyze, asked, watched, true);
      proof = judgeProbe(watched, diagnosis);
    } catch (error) {
      if (change.signal.aborted || !(error instanceof RoundtripError)) throw error;
      proof = couldNotBeChecked({ key: 'reason.failure', failure: failureOf(error) });
    }
  }
  return proof;
}

function couldNotBeChecked(because?: WorkflowMessage): Proof {
  const said = { key: 'proof.unchecked', ...(because ? { because } : {}) } as const;
  return { kind: 'verified', ok: false, how: 'probe', said };
}

/** The sender's own count decides where it could be asked. */
function judgeProbe({ peer, to }: Watched, diagnosis: Diagnosed): Proof {
  const probes = peer?.probes.filter((probe) => to === undefined || probe.to === to) ?? [];
  const answered = probes.some(({ received }) => received > 0);
  const ok =
    diagnosis.cause === 'healthy' && (probes.length > 0 ? answered : diagnosis.certainty === 'proven');
  const [probe] = probes;
  const { told, scene } = diagnosis;
  const said = {
    key: 'proof.probe',
    ok,
    found: { told, scene },
    ...(probe ? { counted: { received: probe.received, sent: probe.sent } } : {}),
  } as const;
  return { kind: 'verified', ok, how: 'probe', said, diagnosis };
}

/** Nobody can send a probe: a real client's packets, or a person's word, must come in time. */
async function awaitConfirmation(change: Changing, state: TriageState): Promise<void> {
  const { parts } = change;
  const until = await announceWaiting(change, state);
  if (until === undefined) return;
  let unheard: WorkflowMessage | undefined;
  const waiting = repairedBy(change, state);
  const proofs: { device: string; proof: Proof }[] = [];
  for (let [next] = waiting; next; [next] = waiting) {
    const remaining = until - (await parts.events.now()).getTime();
    if (remaining <= 0) break;
    const round = await waitOneRound(change, remaining, next.asked);
    if (round.kind === 'gone') return;
    // Whoever says that it works says it of all.
    if (round.kind === 'proved' && round.proof.how === 'person') return conclude(change, round.proof);
    waiting.shift();
    if (round.kind === 'proved') proofs.push({ device: next.device, proof: round.proof });
    // Packets for another one may come meanwhile: they take turns.
    else waiting.push(next);
    unheard = round.kind === 'unheard' ? round.because : undefined;
  }
  const last = proofs.at(-1);
  if (last && waiting.length === 0) return conclude(change, { ...last.proof, said: saidOf(proofs) });
  if (unheard !== undefined) return settle(change, unheard);
  const seconds = Math.round(parts.settings.confirmWithin / 1000);
  const several = waiting.length + proofs.length > 1;
  const devices = several ? waiting.map(({ device }) => device) : [];
  const said = { key: 'proof.nobody', seconds, devices } as const;
  return conclude(change, { kind: 'verified', ok: false, how: 'capture', said });
}

/** The moment until which it is waited (ms since the epoch): the one that was announced, also after a crash. */
async function announceWaiting(change: Changing, state: TriageState): Promise<number | undefined> {
  if (state.status === 'awaiting-confirmation' && state.confirmation)
    return Date.parse(state.confirmation.until);
  const applied = Date.parse(state.appliedAt ?? (await change.parts.events.now()).toISOString());
  const until = applied + change.parts.settings.confirmWithin;
  const announced = await write(change, ['applying'], {
    kind: 'confirmation-awaited',
    until: new Date(until).toISOString(),
    said: { key: 'proof.awaited' },
  });
  return announced ? until : undefined;
}

type Round =
  | { kind: 'proved'; proof: Proof }
  | { kind: 'nothing' }
  | { kind: 'unheard'; because: WorkflowMessage }
  /** The triage stands elsewhere by now. */
  | { kind: 'gone' };

/** `remaining` in milliseconds. */
async function waitOneRound(change: Changing, remaining: number, asked: Asked): Promise<Round> {
  const { parts, triage, signal } = change;
  signal.throwIfAborted();
  const state = await stateOf(change);
  if (state?.status !== 'awaiting-confirmation') return { kind: 'gone' };
  const person = state.confirmation?.confirmedBy;
  if (person !== undefined) {
    return {
      kind: 'proved',
      proof: { kind: 'verified', ok: true, how: 'person', said: { key: 'proof.person', by: person } },
    };
  }
  const spoken = parts.attention.interrupt(triage, (events) =>
    foldEvents(events)?.confirmation?.confirmedBy === undefined ? undefined : 'confirmed',
  );
  const seconds = Math.max(1, Math.ceil(remaining / 1000));
  try {
    const watch = watchOf(asked, parts.settings, Math.min(parts.timing.roundSeconds, seconds));
    const watched = await parts.hosts.watch(watch, { signal: AbortSignal.any([signal, spoken.signal]) });
    const diagnosis = analyzeWatched(parts.analyze, asked, watched, false);
    const seen = diagnosis.cause === 'healthy' && diagnosis.witnesses.capture.says === 'accepts';
    if (!seen) return { kind: 'nothing' };
    const said = { key: 'proof.client', seen: diagnosis.witnesses.capture.detail } as const;
    return { kind: 'proved', proof: { kind: 'verified', ok: true, how: 'capture', said, diagnosis } };
  } catch (error) {
    if (signal.aborted) throw error;
    if (spoken.signal.aborted) return { kind: 'nothing' };
    if (!(error instanceof RoundtripError)) throw error;
    await delay(Math.min(parts.timing.askAgain, remaining), undefined, { signal });
    const failure = failureOf(error);
    return { kind: 'unheard', because: { key: 'reason.nobody-confirmed', failure } };
  } finally {
    spoken.end();
  }
}

async function stateOf({ parts, triage }: Changing): Promise<TriageState | undefined> {
  return foldEvents(await parts.events.read(triage));
}
