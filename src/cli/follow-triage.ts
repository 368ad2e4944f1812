import { EXIT, RoundtripError } from '../errors.ts';
import { foldEvents, type TriageId, type TriageState } from '../triage/index.ts';
import { language, say } from './speech.ts';
import type { Workplace } from './workplace.ts';

/** Nothing is lost where a notification is: the state is read again at least so often (ms). */
const LOOK_EVERY = 1000;

/**
 * Follows a triage until `isDone`, telling its progress; answers the state then. A diagnosis that fails is thrown as
 * the failure that it is. That it stands at `known` is no news.
 */
export async function followTriage(
  { store }: Pick<Workplace, 'store'>,
  triage: TriageId,
  tell: (text: string) => void,
  isDone: (state: TriageState) => boolean,
  known?: TriageState['status'],
): Promise<TriageState> {
  let wake: () => void = () => undefined;
  const unsubscribe = await store.events.subscribe((changed) => {
    if (changed === triage) wake();
  });
  let isFirst = true;
  let told: string | undefined;
  let toldStatus = known;
  try {
    for (;;) {
      const news = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const state = foldEvents(await store.events.read(triage), language());
      if (!state) throw new Error(`triage ${triage} is not in the store`);
      if (state.failure && !state.diagnosis) throw failureOf(state.failure);
      // What was said before somebody began to follow is no news.
      if (isFirst && state.status !== 'collecting') told = state.progress;
      isFirst = false;
      if (state.progress !== undefined && state.progress !== told) tell(state.progress);
      told = state.progress;
      if (isTold(state.status) && state.status !== toldStatus) tell(say().following[state.status]);
      toldStatus = state.status;
      if (isDone(state)) return state;
      await Promise.race([news, later(LOOK_EVERY)]);
    }
  } finally {
    await unsubscribe();
  }
}

/** What is said while it lasts. */
function isTold(status: TriageState['status']): status is 'approved' | 'applying' | 'awaiting-confirmation' {
  return status === 'approved' || status === 'applying' || status === 'awaiting-confirmation';
}

function failureOf({ code, message, nextStep }: NonNullable<TriageState['failure']>): RoundtripError {
  const usage = [
    'interface-unknown',
    'host-unknown',
    'interface-name-invalid',
    'interface-is-address',
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
