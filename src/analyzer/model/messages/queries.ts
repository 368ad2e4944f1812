/** What is wrong with a line in the syntax of `ip route get`. */
export type QueryFault =
  | { kind: 'no-value'; word: string }
  | { kind: 'odd-value'; word: string; value: string }
  | { kind: 'odd-word'; word: string }
  | { kind: 'mixed-families' }
  | { kind: 'second-destination'; address: string }
  | { kind: 'no-destination' };

/** Why a question to the route model has no answer. */
export type QueryMessages = {
  'query.not-understood': { fault: QueryFault };
  'query.gateway-masked': Record<never, never>;
};
