import { approvalPolicyFor, type Config, resolveHost, ticketRule } from '../config/index.ts';

/** What an approval of a change on a host needs beside the press. */
export type ApprovalNeeds = {
  /** A change ticket: whether it must be named, and what it looks like. */
  ticket?: { required: boolean; pattern?: string };
  /** The name that the approver types. */
  host?: string;
};

/** What the configuration asks of whoever approves a change on that host; nothing of a host that has left the inventory. */
export function approvalNeeds(config: Config, name: string): ApprovalNeeds {
  const { required, pattern } = ticketRule(config);
  const asked = required || pattern !== undefined;
  return {
    ...(asked ? { ticket: { required, ...(pattern === undefined ? {} : { pattern }) } } : {}),
    ...(isGuarded(config, name) ? { host: name } : {}),
  };
}

/** Whether a dialog asks for something that cannot be left out. */
export function needsDialog({ ticket, host }: ApprovalNeeds): boolean {
  return host !== undefined || ticket?.required === true;
}

function isGuarded(config: Config, name: string): boolean {
  try {
    return approvalPolicyFor(config, resolveHost(config, name)).mistapGuard;
  } catch {
    return false;
  }
}
