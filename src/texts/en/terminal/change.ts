import { count, listOf } from '../count.ts';

/* A change in the terminal: fix, approve, undo, persist, recheck. Parameters are plain text. */

/** What a plan does, in one line. */
export const plan = {
  routes: (number: number) => count(number, 'route'),
  rules: (number: number) => count(number, 'rule'),
  settings: (number: number) => count(number, 'setting'),
  files: (number: number) => count(number, 'file'),
  summary: ({ parts, host }: { parts: readonly string[]; host: string }) =>
    `Plan: ${parts.length === 0 ? 'no change' : parts.join(', ')} on ${host}`,
  onlyPlanned: ({ summary }: { summary: string }) => `${summary}; nothing changed`,
};

export const fixing = {
  tookRecommended: ({ id }: { id: string }) => `No --remedy was given: taking ${id}, the recommended one.`,
  ask: ({ host }: { host: string }) => `Apply this to ${host}?`,
  outcome: {
    committed: ({ where, reason }: Ended) => `Fixed: ${where}. ${reason}`,
    'rolled-back': ({ where, reason }: Ended) => `Rolled back, ${where} is as it was before: ${reason}`,
    refused: ({ where, reason }: Ended) => `Not applied to ${where}: ${reason}`,
    unknown: ({ where, reason }: Ended) => `The outcome on ${where} is not known: ${reason}`,
    planned: ({ where, reason }: Ended) => `Planned for ${where}: ${reason}`,
  },
  recorded: ({ triage }: { triage: string }) => `Recorded as ${triage}.`,
  untilReboot: 'Not persistent: lost at reboot.',
  nextUndo: ({ undo, persist }: { undo: string; persist?: string }) =>
    persist === undefined
      ? `To undo it: ${undo}`
      : `To undo it: ${undo}. To keep it after a reboot: ${persist}`,
  askAgain: ({ undo }: { undo: string }) => `To ask the host again, and undo what stands there: ${undo}`,
  byConsole: ({ host }: { host: string }) =>
    `On a console of ${host}, as root, these take back what may stand there; where a step is gone, its command fails:`,
  noDiagnosis: 'There is no diagnosis.',
  noneRecommended: ({ headline }: { headline: string }) => `No fix is recommended for this: ${headline}`,
  noSuchRemedy: ({ id, headline }: { id: string; headline: string }) =>
    `${id} is no fix for this: ${headline}`,
  needsGateway: ({ because, question }: { because: string; question: string }) =>
    `${because}. ${question} Add --gateway IP.`,
  leaveOut: ({ because, devices }: { because: readonly string[]; devices: readonly string[] }) =>
    `${because.join('; ')}. Leave ${devices.join(', ')} out.`,
  declined: 'You answered no.',
  notKept: {
    never: 'Not persistent: the configuration says so (persist: never).',
    hostVerified: 'Not persistent: this host verifies approvals by itself, and files cannot be signed yet.',
    nothingToWrite: 'Not persistent: nothing can be written for it.',
  },
  needsMore: ({ minimum, given }: { minimum: number; given: number }) =>
    `It needs ${count(minimum, 'approval')} and has ${given}: ask for a change that needs several people in Slack.`,
};

type Ended = { where: string; reason: string };

/** While a change goes on. */
export const following = {
  approved: 'Approved. Checking the host again before anything is changed …',
  applying: 'Arming the undo, then changing the host and testing it …',
  'awaiting-confirmation': 'Applied. Waiting for a real request and its answer; without one it is undone.',
  finishesEarlier: ({ triage, host }: { triage: string; host: string }) =>
    `Finishing ${triage} on ${host} first: an earlier command began it and was interrupted.`,
  /** `at`: when the host's undo fires, where it is known to be armed. */
  noNews: ({ host, seconds, at }: { host: string; seconds: number; at?: string }) =>
    at === undefined
      ? `No news from ${host} for ${seconds} s. Waiting for it …`
      : `No news from ${host} for ${seconds} s. Its own undo fires at ${at} unless the fix is proven before. Waiting for it …`,
  storeAway: ({ why, host }: { why: string; host: string }) =>
    `${why} The change may stand on ${host}, not verified: it undoes itself there unless it is confirmed. Asking ${host} …`,
  hostAway: ({ host }: { host: string }) => `${host} could not be asked either.`,
  wasInterrupted: 'This change was interrupted: asking the host what became of it.',
  wasUnknown: ({ host }: OnHost) => `What became of this change was not known: asking ${host} again.`,
  beside: ({ why }: { why: string }) => `Going on in spite of this: ${why}`,
  stillSo: ({ said }: { said: string }) => `Still so: ${said}`,
  onHost: {
    none: ({ host }: OnHost) => `${host}: nothing was changed.`,
    applied: ({ host, seconds }: OnHost & { seconds?: number }) =>
      `${host}: the change stands, not verified; it is undone in ${seconds ?? 'some'} s.`,
    undoing: ({ host }: OnHost) => `${host}: the change is being undone.`,
    undone: ({ host, because }: OnHost & { because: string }) =>
      `${host}: the change was undone (${because}).`,
    confirmed: ({ host }: OnHost) => `${host}: the change was verified and is kept.`,
  },
};

type OnHost = { host: string };

export const approving = {
  plan: ({ triage, host, device, asker, until }: ToSign) =>
    `${triage} would change ${host} (${device}), requested by ${asker}, until ${until}:`,
  ask: ({ host }: { host: string }) => `Sign this change of ${host}?`,
  typeHost: "Type the host's name:",
  signed: ({ given, minimum }: { given: number; minimum: number }) =>
    `Signed: ${given} of ${count(minimum, 'approval')}.`,
};

type ToSign = { triage: string; host: string; device: string; asker: string; until: string };

export const undoing = {
  ask: ({ host, remedy }: { host: string; remedy: string }) => `Undo the change of ${host} (${remedy})?`,
  askEnd: ({ host, remedy }: { host: string; remedy: string }) =>
    `The change of ${host} (${remedy}) was approved and has not begun. End it?`,
  ended: ({ where }: { where: string }) =>
    `Ended: the approval was revoked before the work on ${where} began. Nothing was changed there.`,
  undone: ({ where, said }: { where: string; said?: string }) =>
    `Undone: the fix for ${where} was removed.${said === undefined ? '' : ` ${said}.`}`,
  begun: ({ host }: { host: string }) => `Undoing the change of ${host} …`,
  again: ({ command }: { command: string }) => `To try again: ${command}`,
  notUndone: ({ where, reason }: Ended) => `The fix for ${where} was not undone: ${reason}`,
};

/** A change that is neither confirmed nor undone, beside what is asked for now. */
export const unfinished = {
  approved: ({ triage, where, undo }: Unfinished) =>
    `${triage} on ${where} was approved and has not begun. To end it: ${undo}`,
  /** `at`: when the host's undo fires, where it is known to be armed. */
  begun: ({ triage, where, recheck, undo, at }: Unfinished & { at?: string }) =>
    `${triage} may stand on ${where} now, neither confirmed nor undone: the host undoes it ${at === undefined ? 'within minutes' : `at ${at}`} unless it is proven before. What ${where} answers may rest on it. To ask the host and record what became of it: ${recheck}. To undo it: ${undo}`,
  unknown: ({ triage, where, recheck }: Unfinished) =>
    `${triage} on ${where}: what became of this change is not known yet. To ask the host: ${recheck}`,
};

type Unfinished = { triage: string; where: string; recheck: string; undo: string };

export const keeping = {
  by: 'Kept after a reboot by',
  couldBeKept: ({ paths }: { paths: readonly string[] }) =>
    `Not persistent: lost at reboot, unless --persist writes ${listOf(paths)}.`,
  wouldBeKept: 'With --persist it would be kept after a reboot, by',
  withheld: 'Not persistent: lost at reboot. Nothing is written that keeps it',
  ask: ({ host }: { host: string }) => `Keep this on ${host}?`,
  needsMore: ({ minimum, given }: { minimum: number; given: number }) =>
    `It needs ${count(minimum, 'approver')}, and ${given} agreed.`,
  kept: ({ paths }: { paths: readonly string[] }) => `Kept after a reboot by ${listOf(paths)}.`,
  notKept: ({ reason }: { reason?: string }) =>
    `It works, and is lost at reboot: nothing keeps it there.${reason === undefined ? '' : ` ${reason}`}`,
};

/** Questions on the terminal. */
export const asking = {
  yesNo: ({ question }: { question: string }) => `${question} [y/N]`,
};
