import { EXIT, RoundtripError } from '../errors.ts';
import type { TriageId, TriageState } from '../triage/index.ts';
import type { Workplace } from './workplace.ts';

/** Nothing is lost where a notification is: the state is read again at least so often (ms). */
const LOOK_EVERY = 1000;

/**
 * Follows a triage until `isDone`, telling its progress; answers the state then. A diagnosis that fails is thrown as
 * the failure that it is.
 */
export async function followTriage(
  { store, triages }: Pick<Workplace, 'store' | 'triages'>,
  triage: TriageId,
  tell: (text: string) => void,
  isDone: (state: TriageState) => boolean,
): Promise<TriageState> {
  let wake: () => void = () => undefined;
  const unsubscribe = await store.events.subscribe((changed) => {
    if (changed === triage) wake();
  });
  let told: string | undefined;
  let toldStatus: string | undefined;
  try {
    for (;;) {
      const news = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const state = await triages.read(triage);
      if (!state) throw new Error(`triage ${triage} is not in the store`);
      if (state.failure && !state.diagnosis) throw failureOf(state.failure);
      if (state.progress !== undefined && state.progress !== told) tell(state.progress);
      told = state.progress;
      const inWords = STATUS_IN_WORDS[state.status];
      if (inWords !== undefined && state.status !== toldStatus) tell(inWords);
      toldStatus = state.status;
      if (isDone(state)) return state;
      await Promise.race([news, later(LOOK_EVERY)]);
    }
  } finally {
    await unsubscribe();
  }
}

const STATUS_IN_WORDS: Partial<Record<TriageState['status'], string>> = {
  approved: 'Approved. Looking at the host again before anything is changed …',
  applying: 'Arming the undo, then changing the host and trying it …',
  'awaiting-confirmation': 'Applied. Waiting for a real request and its answer; without one it is undone.',
};

function failureOf({ code, message, nextStep }: NonNullable<TriageState['failure']>): RoundtripError {
  const usage = [
    'interface-unknown',
    'host-unknown',
    'interface-name-invalid',
    'address-invalid',
    'probe-from-itself',
  ];
  return new RoundtripError(code, message, nextStep, {
    exitStatus: usage.includes(code) ? EXIT.usage : EXIT.unreachable,
  });
}

function later(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
