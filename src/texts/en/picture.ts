import type { Scene } from '../../analyzer/model/index.ts';
import type { PictureTexts } from '../picture-texts.ts';
import { arrivalReasons } from './picture-reasons/arrival.ts';
import { hostReasons } from './picture-reasons/host.ts';
import { replyReasons } from './picture-reasons/reply.ts';
import { count, peer, UNNAMED, ways } from './words.ts';

/** `ping`, `TCP 443`. */
function kind({ protocol, port }: Pick<Scene, 'protocol' | 'port'>): string {
  return protocol === 'icmp' ? 'ping' : `${protocol.toUpperCase()} ${port ?? '?'}`;
}

function nameOf(device: string): string {
  return device === '' ? UNNAMED.again.device : device;
}

function hostOf({ host }: Pick<Scene, 'host'>): string {
  return host === '' ? UNNAMED.again.host : host;
}

/** What stands in the picture of a round trip. */
export const pictureTexts: PictureTexts = {
  outcome: {
    stopped: 'Now: no answer',
    'probably-stopped': 'Now: no answer (likely cause)',
    'partly-lost': 'Now: part of it is lost',
    'probably-partly-lost': 'Now: part of it is lost (likely cause)',
    refused: 'Now: refused',
    'not-known': 'Now: cause not known yet',
    answered: 'Now: answered',
    'nothing-found': 'Now: no problem found',
    repaired: 'After the fix: answered (expected)',
    depends: 'After the fix: it depends',
    'not-repaired': 'After the fix: still no answer',
  },
  flow: (scene) =>
    scene.own
      ? `${hostOf(scene)} ${nameOf(scene.interface)}: own ping to ${peer(scene)}`
      : `${hostOf(scene)} ${nameOf(scene.interface)}: ${kind(scene)} from ${peer(scene)}`,
  label: {
    senderUnknown: 'sender (not known)',
    pingTarget: 'target of the ping',
    router: 'router',
    addressNotShown: 'address not shown',
    interfaceNotShown: 'interface not shown',
    wayNotKnown: 'return path not known',
    noRoute: 'no return route',
    noAddress: 'no address',
    down: 'down',
    noCarrier: 'no carrier',
    vrf: (name) => `VRF ${name}`,
    moreAddresses: (more) => `+${count(more, 'address', 'addresses')}`,
    otherInterfaces: 'Other interfaces:',
    more: (more) => `+${more} more`,
    sameFault: (devices) => `Same fault: ${devices.join(', ')}`,
  },
  request(scene, seen) {
    const what = scene.own ? 'replies' : kind(scene);
    return seen === undefined ? what : `${what} (${seen} seen)`;
  },
  reply(scene, state) {
    const what = scene.own ? 'own ping' : 'reply';
    switch (state) {
      case 'leaves':
        return what;
      case 'would-leave':
        return scene.own ? what : `no ${what}`;
      case 'none':
        return `no ${what}`;
      case 'some':
        return scene.own ? what : 'some replies';
      case 'refusal':
        return 'refusal';
      case 'not-known':
        return `${what}?`;
    }
  },
  answerer(scene, translatedTo) {
    if (scene.own) return 'ping waits for the replies';
    if (translatedTo) {
      const { address, port } = translatedTo;
      return ['container', address, port === undefined ? '' : `port ${port}`]
        .filter((part) => part !== '')
        .join(' ');
    }
    if (scene.protocol === 'icmp') return 'kernel answers the ping';
    return `program on ${scene.protocol.toUpperCase()} port ${scene.port ?? '?'}`;
  },
  heading: {
    stops: 'Stops here',
    'probably-stops': 'Probably stops here',
    'not-known': 'Not known from here on',
    depends: 'Depends on',
    'still-stops': 'Would still stop here',
    well: 'Passes',
    'well-then': 'Passes then',
  },
  settles: (host) => `To find out, run on ${host}:`,
  legend: { passed: 'passes', 'not-known': 'not known', 'not-reached': 'not reached' },
  reason: { ...arrivalReasons, ...hostReasons, ...replyReasons },
  alternative: {
    now: (headline, request, reply) => `${headline} (${request}, ${reply}).`,
    requestBy: (device) => `request in by ${nameOf(device)}`,
    replyBy: (devices) => `reply out by ${ways(devices)}`,
    noReply: 'no return route',
    replyNotKnown: 'return path not known',
    after(label, outcome) {
      const then = {
        repairs: 'it is expected to be answered',
        depends: 'it depends on more whether it is answered',
        'does-not-repair': 'it would still not be answered',
      };
      return `With "${label}" ${then[outcome]}.`;
    },
  },
};
