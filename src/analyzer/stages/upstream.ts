import { cite, type Walk } from '../walk.ts';
import { type Finding, passed, stopped, unknown } from './finding.ts';

/** Does the network beyond take the answer to the sender? */
export function upstream(walk: Walk): Finding {
  const evidence = cite(walk, 'peer-probe', 'peer-capture');
  if (walk.answerArrived) return passed(`${walk.peerName} got the answer`, evidence);
  if (walk.answerLeft && walk.answerMissed) {
    return stopped('answered-but-lost', `${walk.host} answered and ${walk.peerName} never got it`, evidence);
  }
  return unknown('only the host was looked at, not the network beyond it');
}
