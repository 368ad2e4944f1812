import { cite, type Walk } from '../walk.ts';
import { type Finding, passed, stopped, unknown } from './finding.ts';

/** Did the request reach the interface? Stopped only where somebody is known to have been sending while we listened. */
export function wireIn(walk: Walk): Finding {
  const { flow, seen, host, peerName } = walk;
  const evidence = cite(walk, 'capture', 'peer-probe', 'peer-capture');
  if (seen.requests.length > 0) return passed(arrival(walk), cite(walk, 'capture'));
  if (walk.answerArrived) return passed('the sender got an answer', evidence);
  if (walk.arrived) return passed('the counters show that the requests arrived', cite(walk, 'counters'));
  if (!seen.listening) return unknown('no capture was listening', evidence);
  const stranger = seen.perhapsOurs[0]?.source;
  if (stranger !== undefined) {
    const because = `requests from ${stranger} arrive, and nothing tells whether they are ${peerName}'s, translated on the way`;
    return unknown(because, evidence);
  }
  if (!walk.probeExpected) return unknown(nobodySends(walk), evidence);
  const sent = whatWasSent(walk);
  if (sent === undefined) return unknown(neverLeft(walk), evidence);
  if (!seen.complete)
    return unknown('the capture was cut or full: what is not in it may have come all the same', evidence);
  const xdp = walk.state.links?.find(({ name }) => name === flow.interface)?.xdp;
  if (xdp !== undefined && xdp !== 'generic') {
    const because = `no request was seen, but an XDP program on ${flow.interface} may have dropped it before tcpdump could see it`;
    return unknown(because, evidence);
  }
  const because = `${sent}; none reached any interface of ${host}${errorsOf(walk)}`;
  return stopped('request-not-arriving', because, evidence);
}

function nobodySends({ seen, namedSender }: Walk): string {
  const others = seen.others[0]?.source;
  if (namedSender !== undefined && others !== undefined)
    return `requests from ${others} arrive, none from ${namedSender}, and it is not known whether that is sending`;
  return 'no request was seen, and nobody is known to have sent one';
}

/** What proves that the sender was sending: its own capture, else its probe where nothing was captured there. */
function whatWasSent(walk: Walk): string | undefined {
  const { peerSeen, peerLinkTalk, probe, flow, peerName } = walk;
  const left = peerSeen?.requests.length ?? 0;
  if (left > 0) return `${peerName} sent ${left} to ${flow.to}`;
  if (peerSeen?.listening !== true) {
    const sent = probe?.sent ?? 0;
    return sent > 0 && !gaveUpItself(walk) ? `${peerName} sent ${sent} to ${flow.to}` : undefined;
  }
  const asks = peerLinkTalk?.questions.some(
    ({ target, direction }) => target === flow.to && direction !== 'in',
  );
  return asks
    ? `${peerName} asks its link for the hardware address of ${flow.to} and gets no answer`
    : undefined;
}

/** "Destination Host Unreachable" from the sender's own address: it found no next hop, and sent nothing. */
function gaveUpItself({ probe, namedSender }: Walk): boolean {
  const own = probe?.from ?? namedSender;
  return own !== undefined && (probe?.errors.some((line) => line.startsWith(`From ${own} `)) ?? false);
}

function neverLeft({ peerName, probe, flow }: Walk): string {
  const [error] = probe?.errors ?? [];
  return `the requests never left ${peerName}${error === undefined ? `, so nothing is known of ${flow.to}` : `: ${error}`}`;
}

function errorsOf({ probe }: Walk): string {
  const error = probe?.errors.find((line) => /^From |Reply from /.test(line));
  return error === undefined ? '' : ` (${error})`;
}

function arrival({ seen, flow, ingress }: Walk): string {
  const { requests } = seen;
  const what = flow.protocol === 'icmp' ? 'echo request' : `${flow.protocol.toUpperCase()} packet`;
  const count = `${requests.length} ${what}${requests.length === 1 ? '' : 's'} from ${flow.from ?? '?'}`;
  if (!requests.some(({ dev }) => dev !== undefined)) return `${count} arrived`;
  return `${count} arrived on ${ingress}${ingress === flow.interface ? '' : `, not on ${flow.interface}`}`;
}
