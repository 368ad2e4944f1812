import { count, listOf } from '../words.ts';

/* What is said around an approval and of what became of a change; parameters as in `thread.ts`. */

export const approval = {
  asks: ({ who, host, label }: { who: string; host: string; label: string }) =>
    `*${who} asks to change ${host}:* ${label}.`,
  why: ({ verdict }: { verdict: string }) => `Why: ${verdict}`,
  agentReason: ({ reason }: { reason: string }) => `The agent's own words, not checked: “${reason}”`,
  standing: ({ given, minimum, by }: { given: number; minimum: number; by: readonly string[] }) =>
    `Approvals: ${given} of ${minimum}${by.length === 0 ? '' : ` (${by.join(', ')})`}.`,
  standingShort: ({ given, minimum, until }: { given: number; minimum: number; until: string }) =>
    `${given} of ${minimum} approvals, until ${until}.`,
  given: ({ who, self, at, ticket, withoutWaiting }: Given) =>
    [
      `${who}${self ? ' (own request)' : ''} at ${at}`,
      ...(ticket === undefined ? [] : [`ticket ${ticket}`]),
      ...(withoutWaiting === undefined ? [] : [`*without waiting for others*: ${withoutWaiting}`]),
    ].join(', '),
  nothingYet: 'Nothing has changed yet.',
  approved: '✅ Approved.',
  rejected: ({ by, reason }: { by?: string; reason?: string }) =>
    `✋ Rejected${by === undefined ? '' : ` by ${by}`}${reason === undefined ? '.' : `: ${reason}`} Nothing was changed.`,
  expired: '⌛ Expired: nobody approved it in time. Nothing was changed.',
  overtaken: 'Superseded by a newer request. Nothing was changed by this one.',
  askedDirectly: ({ names }: { names: string }) => `Asked by direct message: ${names}.`,
  askedNobody: 'Nobody could be asked by direct message; an approver can answer here.',
  notReached: ({ names }: { names: string }) => `Could not be reached by direct message: ${names}.`,
  groupsUnread: ({ groups }: { groups: string }) =>
    `The members of ${groups} could not be read, so nobody can approve through it. List people by user ID instead.`,
  openThread: 'Open the thread',
  plan: ({ hash }: { hash: string }) => `Plan ${hash}`,
  recordedAs: ({ hash }: { hash: string }) => ` · recorded as ${hash}`,
  expiresAt: ({ at }: { at: string }) => `Expires at ${at}`,
  expiresSoon: ({ given, minimum, at }: { given: number; minimum: number; at: string }) =>
    `⌛ This request for approval expires at ${at}: ${given} of ${minimum} approvals so far.`,
  details: 'Commands, undo, side effects',
  inStore: 'the commands are in the store',
  approve: 'Approve',
  approveMore: 'Approve …',
  sign: 'Sign and approve …',
  reject: 'Reject …',
  breakGlass: 'Approve without waiting …',
  revoke: 'Take the approval back',
  confirmTitle: ({ host }: { host: string }) => `Approve the change of ${host}?`,
  confirm: ({ commands, host }: { commands: number; host: string }) =>
    `Roundtrip runs ${count(commands, 'command')} on ${host} with your approval on record, pings again, and undoes them if it does not work.`,
  revokeTitle: 'Take the approval back?',
  revokeYes: 'Take it back',
  rejectText: ({ host }: { host: string }) =>
    `Nothing will be changed on ${host}, and whoever asked is told.`,
  radius: ({ summary }: { summary: string }) => `Side effects: ${summary}`,
  moreFlows: ({ more }: { more: string }) => `${more}: \`roundtrip audit report\``,
};

type Given = { who: string; self: boolean; at: string; ticket?: string; withoutWaiting?: string };

export const outcome = {
  where: ({ device, host }: { device: string; host: string }) => `${device} of ${host}`,
  committed: ({ where, detail, lasting }: Outcome & { lasting?: string }) =>
    [`✅ *Fixed:* ${where} answers.`, detail, lasting ?? ''].filter((each) => each !== '').join(' '),
  /** Whether a fix outlives a reboot. */
  lasts: {
    kept: 'It survives a reboot.',
    'being-kept': 'It is being made to survive a reboot.',
    'needs-nothing': 'It survives a reboot: nothing has to keep it.',
    'until-reboot': 'Lost at reboot.',
  },
  rolledBack: ({ host, detail }: Outcome) => `↩️ *Rolled back:* ${detail} ${host} is as it was before.`,
  undone: ({ where, detail }: Outcome) => `↩️ *Undone:* the fix for ${where} was removed. ${detail}`,
  undoFailed: ({ where, detail }: Outcome) =>
    `⚠️ *Not undone:* the fix for ${where} was not taken back. ${detail}`,
  unknown: ({ host, detail }: Outcome) =>
    `❓ *Unknown:* ${detail} The undo on ${host} fires by itself unless the change was confirmed.`,
  applyRefused: ({ detail }: Outcome) => `⚠️ *Not applied.* ${detail}`,
  rejected: ({ detail }: Outcome) => `✋ *Rejected:* nothing was changed. ${detail}`.trimEnd(),
  expired: '⌛ *Expired:* nobody approved it in time, and nothing was changed.',
  awaitingConfirmation: ({ detail }: Outcome) => `⏳ *Applied, waiting for proof that it works:* ${detail}`,
  superseded: 'Superseded, see below.',
  checkedHere: ({ host }: { host: string }) =>
    `⚠️ ${host} cannot verify signatures (its ssh-keygen is missing, or older than OpenSSH 8.1): only Roundtrip checked who approved this.`,
  fullRecord: ({ command }: { command: string }) => `Full record: ${command}`,
  rejectedBy: ({ who }: { who: string }) => `Rejected by ${who}.`,
  undoneBy: ({ who }: { who: string }) => `Undone by ${who}.`,
  recheckedBy: ({ who }: { who: string }) => `Recheck requested by ${who}.`,
  worksNow: ({ run, sender, until }: { run?: string; sender?: string; until?: string }) =>
    `Does it work now?${run === undefined ? '' : ` Try ${run}${sender === undefined ? '' : ` on ${sender}`}.`}${until === undefined ? '' : ` Without an answer it is undone at ${until}.`}`,
  saysItWorks: ({ who }: { who: string }) => `${who} confirmed that it works.`,
  itWorks: 'It works',
  stays: ({ command, asker }: { command: string; asker: boolean }) =>
    `The automatic undo is disarmed. ${asker ? 'Whoever asked, or an approver,' : 'An approver'} can undo it here, or with ${command}.`,
  nextRolledBack: '*Next:* look again to see what stops it now, or choose another fix.',
  nextUnknown: ({ host }: { host: string }) =>
    `*Next:* ${host} is asked again every minute, and its own undo should have fired. While the change stands there, no other is made on it.`,
  byConsole:
    'On a console of the host, as root, these take back what may stand there; where a step is gone, its command fails:',
  nextRefused: '*Next:* the buttons under the verdict are back; ask again if the host has changed.',
  nextPlannedAnew: '*Next:* there is a new plan for the host as it is now; its approval was asked for.',
  nextUndoFailed: '*Next:* make sure that the host can be reached, and press Undo again.',
  nextUndone: '*Next:* look again to see its state.',
  undoUnderWay: 'The undo is under way.',
  undoAsked: ({ given, minimum }: { given: number; minimum: number }) =>
    `Undo: ${given} of ${minimum} approvers have asked for it.`,
  undo: 'Undo',
  undoTitle: 'Undo the fix?',
  undoText: ({ host, device }: { host: string; device: string }) =>
    `This removes the change from ${host}: ${device} stops answering as before.`,
  undoYes: 'Undo it',
  undoNo: 'Keep it',
  before: ({ detail }: { detail: string }) => `Before the change: ${detail}`,
  verified: {
    probe: 'Pinged again',
    capture: 'Seen in real traffic',
    person: 'Confirmed by a person',
  },
  done: ({ label, commands, files, approvals }: Done) =>
    `Done: ${label} (${count(commands, 'command')}${files === 0 ? '' : ` and ${count(files, 'file')}`}, ${count(approvals, 'approval')})`,
};

type Outcome = { where: string; host: string; detail: string };
type Done = { label: string; commands: number; files: number; approvals: number };

/** An undo that somebody wants who may not do it. */
export const undo = {
  whoCan: ({ names, unread }: { names: readonly string[]; unread: readonly string[] }) =>
    [
      names.length === 0 ? 'Nobody can undo it here.' : `${listOf(names, 'or')} can.`,
      ...(unread.length === 0 ? [] : [`The members of ${unread.join(', ')} could not be read.`]),
    ].join(' '),
  askThem: 'Ask them',
  asking: 'They are being asked; the thread shows who was reached.',
  wanted: ({ who, asked, missed }: { who: string; asked: readonly string[]; missed: readonly string[] }) =>
    [
      `${who} asks for the undo.`,
      ...(asked.length === 0 ? [] : [`Asked by direct message: ${asked.join(', ')}.`]),
      ...(missed.length === 0 ? [] : [`Could not be reached: ${missed.join(', ')}.`]),
    ].join(' '),
  asks: ({ who, host, label, at }: { who: string; host: string; label: string; at?: string }) =>
    `*${who} asks you to undo the fix on ${host}:* ${label}${at === undefined ? '' : `, made at ${at}`}.`,
  runs: 'The undo runs:',
};

export const recheck = {
  button: 'Recheck',
  underWay: 'It is being rechecked.',
  title: {
    stands: 'Rechecked',
    gone: 'The fix is gone',
    fails: 'It does not work any more',
    unknown: 'Unknown',
  },
  next: {
    stands: 'Nothing has to be done.',
    gone: 'Nothing was changed now: whoever removed it may have been right. To have it again, ask again; it needs approval as before.',
    fails: 'Nothing was changed now. Ask again to see what stops it.',
    unknown: 'Nothing was changed now. Make sure that the host can be reached, and recheck.',
  },
};

export const permanence = {
  kept: ({ by }: { by: string }) => `Persistent: it survives a reboot, by ${by}. Undo removes that too.`,
  report: ({ command }: { command: string }) => `${command} has the details.`,
  failed: ({ reason }: { reason?: string }) =>
    `It could not be made persistent: lost at reboot${reason === undefined ? '.' : `. ${reason}`}`,
  notWritten: ({ notes }: { notes: string }) =>
    `Not persistent: lost at reboot. Nothing is written to keep it:${notes}`,
  beingMade: 'It is being made persistent.',
  asked: ({ given, minimum }: { given: number; minimum: number }) =>
    ` ${given} of ${minimum} approvers have asked for that.`,
  wouldWrite: ({ files, notes, asked }: { files: number; notes: string; asked: string }) =>
    `Not persistent: lost at reboot.${notes} To keep it, Roundtrip would write ${count(files, 'file')}.${asked}`,
  files: ({ files }: { files: number }) => count(files, 'file'),
  /** Over the files that would keep it, folded. */
  diff: 'Files that would keep it',
  make: 'Make it permanent',
  confirmTitle: 'Keep it after a reboot?',
  confirm: ({ files, host }: { files: number; host: string }) =>
    `This writes ${count(files, 'file')} on ${host}, pings again, and removes them if it does not work.`,
};
