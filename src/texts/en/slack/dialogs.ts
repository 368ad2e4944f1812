import { count } from '../words.ts';

/* Dialogs (modals): plain text but where a doc comment says mrkdwn. */

export const approveDialog = {
  title: 'Approve the change',
  submit: 'Approve',
  /** mrkdwn */
  text: ({ commands, host }: { commands: number; host: string }) =>
    `Roundtrip runs ${count(commands, 'command')} on ${host} with your approval on record, pings again, and undoes them if it does not work.`,
  hostLabel: "The host's name",
  hostHint: ({ host }: { host: string }) => `Type ${host} exactly: the change is made there.`,
  ticketLabel: 'Change ticket',
  ticketHint: ({ pattern }: { pattern: string }) => `It must match ${pattern}`,
};

export const glassDialog = {
  title: 'Without waiting',
  submit: 'Approve now',
  text: 'The change is applied at once, with your approval alone. The channel is told, and the audit trail keeps your name and your reason.',
  reasonLabel: 'Why can this not wait?',
  reasonMissing: 'Give a reason: the audit trail keeps it.',
};

export const signDialog = {
  title: 'Sign the change',
  submit: 'Approve',
  /** mrkdwn */
  text: 'The host verifies this approval itself. Run this where your SSH key is, and paste its output. `roundtrip approve` does the same and shows the commands that you sign.',
  label: 'The signature',
  hint: 'From BEGIN SSH SIGNATURE to END SSH SIGNATURE.',
  wrong: 'That is not a signature of ssh-keygen: paste all of its output.',
};

export const gatewayDialog = {
  title: ({ device }: { device: string }) => `Gateway of ${device}`,
  submit: 'Use it',
  question: 'Which gateway do the replies go to?',
  choose: 'One that the host knows',
  other: 'Or type another',
  address: 'Address of the gateway',
  hint: 'An address such as 172.16.5.1. This changes nothing: it only plans the fix.',
  /** mrkdwn */
  planned: ({ address, sources }: { address: string; sources: readonly string[] }) =>
    `The plan uses ${address}${sources.length === 0 ? '' : ` (${sources.join('; ')})`}. The host is checked again with the other one: whether it answers on the link, and whether the fix works with it.`,
  wrong: 'That is not an IP address.',
};

export const pasteDialog = {
  title: 'Explain this console',
  submit: 'Explain',
  /** mrkdwn */
  untold: 'The paste does not show which interface this is about.',
  /** mrkdwn */
  shows: ({ names, more }: { names: readonly string[]; more: boolean }) =>
    ` It shows ${names.join(', ')}${more ? ' and more' : ''}.`,
  name: 'Name the interface',
  interface: 'Interface that does not answer',
  from: 'Address that should get an answer',
  gateway: "That interface's gateway, for the commands",
  wrongAddress: 'Write an IP address, such as 172.16.0.4.',
};

export const checkDialog = {
  title: 'Check an interface',
  submit: 'Check it',
  host: 'Host',
  hostHint: 'Type a name or an address',
  interface: 'Interface that does not answer',
  interfaceHint: 'Choose one, or type its name',
  sender: 'Sender: a host, or an address',
  senderExample: 'server-a or 172.16.0.4',
  port: 'TCP or UDP port instead of ping',
  portExample: '443, or 53 udp',
  wrongHost: 'That cannot be a host name.',
  wrongInterface: 'That cannot be a network interface name.',
  wrongSender: 'Write a host of the inventory, or an IP address.',
  wrongPort: 'Write a port from 1 to 65535, followed by "udp" for UDP.',
};

export const judgeDialog = {
  title: 'What was it really?',
  submit: 'Send',
  cause: 'The actual cause',
  unknown: 'Not in the list, or not known',
  words: 'What shows it, in a sentence',
};

export const rejectDialog = {
  title: 'Reject this change?',
  submit: 'Reject',
  /** mrkdwn */
  text: ({ host }: { host: string }) => `Nothing will be changed on ${host}, and whoever asked is told.`,
  reason: 'Why? Whoever asked reads it.',
};
