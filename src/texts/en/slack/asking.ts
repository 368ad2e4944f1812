import { listOf } from '../words.ts';

/* What one person alone is told; parameters as in `thread.ts`. */

/** A question about what was meant. */
export const question = {
  checkIt: 'Check it',
  check: ({ what }: { what: string }) => `Check ${what}`,
  change: 'Change',
  form: 'Fill in a form',
  whichOne: 'Which one do you mean?',
  whichInterface: ({ host }: { host: string }) => `Which interface of ${host}?`,
  whichHost: 'Which host?',
  hostOf: ({ target }: { target: string }) => `Which host has ${target}?`,
  seesNothing: 'I see no host and no interface in that.',
  tooLong: ({ length }: { length: number }) => `That is ${length} characters long, too long to read.`,
  invisible: 'It has invisible or control characters in it, so I do not read it.',
  example: 'Ask like this: server-b eth1 from server-a',
  from: ({ sender }: { sender: string }) => ` from ${sender}`,
  checking: ({ what }: { what: string }) => `Checking ${what}.`,
};

export const refused = {
  unknownButton: 'I do not know this button; nothing was done. Ask again with `/roundtrip` to get a new one.',
  unknownDialog: 'I do not know this dialog; nothing was done. Ask again with `/roundtrip` to get a new one.',
  outdatedButton:
    'This button was made by an older version of me; nothing was done. The message shows a new one in a moment.',
  outdatedDialog: 'This dialog was made by an older version of me; nothing was done. Open it again.',
  expiredButton: 'This button has expired; nothing was done. Ask again with `/roundtrip` to get a new one.',
  expiredDialog: 'This dialog has expired; nothing was done. Ask again with `/roundtrip` to get a new one.',
  otherMessage: 'This button does not belong to this message; nothing was done.',
  otherPerson: 'This dialog does not belong to you; nothing was done.',
  gatewaySettled: 'The gateway is not needed any more: see the card for the state.',
  planSettled: 'This plan does not wait for approval any more: see the card for the state.',
  messageGone: 'That message is gone; paste the console again.',
  noConsole: 'There is no console text in that message.',
  notFound: ({ name, near }: { name: string; near: readonly string[] }) =>
    `${name} is not a host that you can ask about here. ${near.length === 0 ? 'If it should be one, ask whoever runs Roundtrip.' : `Did you mean ${listOf(near, 'or')}?`}`,
  probesFrom: ({ host, allowed }: { host: string; allowed: readonly string[] }) =>
    `Probes to ${host} are sent from ${listOf(allowed)} alone.`,
  ourFailure:
    'Something went wrong on my side, and nothing was changed. Try again in a minute; if it stays so, ask whoever runs Roundtrip to look into its log.',
};

/** Why somebody may not ask at all, or not there. */
export const access = {
  guest: 'Guests cannot use Roundtrip here. Ask a full member of this workspace to do it.',
  external:
    'People of other organisations cannot use Roundtrip here. Ask a member of this workspace to do it.',
  bot: 'Bots cannot use Roundtrip here; a person has to ask.',
  unknown: 'Slack does not say who you are, so Roundtrip does nothing for you.',
  hidden: ({ botName }: { botName: string }) => `I am not in this conversation. ${invite(botName)}`,
  unreadable:
    'Slack does not let me look at this conversation, so I do nothing here. Ask in a channel that I am in, or ask whoever runs Roundtrip to install the app again with the scopes of its manifest.',
  'not-listed':
    'Roundtrip is not used in this channel. Ask in one of the channels that its configuration lists.',
  direct:
    'Roundtrip is not used in direct messages here. Ask in one of the channels that its configuration lists.',
  shared:
    'This channel is shared with another organisation, so Roundtrip does nothing here. Ask in a channel of your own.',
  'not-member': ({ botName }: { botName: string }) => `I am not in this channel. ${invite(botName)}`,
};

function invite(botName: string): string {
  return `Invite me first with \`/invite @${botName}\`, then ask again.`;
}

export const told = {
  policyAsked:
    'The policy program is being asked; your approval is recorded once it agrees. If there is no answer within a minute, try again.',
  reading:
    'Reading the file … If there is no answer in the thread within a minute, choose *Explain this* again.',
  howToPaste:
    'To have a console explained, mention me in a message with the console in a code block or a text file, or choose *Explain this* in the menu of the message that holds it.',
  outputInStore: ({ command }: { command: string }) => `The output stays in the store: ${command} prints it.`,
  judged: 'Noted. Thank you.',
  noOutput: 'No host sent any output in this triage.',
  outputSent: 'I sent you the full output in a direct message.',
  outputTitle: ({ triage }: { triage: string }) => `All outputs of ${triage}`,
  outputComment: ({ triage }: { triage: string }) =>
    `All outputs of ${triage}; \`roundtrip explain\` reads them. What looks secret was left out, and is marked.`,
  frozen: ({ who, reason }: { who: string; reason?: string }) =>
    `❄️ ${who} froze all changes, on every host${reason === undefined ? '' : `: ${reason}`}. An approver ends that with \`/roundtrip unfreeze\`.`,
  unfrozen: ({ who, reason }: { who: string; reason?: string }) =>
    `${who} ended the freeze${reason === undefined ? '' : `: ${reason}`}. Changes can be applied again.`,
};

/** What `/roundtrip help` says. */
export const help = [
  '*Why does one interface of a server not answer?* Ask here or mention me; I check, explain, and propose a change that an approver must agree to.',
  '• `/roundtrip server-b eth1` — check, and wait for somebody to ping it',
  '• `/roundtrip server-b eth1 from server-a` — send the ping from a host of the inventory, and check both sides',
  '• `/roundtrip server-b eth1 from 172.16.0.4 to 172.16.5.4` — wait for that sender',
  '• `/roundtrip server-b eth1 port 443` (`udp` after it for UDP) — a port instead of ping',
  '• `@roundtrip explain` with a console in a code block or a text file, or *Explain this* in the menu of a message that has one — the same answer from a paste, without SSH; `explain eth1:443 from 172.16.0.4` narrows it',
  '• `/roundtrip server-b`, `/roundtrip scan web` — every interface of a host, or of a group of hosts (`scan all`): which would not be answered, and why; no ping is needed',
  '• `/roundtrip list`, `/roundtrip status`, `/roundtrip status server-b` — the newest checks; what is under way and which fixes stand. My Home tab shows it too',
  '• `/roundtrip freeze REASON`, `/roundtrip unfreeze` — an approver stops all changes, on every host, and allows them again',
  "• Mention me, in a channel or a thread, or write to me directly, in your own words (English or Japanese): `server-a can't reach server-b, eth0 is fine but eth1 is dead`. If it could mean two things, I ask",
].join('\n');
