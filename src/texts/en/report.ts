import { count } from './count.ts';

/* One page about a triage, for a change record. Parameters are Markdown that is escaped already. */

export const report = {
  title: ({ triage }: { triage: string }) => `Triage ${triage}`,
  asked: ({ device, host, sender }: { device: string; host: string; sender?: string }) =>
    `Asked: does ${device} of ${host} answer${sender === undefined ? '' : ` to ${sender}`}?`,
  pasted: ({ bytes, hash }: { bytes: number; hash: string }) =>
    `From a pasted console of ${count(bytes, 'byte')} (SHA-256 ${hash}): no host was reached`,
  by: ({ who, at }: { who: string; at: string }) => `By: ${who}, ${at}`,
  status: ({ status, result }: { status: string; result?: string }) =>
    `Status: **${status}**${result === undefined ? '' : `. ${result}`}`,
  why: ({ cause, certainty, headline }: { cause: string; certainty: string; headline: string }) =>
    `Why: **${cause}** (${certainty}). ${headline}`,
  ticket: ({ tickets }: { tickets: readonly string[] }) => `Ticket: ${tickets.join(', ') || 'none'}`,
  remedy: ({ remedy, who, plan, group }: { remedy: string; who: string; plan: string; group?: string }) =>
    `Remedy: **${remedy}**, chosen by ${who}; plan ${plan}${group === undefined ? '' : `; rules of the group ${group}`}`,
  approvedBy: ({ approvals, minimum }: { approvals: readonly string[]; minimum: number }) =>
    `Approved by: ${approvals.join('; ') || 'nobody'} (needed: ${minimum})`,
  approval: ({ who, at, notes }: { who: string; at: string; notes: readonly string[] }) =>
    `${who}, ${at}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`,
  notes: {
    ticket: ({ ticket }: { ticket: string }) => `ticket ${ticket}`,
    self: 'self-approved',
    hostTyped: "typed the host's name",
    signed: 'signed with an SSH key',
    withoutWaiting: ({ reason }: { reason: string }) => `without waiting for others: ${reason}`,
  },
  commands: 'Commands',
  command: ({ run, undo }: { run: string; undo: string }) => `${run} (undo: ${undo})`,
  noCommands: 'None.',
  fileBefore: ({ path }: { path: string }) => `File ${path}, before`,
  fileNew: ({ path }: { path: string }) => `File ${path}, before: not there`,
  fileAfter: 'and after',
  before: 'Before',
  nothingFound: 'Nothing was found.',
  witness: ({ name, says, detail }: { name: string; says: string; detail: string }) =>
    `${name}: ${says}. ${detail}`.trimEnd(),
  after: 'After',
  appliedAt: ({ at }: { at: string }) => `Applied at ${at}`,
  verifiedAt: ({ at, how, ok, detail }: { at: string; how: string; ok: boolean; detail: string }) =>
    `Verified at ${at}, by ${how}: ${ok ? 'it works' : 'it does not work'}. ${detail}`,
  notVerified: 'Not verified',
  now: ({ status, result }: { status: string; result?: string }) =>
    `Now: **${status}**${result === undefined ? '' : `. ${result}`}`,
  happened: 'What happened (UTC)',
  event: ({ at, kind, who, detail }: { at: string; kind: string; who?: string; detail?: string }) =>
    `${at} **${kind}**${who === undefined ? '' : ` by ${who}`}${detail === undefined ? '' : `: ${detail}`}`,
  end: ({ first, last, hash, command }: { first: number; last: number; hash: string; command: string }) =>
    `Events ${first} to ${last}; hash of the last one: ${hash}. Check the whole log with ${command}.`,
  details: {
    diagnosed: ({ cause, certainty, final, leftOut }: Found) =>
      `${cause} (${certainty}${final ? '' : ', from the state alone'})${leftOut.length === 0 ? '' : `; left out of what was collected: ${leftOut.join(', ')}`}`,
    ticket: ({ ticket }: { ticket: string }) => `ticket ${ticket}`,
    right: 'right',
    wrong: ({ cause }: { cause?: string }) => `wrong: ${cause ?? 'cause not named'}`,
    undoArmed: ({ seconds, method }: { seconds: number; method: string }) =>
      `after ${seconds} s, by ${method}`,
    awaited: ({ until, why }: { until: string; why: string }) => `until ${until}: ${why}`,
    verified: ({ ok, how, detail }: { ok: boolean; how: string; detail: string }) =>
      `${ok ? 'yes' : 'no'}, by ${how}. ${detail}`,
    botVerified: 'the host cannot verify signatures: they were checked by the bot alone',
    pruned: ({ events, by, archive }: { events: number; by: string; archive: string }) =>
      `${count(events, 'event')} by ${by}, to an archive (SHA-256 ${archive})`,
    unknown: ({ recorded }: { recorded: string }) => `recorded by a later version: ${recorded}`,
  },
};

type Found = { cause: string; certainty: string; final: boolean; leftOut: readonly string[] };

/** The sentences of the page about a triage. */
export type ReportTexts = typeof report;
