import { isOurs } from '../counted.ts';
import { listens } from '../listens.ts';
import { cite, isRefused, type Walk } from '../walk.ts';
import { filterFinding } from './filter-finding.ts';
import { type Finding, passed, stopped, unknown } from './finding.ts';
import { addressesAreKnown, link } from './link.ts';

/** Is the request for this host, does the input hook let it in, and does something answer? */
export function input(walk: Walk): Finding {
  const refusal = refusedByFilter(walk);
  if (refusal) return refusal;
  if (walk.answerLeft || walk.answerArrived)
    return passed(`${walk.host} answers`, cite(walk, 'capture', 'peer-probe'));
  const notLocal = addressNotLocal(walk);
  if (notLocal) return notLocal;
  const filter = filterFinding(walk, 'input');
  const letIn = filter.status === 'unknown' && isOurs(walk.counted, walk.counted.echoesIn);
  const ignored = echoIgnored(walk);
  // Whatever a filter that was not shown does, no echo request is answered behind it.
  if (filter.status === 'unknown' && ignored) return ignored;
  if (filter.status !== 'passed' && !letIn) return filter;
  if (ignored) return ignored;
  if (letIn) return passed('the counters show that the requests came to ICMP', cite(walk, 'counters'));
  const { flow } = walk;
  return (
    nothingListens(walk) ??
    passed(`${flow.to} is local and nothing known keeps it from answering`, filter.evidence)
  );
}

/** A connection that is refused was answered: by nobody's port, or by a rule that rejects it. */
function refusedByFilter(walk: Walk): Finding | undefined {
  if (!walk.answerArrived || !isRefused(walk)) return undefined;
  const finding = filterFinding({ ...walk, answerLeft: false, answerArrived: false }, 'input');
  return finding.status === 'stopped' ? finding : undefined;
}

function addressNotLocal(walk: Walk): Finding | undefined {
  const { passage, family, state, flow } = walk;
  const { destination } = passage;
  if (isDelivered(walk) !== false || !addressesAreKnown(walk)) return undefined;
  // An interface that is down, or lacks the address, says it all.
  if (link(walk).status === 'stopped') return undefined;
  const key = family === 4 ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding';
  const forwards = state.sysctls?.[key];
  const evidence = cite(walk, 'addresses', 'routes', 'sysctls');
  const translated = passage.translated ? `${flow.to} is translated to ${destination}, which` : destination;
  if (forwards === '0') {
    const because = `${translated} is not in the local table, and forwarding is off (${key} is 0): the host drops the packet`;
    return stopped('address-not-local', because, evidence);
  }
  if (passage.translated) return undefined;
  return forwards === undefined
    ? unknown(
        `${destination} is not in the local table, and it is not known whether the host forwards`,
        evidence,
      )
    : stopped(
        'address-not-local',
        `${destination} is not in the local table: the host passes it on instead of answering`,
        evidence,
      );
}

/** What the lookup of the arriving packet says: an address on an interface alone does not deliver, table local does. */
function isDelivered({ model, family, passage, inwardQuery }: Walk): boolean | undefined {
  const { source, destination: _, ...selectors } = inwardQuery;
  const arriving =
    family === 4 ? model.lookup({ ...selectors, to: passage.destination, from: source }) : undefined;
  if (arriving?.kind === 'route') return arriving.type === 'local';
  if (arriving?.kind === 'error') return false;
  return model.isLocal(family, passage.destination);
}

/** Documentation/networking/ip-sysctl: icmp_echo_ignore_all silences IPv4 echo, net.ipv6.icmp.echo_ignore_all IPv6's. */
function echoIgnored(walk: Walk): Finding | undefined {
  if (walk.flow.protocol !== 'icmp') return undefined;
  const key = walk.family === 4 ? 'net.ipv4.icmp_echo_ignore_all' : 'net.ipv6.icmp.echo_ignore_all';
  if (walk.state.sysctls?.[key] !== '1') return undefined;
  const because = `${key} is 1: the kernel answers no echo request`;
  return stopped('echo-ignored', because, cite(walk, 'sysctls', 'rp_filter'));
}

function nothingListens(walk: Walk): Finding | undefined {
  const { protocol, port, to } = walk.flow;
  if (protocol === 'icmp' || walk.passage.translated || listens(walk) !== false) return undefined;
  const because = `nothing listens on ${protocol} port ${port ?? '?'} of ${to}: a refusal is the most it can answer`;
  return unknown(because, cite(walk, 'sockets'));
}
