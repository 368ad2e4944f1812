import type { StageName } from '../../../analyzer/model/index.ts';
import { count, listOf } from '../words.ts';

/*
 * What stands in a channel and its thread. Parameters are mrkdwn that is escaped already, but in buttons and dialogs, where
 * they are plain text.
 */

/** How sure a verdict is, as the reader meets it. */
export const certainty = { open: 'Not clear yet', likely: 'Likely', proven: 'Proven' };

export const card = {
  /** What was asked, before anything is known. */
  asked: ({ interface: device, host, sender, service }: Asked) =>
    `*${device}* of *${host}*${sender === undefined ? '' : ` from ${sender}`}${service === undefined ? '' : `, ${service}`}`,
  checking: ({ what }: { what: string }) => `Checking ${what}`,
  service: ({ protocol, port }: { protocol: string; port: number }) => `${protocol} port ${port}`,
  looking: 'Looking',
  lookingAgain: 'Looking again …',
  stopped: 'Stopped before anything was found.',
  proofAwaited: ({ run, sender, host, secondsLeft }: PacketAwaited) =>
    [
      `Waiting for a packet to prove it${secondsLeft === undefined ? '' : `, ${secondsLeft} s left`}.`,
      ...(run === undefined
        ? []
        : [`Run ${run} on ${sender ?? `any machine outside ${host}'s own networks`}.`]),
    ].join(' '),
  inThread: 'Fix and details in the thread.',
  detailsInThread: 'Details in the thread.',
  otherWaysInThread: 'The thread has other ways to look.',
  approvalAwaited: ({ by, given, minimum, until }: Awaited) =>
    `Waiting for approval${by === undefined ? '' : ` by ${by}`}: ${given} of ${minimum}, until ${until}. Nothing has changed yet.`,
  approvalAwaitedOnly: 'Waiting for approval.',
  approved: 'Approved. Applying it next.',
  applying: ({ progress }: { progress?: string }) =>
    `Applying it.${progress === undefined ? '' : ` ${progress}`}`,
  applyingArmed: ({ progress }: { progress?: string }) =>
    `Applying it. The host undoes it by itself unless it is proven to work.${progress === undefined ? '' : ` ${progress}`}`,
  withoutWaiting: ({ who, reason }: { who: string; reason: string }) =>
    `⚠️ ${who} approved it without waiting for others: ${reason}`,
  before: ({ headline }: { headline: string }) => `Before the change: ${headline}`,
  footer: ({ asker, at, approvers }: { asker: string; at: string; approvers: string }) =>
    `Asked by ${asker} at ${at}${approvers === '' ? '' : ` · approved by ${approvers}`}`,
  approver: ({ who, at }: { who: string; at: string }) => `${who} at ${at}`,
  /** Who asked, where it was no person. */
  alert: ({ name }: { name: string }) => `the alert ${name}`,
  agent: ({ name }: { name: string }) => `the agent ${name}`,
  alertResolved: ({ at }: { at: string }) => `The alert was resolved at ${at}.`,
  superseded: 'Superseded by a newer check of the same interface, see below.',
};

type Asked = { interface: string; host: string; sender?: string; service?: string };
type PacketAwaited = { run?: string; sender?: string; host: string; secondsLeft?: number };
type Awaited = { by?: string; given: number; minimum: number; until: string };

export const verdict = {
  healthy: 'No problem found on this host.',
  noAnswerNeeded: ({ run }: { run: string }) => `Run ${run} to see it answered.`,
  askAgain: 'Ask again while someone pings it, or name a host to probe from.',
  settles: ({ run }: { run: string }) => `Run ${run} and ask again.`,
  proves: ({ run }: { run: string }) => `To prove it: ${run}, and ask again.`,
  /** Above the fix's button, which says what it does. */
  fix: ({ recommended, costs }: { recommended: boolean; costs: readonly string[] }) =>
    `*${recommended ? 'Recommended fix' : 'Possible fix'}* below.${costs.length === 0 ? '' : ` Cost: ${costs.join(' ')}`}`,
  nameGateway: ({ device }: { device: string }) =>
    `*Next:* name ${device}'s gateway, so that the fix can be planned.`,
  gatewayRefused: ({ because }: { because: string }) => `*Next:* name another gateway. ${because}`,
  hostLeft: '*Next:* nothing: this host is not in the inventory any more.',
  observeOnly: '*Next:* this host is only observed: run the commands below yourself.',
  frozen: '*Next:* changes are frozen: ask an approver.',
  shadow: '*Next:* nothing: shadow mode shows the plan, and applies nothing.',
  locked: ({ why }: { why: string }) => `*Next:* judge this verdict below. ${why}`,
  unapprovable: ({ minimum, people, unread }: Unapprovable) =>
    [
      `*Next:* no button: it needs ${count(minimum, 'approval')}, and`,
      people.length === 0 ? 'nobody else may give one.' : `only ${listOf(people)} may give one.`,
      ...(unread.length === 0 ? [] : [`The members of ${unread.join(', ')} could not be read.`]),
      'Ask whoever runs Roundtrip (approval.approvers, approval.minimum).',
    ].join(' '),
  noFix: '*Next:* no safe change to offer; see "By hand" below.',
  chosen: 'A fix was chosen: its approval and its outcome are below.',
  stored: ({ command }: { command: string }) => `The evidence stays in the store: ${command}`,
  leftOut: ({ kinds }: { kinds: string }) => `Left out of the record because it looks secret: ${kinds}.`,
  why: 'Background',
  judgedRight: ({ who }: { who: string }) => `Judged right by ${who}.`,
  judgedWrong: ({ who, cause, words }: { who: string; cause?: string; words?: string }) =>
    `Judged wrong by ${who}${cause === undefined ? '' : `: ${cause}`}.${words === undefined ? '' : ` ${words}`}`,
  packetPath: 'Packet path',
  outputs: 'Outputs',
  yourself: 'By hand',
  fixDetails: 'Commands, undo, effects',
  alternatives: 'Alternatives',
  detailOf: ({ label, recommended }: { label: string; recommended: boolean }) =>
    `*${label}*${recommended ? ' (recommended)' : ''}`,
  morePlaces: ({ more }: { more: number }) =>
    `${more} more: press *Full output*, or run \`roundtrip audit report\`.`,
  nothingLooked: 'Nothing was checked.',
  nextBlockers: ({ causes }: { causes: readonly string[] }) =>
    `Next blocker after this fix: ${causes.join(', ')}.`,
  oneSide: 'Only this host was checked: what happens to the reply beyond it is not known.',
  tooLong: 'The rest is too long for a message: press *Full output*, or run `roundtrip audit report`.',
};

type Unapprovable = { minimum: number; people: readonly string[]; unread: readonly string[] };

/** The stages of the round trip as a reader meets them, in the packet's order. */
export const stages = {
  link: 'Interface up, address there',
  'neighbour-in': 'ARP/ND resolves',
  'wire-in': 'Request arrives',
  prerouting: 'Filters before routing',
  'source-validation': 'Source check (rp_filter)',
  input: 'Input filter and service',
  'reply-route': 'Route of the reply',
  output: 'Output filter',
  'neighbour-out': 'Next hop resolves',
  'wire-out': 'Reply leaves by the right interface',
  upstream: 'Upstream delivers it',
} satisfies Record<StageName, string>;

/** What is inferred and was not seen. */
export const supposed = {
  wouldStop: ' (would stop it)',
  notReached: ' (not reached)',
  notReachedWouldStop: ' (not reached; would stop it)',
  notReachedWouldPass: ' (not reached; would pass)',
};

export const witnesses = {
  model: 'Linux rules, worked out',
  kernel: 'ip route get on the host',
  counters: 'Kernel counters',
  capture: 'Capture',
  says: { accepts: 'passes it', refuses: 'drops it', unknown: 'unknown' },
};

export const remedies = {
  recommended: ' (recommended)',
  repairs: ({ because }: { because: string }) => `This fixes it. ${because}`.trimEnd(),
  doesNotRepair: ({ because }: { because: string }) => `This does not fix it. ${because}`.trimEnd(),
  depends: ({ on, because }: { on?: string; because: string }) =>
    `${on === undefined ? 'Whether this fixes it is not known.' : `This fixes it, depending on ${on}.`} ${because}`.trimEnd(),
  risks: 'Risks:',
  gateway: ({ address, sources }: Gateway) => `Gateway: ${address}${inBrackets(sources)}`,
  gatewayAssumed: ({ address, sources }: Gateway) =>
    `⚠️ Gateway ${address} is assumed${inBrackets(sources)}: check it.`,
  gatewayOutside: ({ address, networks }: { address: string; networks: readonly string[] }) =>
    `⚠️ Gateway ${address} is outside the interface's networks${inBrackets(networks)}: check it.`,
  anotherGateway: 'Another gateway',
  leftOut: ({ because }: { because: string }) => `Not included: ${because}`,
  notOffered: ({ because }: { because: string }) => `Not offered: ${because}`,
  first: ({ question, candidates }: { question: string; candidates: readonly string[] }) =>
    `First: ${question}${candidates.length === 0 ? '' : ` Candidates: ${candidates.join(', ')}.`}`,
  hostLeft: 'No button: this host is not in the inventory any more.',
  observeOnly: 'No button: this host is only observed. Run it yourself.',
  frozen: 'No button: changes are frozen.',
  shadow: 'No button: in shadow mode nothing is applied.',
  locked: 'No button: changes wait for judged verdicts.',
  unapprovable: 'No button: fewer people can approve it than must.',
  noPlan: 'No button: there is no plan for it.',
  runs: ({ files, more }: { files: number; more: number }) =>
    files === 0
      ? 'Commands:'
      : `Commands, and ${count(files, 'file')}${more > 0 ? ` (and ${more} more)` : ''} once verified, so that it survives a reboot:`,
  runsNothing: 'It runs no command.',
  undo: 'Automatic undo, run by the host itself unless the ping is proven to work:',
  undoFiles: 'Its files are put back as they were.',
  byHand: 'Run it yourself, as root. It undoes itself after five minutes unless you keep it:',
  inStore: ({ commands, files, report }: { commands: number; files: number; report: string }) =>
    `${count(commands, 'command')}${files === 0 ? '' : ` and ${count(files, 'file')}`}: ${report} shows them, with their undo and side effects.`,
  untilReboot: 'Not persistent: lost at reboot.',
  nameGateway: ({ device }: { device: string }) => `Name ${device}'s gateway`,
  alsoRepair: ({ devices }: { devices: readonly string[] }) => `Also fix ${devices.join(', ')} …`,
  confirmTitle: 'Ask for approval?',
  confirmYes: 'Ask for approval',
  confirm: ({ commands, host }: { commands: number; host: string }) =>
    `Nothing changes before an approver agrees. Then Roundtrip runs ${count(commands, 'command')} on ${host}, pings again, and undoes them if that fails.`,
  confirmGateway: ({ gateways }: { gateways: readonly string[] }) =>
    gateways.length === 1
      ? `Check this: gateway ${gateways[0]} is assumed, not known. `
      : `Check this: gateways ${listOf(gateways)} are assumed, not known. `,
  confirmOutside: ({ gateways }: { gateways: readonly string[] }) =>
    `Check this: gateway ${listOf(gateways)} is outside the interface's networks. `,
  confirmDepends: ({ on }: { on: string }) => `It depends on ${on}. `,
};

type Gateway = { address: string; sources: readonly string[] };

function inBrackets(parts: readonly string[]): string {
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

export const buttons = {
  probeFrom: ({ host }: { host: string }) => `Probe from ${host}`,
  stop: 'Stop',
  waitLonger: 'Wait 1 more minute',
  fullOutput: 'Full output',
  lookAgain: 'Look again',
  tryAgain: 'Try again',
  right: 'Right',
  wrong: 'Wrong …',
  notNow: 'Not now',
  cancel: 'Cancel',
};

/** What stands in the place of what a host showed, where that stays in the store. */
export const withheld = {
  question: 'Which gateway do the replies go to?',
  refused: 'it would do more harm than good',
  outcome: 'The audit report has what was seen.',
};

export const failure = {
  couldNotLook: ({ message }: { message: string }) => `*Could not check.* ${message}`,
  next: ({ step }: { step: string }) => `*Next:* ${step}`,
  otherWays: ({ via, collect, explain, listings }: OtherWays) =>
    [
      'Without SSH, these ways are left:',
      `• *Another way in:* list it in roundtrip.yaml, as in ${via}, and ask again.`,
      `• *A console, or the cloud's run-command:* ${collect} prints a script to run there; give its output to ${explain}.`,
      `• *Outputs that you have already:* paste ${listOf(listings)} into ${explain}.`,
    ].join('\n'),
  otherWaysTitle: 'Other ways to check',
  nothingChanged: ({ host }: { host: string }) => `Nothing was changed on ${host}.`,
};

type OtherWays = { via: string; collect: string; explain: string; listings: readonly string[] };
