import { isRefused } from '../walk.ts';
import { capitalise, LINKS, requests, type Telling } from './telling.ts';

/** Nothing stops it, or it cannot be told what does. */
export const OUTCOME_WORDS = {
  healthy: (walk) => {
    const { host, flow, answerArrived, peerName, egress, ingress } = walk;
    const other = egress !== undefined && egress !== ingress;
    if (!answerArrived) {
      return {
        headline: `${host} answers correctly on ${flow.interface}; if you still get nothing, it is lost after ${host}`,
        explanation: `Requests to ${flow.to} come in on ${ingress} and the answers leave by ${egress ?? 'the host'}. What happens beyond ${host} was not looked at.`,
      };
    }
    if (isRefused(walk)) {
      return {
        headline: `${host} is reached on ${flow.interface}, and refuses port ${flow.port ?? '?'}: nothing listens there`,
        explanation: `${peerName} got an answer from ${flow.to}: a refusal. The network is in order; the program that should listen on port ${flow.port ?? '?'} does not run, or listens on another address.`,
        advice: { commands: [['ss', '-ltnp']], link: LINKS.hostRequirements },
      };
    }
    return {
      headline: `${host} answers ${requests(walk)} to ${flow.interface}${other ? `, though the answers leave by ${egress}` : ''}`,
      explanation: `${peerName} got its answers from ${flow.to}.${other ? ` They leave by ${egress}, not by ${ingress}: it works today because nothing on the way minds.` : ''}`,
    };
  },
  inconclusive: ({ host, flow }, { because }) => ({
    headline: `It cannot be told yet why ${host} does not answer on ${flow.interface}`,
    explanation: `${capitalise(because)}.`,
  }),
} as const satisfies Record<string, Telling>;
