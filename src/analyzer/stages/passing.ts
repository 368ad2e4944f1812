import type { Message } from '../model/index.ts';

/** What a stage says where nothing is known to stop the packet there: it was shown to pass, or it cannot be told. */
export type Passing = { status: 'passed' | 'unknown'; because: Message; evidence: string[] };

export function passed(because: Message, evidence: string[] = []): Passing {
  return { status: 'passed', because, evidence };
}

export function unknown(because: Message, evidence: string[] = []): Passing {
  return { status: 'unknown', because, evidence };
}
