import type { WorkspaceState } from './state.ts';

/**
 * Waits until the predicate answers something, looking again at each change and every 50 ms.
 * @throws Error naming what was waited for, after `timeoutMs`
 */
export async function waitForChange<T>(
  state: WorkspaceState,
  predicate: () => T | undefined | null | false,
  timeoutMs: number,
  waitingFor: string,
): Promise<T> {
  const first = predicate();
  if (first) return first;
  // Made here, so that its stack names who waits.
  const inVain = new Error(`Waited ${timeoutMs} ms in vain for ${waitingFor}`);
  return new Promise<T>((resolve, reject) => {
    const finish = (then: () => void): void => {
      stopListening();
      clearInterval(interval);
      clearTimeout(timer);
      then();
    };
    const look = (): void => {
      try {
        const found = predicate();
        if (found) finish(() => resolve(found));
      } catch (error) {
        finish(() => reject(error));
      }
    };
    const stopListening = state.onChange(look);
    const interval = setInterval(look, 50);
    const timer = setTimeout(() => finish(() => reject(inVain)), timeoutMs);
  });
}
