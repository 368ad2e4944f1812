import { cite, type Walk } from '../walk.ts';
import { filterFinding } from './filter-finding.ts';
import { type Finding, passed, stopped, unknown } from './finding.ts';

/** Is the request for this host, does the input hook let it in, and does something answer? */
export function input(walk: Walk): Finding {
  if (walk.answerLeft || walk.answerArrived)
    return passed(`${walk.host} answers`, cite(walk, 'capture', 'peer-probe'));
  const notLocal = addressNotLocal(walk);
  if (notLocal) return notLocal;
  const ignored = echoIgnored(walk);
  if (ignored) return ignored;
  const filter = filterFinding(walk, 'input');
  if (filter.status !== 'passed') return filter;
  const silent = nothingListens(walk);
  return (
    silent ?? passed(`${walk.flow.to} is local and nothing known keeps it from answering`, filter.evidence)
  );
}

function addressNotLocal(walk: Walk): Finding | undefined {
  const local = walk.model.isLocal(walk.family, walk.flow.to);
  if (local !== false || walk.observation.state.addresses === undefined) return undefined;
  const because = `${walk.flow.to} is not in the local table: the host does not take the packet for its own`;
  return stopped('address-not-local', because, cite(walk, 'addresses', 'routes'));
}

/** Documentation/networking/ip-sysctl: icmp_echo_ignore_all silences IPv4 echo, net.ipv6.icmp.echo_ignore_all IPv6's. */
function echoIgnored(walk: Walk): Finding | undefined {
  if (walk.flow.protocol !== 'icmp') return undefined;
  const key = walk.family === 4 ? 'net.ipv4.icmp_echo_ignore_all' : 'net.ipv6.icmp.echo_ignore_all';
  if (walk.state.sysctls?.[key] !== '1') return undefined;
  return stopped(
    'echo-ignored',
    `${key} is 1: the kernel answers no echo request`,
    cite(walk, 'sysctls', 'rp_filter'),
  );
}

function nothingListens(walk: Walk): Finding | undefined {
  const { protocol, port, to } = walk.flow;
  if (protocol === 'icmp' || walk.state.sockets === undefined) return undefined;
  const any = ['0.0.0.0', '::', '*', to];
  const listens = walk.state.sockets.some(
    (socket) =>
      socket.protocol === protocol &&
      socket.localPort === port &&
      any.includes(socket.localAddress) &&
      isOpen(socket.state),
  );
  if (listens) return undefined;
  return unknown(
    `nothing listens on ${protocol} port ${port ?? '?'} of ${to}: a refusal is the most it can answer`,
    cite(walk, 'sockets'),
  );
}

function isOpen(state: string): boolean {
  return state === 'LISTEN' || state === 'UNCONN';
}
