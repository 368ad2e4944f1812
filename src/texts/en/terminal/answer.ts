import { count, listOf } from '../count.ts';

/* The diagnosis as a terminal shows it. Parameters are plain text. */

export const answer = {
  /** What was asked, above everything else. */
  question: ({ host, device, packets, from, to }: Question) =>
    `${host}${device === undefined ? '' : ` ${device}`}: ${packets} ${from} → ${to}`,
  ping: 'ping',
  service: ({ protocol, port }: { protocol: string; port: number }) => `${protocol} port ${port}`,
  ownPing: 'replies to its own ping',
  ownPingUnbound: 'replies to its own ping, and its way out',
  anySender: 'any sender',
  unknownAddress: 'an address that was not shown',
  taken: ({ question }: { question: string }) => `Taken as the question: ${question}`,
  allPassed: ({ stages }: { stages: number }) => `All ${stages} stages pass`,
  stage: ({ stage, because }: { stage: string; because: string }) => `${stage}: ${because}`,
  beforeIt: ({ stages }: { stages: number }) => ` (and ${count(stages, 'stage')} before it)`,
  nextBlockers: ({ causes }: { causes: readonly string[] }) =>
    `Next blocker after this fix: ${causes.join(', ')}`,
  verdict: ({ certainty, headline }: { certainty: string; headline: string }) => `${certainty}: ${headline}`,
  recommended: ({ label, id }: Fix) => `Recommended fix: ${label} (${id}).`,
  possible: ({ label, id }: Fix) => `Possible fix: ${label} (${id}).`,
  dependsOn: ({ on }: { on: string }) => `Depends on ${on}.`,
  cost: ({ risk }: { risk: string }) => `Cost: ${risk}`,
  gatewayAssumed: ({ address }: { address: string }) => `Gateway ${address} is assumed: check it.`,
  gatewayOutside: ({ address }: { address: string }) =>
    `Gateway ${address} is outside the interface's networks: check it.`,
  gatewayNeeded: ({ question }: { question: string }) => question,
  notOffered: ({ label, because }: { label: string; because: string }) => `Not offered: ${label}: ${because}`,
  sameCause: ({ devices }: { devices: readonly string[] }) => `The same cause stops ${listOf(devices)}.`,
  alsoAffected: ({ devices, option }: { devices: readonly string[]; option: string }) =>
    `The same cause stops ${devices.join(', ')}: with ${option}, one approval fixes all of them.`,
  byHand: 'Run it yourself, as root (not persistent: lost at reboot):',
  rest: ({ cause, option }: { cause: string; option: string }) =>
    `${cause} · ${option}: packet path, evidence, commands, side effects`,
  recorded: ({ triage }: { triage: string }) => `recorded as ${triage}`,
  assumed: ({ first, more, option }: { first: string; more: number; option: string }) =>
    `Assumed, not shown: ${first}${more === 0 ? '' : `, and ${more} more (${option})`}`,
  proof: ({ run, on }: Run) => `To prove it${on === undefined ? '' : `, on ${on}`}: ${run}`,
  next: ({ run }: { run: string }) => `Next: ${run}`,
  nextOn: ({ run, on }: Run) => `Next${on === undefined ? '' : `, on ${on}`}: ${run}`,
  nextNothing: 'Next: nothing to fix here.',
  nextByHand: ({ host }: { host: string }) => `Next: run the commands above on ${host}.`,
  nextByHandHidden: ({ host, option }: { host: string; option: string }) =>
    `Next: run the commands on ${host}, as root: ${option} shows them.`,
  nextSender: 'Next: check again while somebody pings it, or name a sender with --from.',
  nextShowMore:
    'Next: paste the outputs of "ip addr", "ip rule", "ip route show table all" and a capture as well.',
};

type Question = { host: string; device?: string; packets: string; from: string; to: string };
type Fix = { label: string; id: string };
type Run = { run: string; on?: string };

/** The parts that `--verbose` adds. */
export const detail = {
  packetPath: 'Packet path',
  witnesses: 'Does the host accept it and answer?',
  evidence: 'Evidence',
  moreLines: ({ lines }: { lines: number }) => `… ${count(lines, 'more line')} (--json has all)`,
  remedy: ({ label, id, recommended }: Fix & { recommended: boolean }) =>
    `${recommended ? 'Recommended fix' : 'Fix'}: ${label} (${id})`,
  repairs: ({ because }: { because: string }) => `This fixes it: ${because}`,
  doesNotRepair: ({ because }: { because: string }) => `This does not fix it: ${because}`,
  depends: ({ because }: { because: string }) => `This may fix it: ${because}`,
  stillStopped: ({ causes }: { causes: readonly string[] }) => `Next blocker after it: ${causes.join(', ')}`,
  gateway: ({ address, sources }: Gateway) => `Gateway ${address}${inBrackets(sources)}`,
  gatewayAssumed: ({ address, sources }: Gateway) =>
    `Gateway ${address} is assumed${inBrackets(sources)}: check it`,
  gatewayOutside: ({ networks }: { networks: readonly string[] }) =>
    `outside the interface's networks${inBrackets(networks)}: check it`,
  also: ({ device }: { device: string }) => `Also fixes ${device}`,
  leftOut: ({ device, because }: { device: string; because: string }) => `Not ${device}: ${because}`,
  addGateway: ({ question }: { question: string }) => `${question} Add --gateway IP.`,
  refused: ({ because }: { because: string }) => `Not offered: ${because}`,
  commands: 'Commands:',
  undo: 'Undo, run by the host itself unless the fix is proven to work:',
  byHand: 'To run it yourself, as root; it undoes itself after five minutes unless you keep it:',
  moreFlows: ({ more }: { more: string }) => `${more} (--json has all)`,
  risk: ({ risk }: { risk: string }) => `Cost: ${risk}`,
  lookYourself: 'To look at it yourself',
  handleYourself: 'Run it yourself',
  why: ({ link }: { link: string }) => `Background: ${link}`,
  note: ({ remark }: { remark: string }) => `Note: ${remark}`,
  code: ({ cause, stage }: { cause: string; stage: string | null }) =>
    `cause: ${cause}${stage === null ? '' : `, stage: ${stage}`}`,
};

type Gateway = { address: string; sources: readonly string[] };

function inBrackets(parts: readonly string[]): string {
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

/** While a triage goes on. */
export const looking = {
  likelyEarly: ({ headline }: { headline: string }) => `Likely: ${headline}`,
  nothingEarly: 'Nothing in the state stops it.',
  proofAwaited: ({ run }: { run?: string }) =>
    `Waiting for a packet to prove it.${run === undefined ? '' : ` Run: ${run}`}`,
  mcpListens: ({ address, port }: { address: string; port: number }) =>
    `Agents are answered at http://${address.includes(':') ? `[${address}]` : address}:${port}/mcp.`,
  notRecorded: ({ message, nextStep }: { message: string; nextStep: string }) =>
    `This verdict was not recorded: ${message} ${nextStep}`,
  timings: ({ parts, total }: { parts: readonly string[]; total: string }) =>
    `Time: ${parts.join(', ')}; ${total} in all`,
};

/** What stands on a host when somebody interrupts (Ctrl-C). */
export const interrupted = {
  nothing: 'Interrupted: nothing was changed.',
  unfinished: 'Interrupted: this was not finished. Run it again.',
  nothingOn: ({ host }: { host: string }) => `Interrupted: nothing was changed on ${host}.`,
  approved: ({ host, undo }: { host: string; undo: string }) =>
    `Interrupted: nothing was changed on ${host} yet, but the change is approved, and a running bot makes it. To end it: ${undo}`,
  applying: ({ host, minutes, undo }: { host: string; minutes: number; undo: string }) =>
    `Interrupted: a change of ${host} was begun and is not verified; the host undoes it by itself within ${minutes} minutes, unless a bot or the next command here verifies it first. To undo it now: ${undo}`,
  unverified: ({ host, at, undo }: { host: string; at: string; undo: string }) =>
    `Interrupted: a change stands on ${host}, not yet verified; the host undoes it by itself at ${at}, unless a bot or the next command here verifies it first. To undo it now: ${undo}`,
  undoing: ({ host, again }: { host: string; again: string }) =>
    `Interrupted: the undo on ${host} may not be done. To end it: ${again}`,
  committed: ({ host, undo }: { host: string; undo: string }) =>
    `Interrupted: the verified fix stays on ${host}. To undo it: ${undo}`,
};
