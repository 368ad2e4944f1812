import { type Diagnosed, quoteCommand, type Recheck, type Step } from '../../analyzer/model/index.ts';
import { RoundtripError } from '../../errors.ts';
import { failureOf } from '../../texts/failures/index.ts';
import type { WorkflowMessage } from '../../texts/index.ts';
import type { PartsOnHost } from '../ports.ts';
import { removersOf } from '../removers.ts';
import type { TriageState } from '../state.ts';
import { changing } from './changing.ts';
import { lookAt } from './look-at.ts';
import { hasProber } from './looking.ts';
import type { WorkerParts } from './parts.ts';
import { filesOf } from './permanent-files.ts';
import { probeEach } from './verify.ts';

/** What a look at a committed fix found, and what stops the flow now where it is stopped. */
export type LookAtFix = { found: Recheck; diagnosis?: Diagnosed };

/** Seconds by which the journal is looked at from before the fix was seen to stand: clocks and looks take their time. */
const OVERLAP = 60;
/** Looks at a host that goes on changing. */
const ROUNDS = 3;

/**
 * Looks whether a committed fix stands and works. Changes nothing. What cannot be seen for want of a way to the host is
 * `unknown`; `stoodAt` is when it was seen to stand last.
 */
export async function lookAtFix(
  parts: WorkerParts,
  state: TriageState,
  stoodAt: Date,
  signal: AbortSignal,
): Promise<LookAtFix> {
  const steps = stepsOf(state);
  try {
    const now = await parts.events.now();
    const since = (now.getTime() - stoodAt.getTime()) / 1000 + OVERLAP;
    const look = () => parts.hosts.recheck(state.request.host, state.id, { steps }, since);
    const { onHost, tried } = await lookAndTry(look, () => tryIt(parts, state, signal), signal);
    const missing = missingOf(steps, onHost);
    if (missing.length === 0) return standing(onHost, steps, tried);
    const removedBy = removersOf(
      onHost,
      missing.map(({ step }) => step),
      { now, stoodAt },
    );
    return {
      found: {
        standing: 'gone',
        ...answered(tried),
        missing: missing.map(({ step, instead }) => ({
          command: quoteCommand(step.do),
          ...(instead.length === 0 ? {} : { instead: [...instead] }),
        })),
        removedBy,
        journal: onHost.journal,
        since: stoodAt.toISOString(),
      },
      ...(tried.works === false ? { diagnosis: tried.diagnosis } : {}),
    };
  } catch (error) {
    if (signal.aborted || !(error instanceof RoundtripError)) throw error;
    const because = { key: 'reason.failure', failure: failureOf(error) } satisfies WorkflowMessage;
    return { found: { standing: 'unknown', missing: [], removedBy: [], because } };
  }
}

/** What is amiss is looked at a second time: it may have been changing while it was tried. */
async function lookAndTry(
  look: () => Promise<PartsOnHost>,
  tryAgain: () => Promise<Tried>,
  signal: AbortSignal,
): Promise<{ onHost: PartsOnHost; tried: Tried }> {
  for (let round = 1; ; round += 1) {
    const before = await look();
    signal.throwIfAborted();
    const tried = await tryAgain();
    const isWell = tried.works !== false && before.steps.every(({ standing }) => standing === 'there');
    const onHost = isWell ? before : await look();
    signal.throwIfAborted();
    if (isWell || round === ROUNDS || isSame(before, onHost)) return { onHost, tried };
  }
}

function isSame(before: PartsOnHost, after: PartsOnHost): boolean {
  return before.steps.every(({ standing }, index) => standing === after.steps[index]?.standing);
}

/** The change, and the files that keep it where they were written. */
function stepsOf(state: TriageState): Step[] {
  const kept = state.permanence?.end?.kind === 'made' ? (filesOf(state)?.plan.steps ?? []) : [];
  return [...(state.change?.plan.steps ?? []), ...kept];
}

function missingOf(steps: readonly Step[], { steps: seen }: PartsOnHost) {
  return steps.flatMap((step, index) => {
    const part = seen[index];
    return part?.standing === 'gone' ? [{ step, instead: part.instead }] : [];
  });
}

/** `works` is undefined where it could not be tried; `interface` is the one that fails. */
type Tried =
  | { works: true; byProbe: boolean }
  | { works: false; byProbe: boolean; interface: string; diagnosis: Diagnosed }
  | { works: undefined };

/** With a probe to each interface that the change repairs; where nobody can send one, by the host's state alone. */
async function tryIt(parts: WorkerParts, state: TriageState, signal: AbortSignal): Promise<Tried> {
  const change = changing(parts, state, signal);
  if (!change) return { works: undefined };
  try {
    if (!hasProber(state)) return await tryByState(parts, state, signal);
    const proofs = await probeEach(change, state);
    const failed = proofs.find(({ proof }) => !proof.ok);
    if (!failed) return { works: true, byProbe: true };
    const { diagnosis } = failed.proof;
    if (diagnosis?.schema !== 'roundtrip.diagnosed/1' || diagnosis.certainty === 'open')
      return { works: undefined };
    return { works: false, byProbe: true, interface: failed.device, diagnosis };
  } catch (error) {
    if (signal.aborted || !(error instanceof RoundtripError)) throw error;
    return { works: undefined };
  }
}

async function tryByState(parts: WorkerParts, state: TriageState, signal: AbortSignal): Promise<Tried> {
  const { diagnosis } = await lookAt(parts, state, { signal, seconds: parts.timing.lookSeconds });
  if (diagnosis.cause === 'healthy' || diagnosis.witnesses.model.says !== 'refuses')
    return { works: undefined };
  return { works: false, byProbe: false, interface: state.request.interface, diagnosis };
}

function standing(onHost: PartsOnHost, steps: readonly Step[], tried: Tried): LookAtFix {
  const common = { missing: [], removedBy: [], ...answered(tried) };
  if (tried.works === false)
    return {
      found: { ...common, standing: 'fails', interface: tried.interface },
      diagnosis: tried.diagnosis,
    };
  const unseen = steps.filter((_step, index) => onHost.steps[index]?.standing !== 'there');
  if (unseen.length === 0) return { found: { ...common, standing: 'stands' } };
  const commands = unseen.map((step) => quoteCommand(step.check));
  const because = { key: 'reason.unread-checks', commands } satisfies WorkflowMessage;
  return { found: { ...common, standing: 'unknown', because } };
}

function answered(tried: Tried): { answered?: boolean } {
  return tried.works === undefined || !tried.byProbe ? {} : { answered: tried.works };
}
