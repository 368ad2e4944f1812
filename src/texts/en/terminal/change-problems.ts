import { whyUnread } from '../failures/file-troubles.ts';

/* What stands in the way of a change in the terminal: its approval, its signature, its undo. */

const NAME_KEY =
  'Name your private SSH key with --key FILE, or the public one where an agent has the private one.';

function problem(message: string, nextStep: string) {
  return { message, nextStep };
}

type NotBegun = { host: string; device: string; triage: string; fix: string; undo: string };

export const changeProblems = {
  otherApprover: ({ message }: { message: string }) => problem(message, 'Ask another approver.'),
  undoRefused: ({ message }: { message: string }) => problem(message, 'Ask an approver.'),
  settled: ({ message, triage }: { message: string; triage: string }) =>
    problem(message, `"roundtrip audit report ${triage}" shows what became of it.`),
  notBegun: ({ host, device, triage, fix, undo }: NotBegun) =>
    problem(
      `${triage} was approved and has not begun: nothing was changed on ${host} (${device}).`,
      `To make a change there now: ${fix}. To end this one: ${undo}. A bot that runs makes it as long as the approval is valid.`,
    ),
  notPersistable: ({ message }: { message: string }) =>
    problem(message, 'The plan shows what would have to be written by hand.'),
  notRecorded: ({ said, why, first, triage }: { said: string; why: string; first: string; triage: string }) =>
    problem(
      `${said} It could not be recorded: ${why}`,
      `${first} Then "roundtrip undo ${triage}", or the bot, records what became of it.`,
    ),
  stillUnknown: ({ host, why, again }: { host: string; why: string; again: string }) =>
    problem(
      `What became of the change on ${host} is still not known: ${why}`,
      `The host undoes by itself what nobody confirmed. When it can be reached, ask it again: ${again}`,
    ),
  keyMissing: () =>
    problem(
      'There is no SSH key to sign with in ~/.ssh.',
      'Name one with --key FILE: the one that host-setup was given for you.',
    ),
  signingFailed: ({ why }: { why: string }) =>
    problem(
      `The approval could not be signed: ${why}`,
      'Try the key with "ssh-keygen -Y sign"; OpenSSH 8.2 or newer is needed.',
    ),
  keyUnreadable: ({ file, code }: { file: string; code: string }) =>
    problem(`Nothing can be signed with ${file}: it cannot be read (${whyUnread(code)}).`, NAME_KEY),
  /** By what is wrong with the file. */
  keyUseless: {
    empty: ({ file }: { file: string }) =>
      problem(`Nothing can be signed with ${file}: it is empty.`, NAME_KEY),
    'no-key': ({ file }: { file: string }) =>
      problem(`Nothing can be signed with ${file}: it is no SSH key.`, NAME_KEY),
    cut: ({ file }: { file: string }) =>
      problem(`Nothing can be signed with ${file}: it is cut off, its last line is missing.`, NAME_KEY),
    'windows-lines': ({ file }: { file: string }) =>
      problem(
        `Nothing can be signed with ${file}: its lines end as on Windows (CRLF), and OpenSSH reads no such key.`,
        `Write it anew with plain line ends: tr -d '\\r' <${file} >key; chmod 600 key`,
      ),
  },
};
