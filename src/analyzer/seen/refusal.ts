import type { Walk } from '../walk/index.ts';

/** The sender's connection is refused, and a capture that would have shown it arrive shows nothing: another refuses it. */
export function refusedElsewhere({ seen: { refused, packets: seen } }: Walk): boolean {
  const unseen = seen.listening && seen.complete && seen.requests.length + seen.perhapsOurs.length === 0;
  return refused === 'by-sender' && unseen;
}

/**
 * Whether what was seen is what a port is like that nobody takes: it is refused (RFC 9293, 3.10.7.1), or nobody is known to
 * have tried it. Silence is not what a host answers there.
 */
export function fitsClosedPort({
  seen: { refused, answerMissed, packets: seen },
  modelled: { answersObservable },
  asked: { flow },
}: Walk): boolean {
  if (refused !== undefined) return true;
  const silent = seen.requests.length > 0 && answersObservable && seen.complete && flow.protocol === 'tcp';
  return !answerMissed && !silent;
}
