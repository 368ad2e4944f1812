import type { Cause } from '../model/index.ts';

/**
 * What one stage makes of the packet. `stopped`: it ends here; `would-stop`: the state says it will end here, but no
 * packet has proved it; `unknown`: it cannot be told from what was heard.
 */
export type Finding =
  | { status: 'passed' | 'unknown'; because: string; evidence: string[] }
  | { status: 'stopped' | 'would-stop'; cause: Cause; because: string; evidence: string[] };

export function passed(because: string, evidence: string[] = []): Finding {
  return { status: 'passed', because, evidence };
}

export function unknown(because: string, evidence: string[] = []): Finding {
  return { status: 'unknown', because, evidence };
}

export function stopped(cause: Cause, because: string, evidence: string[] = []): Finding {
  return { status: 'stopped', cause, because, evidence };
}

export function wouldStop(cause: Cause, because: string, evidence: string[] = []): Finding {
  return { status: 'would-stop', cause, because, evidence };
}
