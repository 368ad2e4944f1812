import { isContainerNetwork, type ProbeReport } from '../model/index.ts';
import { canonical } from './addresses.ts';
import { type Attempt, attempt } from './attempt.ts';
import { packetsOf } from './captured.ts';
import { type Console, isAnybody, lacks, networkOf } from './console.ts';
import { conversationAttempts } from './conversations.ts';
import { echoAttempts } from './echoes.ts';
import { logAttempts } from './log-attempts.ts';
import { neighbourAttempts } from './neighbour-requests.ts';
import { endedAtHome, oracleAttempt, probeAttempt, turnedProbe } from './own-attempts.ts';
import { arpingAttempts, traceAttempts } from './typed-attempts.ts';

/** Every attempt to reach an address that the consoles show. */
export function attemptsOf(consoles: readonly Console[]): { toHosts: Attempt[]; ofHosts: Attempt[] } {
  const toHosts: Attempt[] = [];
  const ofHosts: Attempt[] = [];
  for (const console of consoles) {
    const seen = packetsOf(console);
    for (const tried of [...echoAttempts(console, seen), ...conversationAttempts(console, seen)]) {
      const whose =
        tried.side === 'sender' && tried.to !== undefined
          ? whoseAttempt(console, tried.to, consoles)
          : 'to-a-host';
      if (whose === 'to-a-host') toHosts.push(tried);
      else if (whose === 'of-this-host') ofHosts.push(turned(tried));
    }
    toHosts.push(
      ...neighbourAttempts(console, seen),
      ...arpingAttempts(console, consoles),
      ...traceAttempts(console),
      ...logAttempts(console),
    );
    for (const asked of console.observation.oracle) {
      const tried = oracleAttempt(console, asked);
      if (tried) (asked.iif === undefined ? ofHosts : toHosts).push(tried);
    }
    for (const probe of console.observation.probes) {
      const whose = lostAmongContainers(console, probe, consoles)
        ? 'to-a-host'
        : whoseAttempt(console, canonical(probe.to), consoles, endedAtHome(probe));
      if (whose === 'to-a-host') toHosts.push(probeAttempt(console, probe));
      else if (whose === 'of-this-host') ofHosts.push(turnedProbe(console, probe));
    }
  }
  return { toHosts, ofHosts };
}

/** A captured attempt of the host's own, seen from the other end. */
function turned({ from, to, device, ...tried }: Attempt): Attempt {
  return attempt({ ...tried, side: 'asked', from: to, to: from, device, protocol: 'icmp', port: undefined });
}

/**
 * Whether a ping went into a network of containers on the machine itself, where nobody has the address: it was meant for another
 * host, whose address falls into that network. With another host's listings in the paste it is a remark beside the question.
 */
function lostAmongContainers(
  console: Console,
  { to, received, outcome, reportedBy }: ProbeReport,
  consoles: readonly Console[],
): boolean {
  const device = networkOf(console, canonical(to))?.device;
  return (
    received === 0 &&
    outcome === 'host-unreachable' &&
    reportedBy !== undefined &&
    console.own.get(canonical(reportedBy)) === device &&
    device !== undefined &&
    isContainerNetwork(device) &&
    !console.own.has(canonical(to)) &&
    !consoles.some((other) => other !== console && other.listsState)
  );
}

/**
 * Whether an attempt was made to reach a host that the paste is about, or by it. A ping of one's own address passes by `lo`
 * and says nothing; in a console without a prompt it was typed elsewhere.
 */
function whoseAttempt(
  console: Console,
  to: string,
  consoles: readonly Console[],
  atHome = false,
): 'to-a-host' | 'of-this-host' | 'nothing' {
  const others = consoles.filter((other) => other !== console);
  if (console.own.has(to)) return console.name === undefined ? 'to-a-host' : 'nothing';
  if (consoles.some((each) => each.own.has(to) || each.meant.has(to))) return 'to-a-host';
  // Without a word of who the host is, a console without a prompt may hold both ends.
  if (!console.listsState || (console.name === undefined && isAnybody(console) && !atHome))
    return 'to-a-host';
  if (console.gateways.has(to)) return 'of-this-host';
  if (others.some((other) => networkOf(other, to) && !networkOf(console, to))) return 'to-a-host';
  if (others.some((other) => isAnybody(other))) return 'to-a-host';
  return mayBeMasked(console, to) ? 'to-a-host' : 'of-this-host';
}

/** In a console without prompts: the address of a connected network of which no address of the host's own is shown. */
function mayBeMasked(console: Console, address: string): boolean {
  const network = networkOf(console, address);
  if (console.name !== undefined || !network || lacks(console, address)) return false;
  return ![...console.own.values()].includes(network.device);
}
