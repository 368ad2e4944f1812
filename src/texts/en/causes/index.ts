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
          const other = facts.other ? `, but replies leave by ${facts.device}` : '';
          const late = facts.late === undefined ? '' : `, ${(facts.late / 1000).toFixed(1)} s late`;
          return scene.own
            ? `${host} gets ${requests(scene)} by ${iface}${late}`
            : `${host} answers ${requests(scene)} to ${iface}${other}${late}`;
        }
        case 'left':
          return `${host} answers correctly on ${iface}; if you still get no reply, it is lost after ${host}`;
        case 'refused':
          return `${host} is reachable on ${iface}, and refuses port ${scene.port ?? '?'}`;
        case 'expected':
          return `No problem found on ${host} for ${requests(scene)} to ${iface}; no packet seen yet`;
      }
    },
    because: (_, { to }) => `nothing stops packets to ${to}`,
    explanation(facts, scene) {
      const { host, to, ingress } = scene;
      const flaps = facts.flaps
        ? ` But the link of ${facts.flaps.device} flaps (${facts.flaps.counter}: ${facts.flaps.count}), and packets are lost while it is down: check the cable and the switch port.`
        : '';
      if (facts.how === 'left')
        return `Requests to ${to} arrive on ${ingress} and replies leave${facts.device === undefined ? '' : ` by ${facts.device}`}. The network beyond ${host} was not checked.${flaps}`;
      const other = facts.other
        ? ` They leave by ${facts.device}, not by ${ingress}: it works only because nothing on the path drops such packets.`
        : '';
      const late =
        facts.late === undefined ? '' : ` The slowest reply took ${(facts.late / 1000).toFixed(1)} s.`;
      return `Replies from ${to} reached ${peer(scene)}.${other}${late}${flaps}`;
    },
  },
  inconclusive: {
    headline: ({ nothingFound, overloaded, lead }, { host, interface: iface, ...scene }) =>
      scene.own
        ? `Why ${host} gets no replies to its own pings by ${iface} is unknown`
        : overloaded
          ? `${host} is overloaded: too little was read to say why it does not answer on ${iface}`
          : lead
            ? `${nothingFound ? 'Whether' : 'Why'} ${host} ${nothingFound ? 'answers' : 'does not answer'} on ${iface} is unknown: ${becauseOf(causeTexts, lead, { host, interface: iface, ...scene })}`
            : nothingFound
              ? `No problem found on ${host} for ${requests(scene)} to ${iface}; no packet seen yet`
              : `Not enough shown to say why ${host} does not answer on ${iface}`,
    because: () => 'not known yet',
    explanation: ({ lead }, scene) =>
      lead?.cause === 'request-not-arriving'
        ? causeTexts['request-not-arriving'].explanation(lead.facts, scene)
        : '',
  },
  ...arrivalTexts,
  ...acceptanceTexts,
  ...answerTexts,
};
