import { cite, type Walk } from '../walk.ts';
import { type Finding, passed, stopped, unknown } from './finding.ts';

/** Did the request reach the interface? Stopped only where somebody is known to have been sending while we listened. */
export function wireIn(walk: Walk): Finding {
  const { flow, seen, probe } = walk;
  const evidence = cite(walk, 'capture', 'peer-probe', 'peer-capture');
  if (seen.requests.length > 0) return passed(arrival(walk), cite(walk, 'capture'));
  if (walk.answerArrived) return passed('the sender got an answer', evidence);
  if (!seen.listening) return unknown('no capture was listening', evidence);
  const sent = probe?.sent ?? walk.peerSeen?.requests.length ?? 0;
  const leftPeer =
    (walk.peerSeen?.requests.length ?? 0) > 0 || (walk.peerSeen?.listening !== true && sent > 0);
  if (walk.probeExpected && leftPeer) {
    const because = `${walk.peerName} sent ${sent} to ${flow.to}; none reached any interface of ${walk.host}`;
    return stopped('request-not-arriving', because, evidence);
  }
  if (walk.probeExpected && sent > 0) return unknown(`the requests did not leave ${walk.peerName}`, evidence);
  return unknown('no request was seen, and nobody is known to have sent one', evidence);
}

function arrival(walk: Walk): string {
  const { requests } = walk.seen;
  const what = walk.flow.protocol === 'icmp' ? 'echo request' : `${walk.flow.protocol.toUpperCase()} packet`;
  const count = `${requests.length} ${what}${requests.length === 1 ? '' : 's'} from ${walk.flow.from ?? '?'}`;
  const dev = requests.find((request) => request.dev !== undefined)?.dev;
  if (dev === undefined) return `${count} arrived`;
  const other = dev === walk.flow.interface ? '' : `, not on ${walk.flow.interface}`;
  return `${count} arrived on ${dev}${other}`;
}
