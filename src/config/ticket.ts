import { runInNewContext } from 'node:vm';
import type { Config } from './schema.ts';

/** What a change ticket must be, as the configuration has it. */
export type TicketRule = {
  required: boolean;
  /** As configured; absent: any name of a ticket will do. */
  pattern?: string;
  /** Whether that may be a ticket. */
  fits(ticket: string): boolean;
};

/** Whatever the pattern says: one word or a few, nothing that a message or a log would take for its own. */
const TICKET = /^[A-Za-z0-9](?:[A-Za-z0-9 ._#/:-]{0,62}[A-Za-z0-9])?$/;

/**
 * Milliseconds for one comparison: a pattern can take longer than anybody waits, and what takes longer does not fit. By the
 * clock, so with room for a machine that is busy.
 */
const MATCHED_WITHIN = 500;

/** The rule for tickets. */
export function ticketRule({ change }: Pick<Config, 'change'>): TicketRule {
  const { required, pattern } = change.ticket;
  return {
    required,
    ...(pattern === undefined ? {} : { pattern }),
    fits: (ticket) => TICKET.test(ticket) && (pattern === undefined || matches(pattern, ticket)),
  };
}

function matches(pattern: string, ticket: string): boolean {
  const expression = new RegExp(`^(?:${pattern})$`, 'u');
  try {
    return (
      runInNewContext('expression.test(ticket)', { expression, ticket }, { timeout: MATCHED_WITHIN }) === true
    );
  } catch {
    return false;
  }
}
