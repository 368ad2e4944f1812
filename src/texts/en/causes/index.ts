import { becauseOf } from '../../because.ts';
import type { CauseTexts } from '../../cause-texts.ts';
import { peer, requests } from '../words.ts';
import { acceptanceTexts } from './acceptance.ts';
import { answerTexts } from './answer.ts';
import { arrivalTexts } from './arrival.ts';

/** What every cause says in English, by its code. */
export const causeTexts: CauseTexts = {
  healthy: {
    headline(facts, { host, interface: iface, ...scene }) {
      switch (facts.how) {
        case 'returned': {
          const other = facts.other ? `, though the answers leave by ${facts.device}` : '';
          const late = facts.late === undefined ? '' : `, ${(facts.late / 1000).toFixed(1)} s late`;
          return scene.own
            ? `${host} gets ${requests(scene)} by ${iface}${late}`
            : `${host} answers ${requests(scene)} to ${iface}${other}${late}`;
        }
        case 'left':
          return `${host} answers correctly on ${iface}; if you still get nothing, it is lost after ${host}`;
        case 'refused':
          return `${host} is reached on ${iface}, and refuses port ${scene.port ?? '?'}`;
        case 'expected':
          return `Nothing found on ${host} that stops ${requests(scene)} to ${iface}; no packet seen yet`;
      }
    },
    because: (_, { to }) => `nothing stops packets to ${to}`,
    explanation(facts, scene) {
      const { host, to, ingress } = scene;
      const flaps = facts.flaps
        ? ` But the link of ${facts.flaps.device} goes and comes back (${facts.flaps.counter}: ${facts.flaps.count}), and what is sent while it is down is lost: look at the cable and the switch port.`
        : '';
      if (facts.how === 'left')
        return `Requests to ${to} come in on ${ingress} and the answers leave by ${facts.device ?? 'the host'}. What happens beyond ${host} was not looked at.${flaps}`;
      const other = facts.other
        ? ` They leave by ${facts.device}, not by ${ingress}: it works today because nothing on the way drops such packets.`
        : '';
      const late =
        facts.late === undefined ? '' : ` The slowest answer took ${(facts.late / 1000).toFixed(1)} s.`;
      return `Answers from ${to} came back to ${peer(scene)}.${other}${late}${flaps}`;
    },
  },
  inconclusive: {
    headline: ({ nothingFound, overloaded, lead }, { host, interface: iface, ...scene }) =>
      scene.own
        ? `Why ${host} gets no replies to its own pings by ${iface} is open`
        : overloaded
          ? `${host} is overloaded: too little was read in time to say why it does not answer on ${iface}`
          : lead
            ? `${nothingFound ? 'Whether' : 'Why'} ${host} ${nothingFound ? 'answers' : 'does not answer'} on ${iface} is open: ${becauseOf(causeTexts, lead, { host, interface: iface, ...scene })}`
            : nothingFound
              ? `Nothing found on ${host} that stops ${requests(scene)} to ${iface}; no packet seen yet`
              : `Not enough is shown to say why ${host} does not answer on ${iface}`,
    because: () => 'it cannot be told yet',
    explanation: ({ lead }, scene) =>
      lead?.cause === 'request-not-arriving'
        ? causeTexts['request-not-arriving'].explanation(lead.facts, scene)
        : '',
  },
  ...arrivalTexts,
  ...acceptanceTexts,
  ...answerTexts,
};
