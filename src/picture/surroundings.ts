import type { Diagnosed, ReplyWay, Scene, Topology, TopologyInterface } from '../analyzer/model/index.ts';
import { type Language, machineName, pictureTextsIn } from '../texts/index.ts';
import type { Egress, InterfaceView, View } from './view.ts';

/** What is the same in every picture of a diagnosis, with the reply leaving by the given way. */
export function surroundingsOf(found: Diagnosed, reply: ReplyWay, language: Language) {
  const words = pictureTextsIn(language);
  const { scene, topology } = found;
  const devices = reply.kind === 'by' ? [...new Set(reply.hops.map(({ device }) => device))] : [];
  const isSame = devices.length === 1 && devices[0] === scene.ingress;
  return {
    flow: words.flow(scene),
    sender: senderOf(scene, language),
    routers: { label: words.label.router, ...routersOf(topology, reply) },
    host: machineName(scene.host, language),
    ingress: interfaceView(found, [scene.ingress], language),
    egress: isSame ? { kind: 'same' as const } : egressOf(found, reply, devices, language),
    hasWayBack: reply.kind !== 'none' && (devices.length === 0 || devices.some((device) => device !== 'lo')),
    request: words.request(scene, topology?.requestsSeen),
    answerer: words.answerer(scene, topology?.translatedTo),
    others: othersOf(found, [scene.ingress, ...devices], language),
    legend: words.legend,
  };
}

/** How the reply leaves today. A ping that is bound to a device leaves by that, whatever the routes say. */
export function replyWayNow({ scene, topology }: Diagnosed): ReplyWay {
  if (scene.own?.byDevice) return { kind: 'by', hops: [{ device: scene.ingress, gateway: '' }], seen: false };
  return topology?.reply ?? { kind: 'open' };
}

function senderOf(scene: Scene, language: Language): View['sender'] {
  const { label } = pictureTextsIn(language);
  const name = scene.peer ?? scene.from ?? (scene.own ? label.pingTarget : label.senderUnknown);
  return { name, ...(scene.from === undefined || scene.from === name ? {} : { address: scene.from }) };
}

function routersOf(topology: Topology | undefined, reply: ReplyWay): { request?: string; reply?: string } {
  const gateways =
    reply.kind === 'by' ? [...new Set(reply.hops.flatMap(({ gateway }) => gateway ?? []))] : [];
  const isOnLink = topology?.sender === 'on-link';
  const replies =
    reply.kind === 'by' ? (gateways.length === 0 ? {} : { reply: gateways.join(', ') }) : undefined;
  const requests = isOnLink ? {} : { request: topology?.router ?? '' };
  return { ...requests, ...(replies ?? (isOnLink ? {} : { reply: '' })) };
}

function egressOf(found: Diagnosed, reply: ReplyWay, devices: readonly string[], language: Language): Egress {
  const { label } = pictureTextsIn(language);
  switch (reply.kind) {
    case 'by':
      return devices.length === 0
        ? { kind: 'open', text: label.wayNotKnown }
        : { kind: 'other', interface: interfaceView(found, devices, language) };
    case 'none':
      return { kind: 'none', text: label.noRoute };
    case 'open':
      return { kind: 'open', text: label.wayNotKnown };
  }
}

/** One box; of several interfaces the names alone. */
function interfaceView(
  { topology, scene }: Diagnosed,
  devices: readonly string[],
  language: Language,
): InterfaceView {
  const { label } = pictureTextsIn(language);
  const [device = ''] = devices;
  const name = devices.map((one) => (one === '' ? label.interfaceNotShown : one)).join(' / ');
  const known = devices.length > 1 ? undefined : topology?.interfaces.find((one) => one.name === device);
  const isAsked = device === scene.interface && scene.holder === undefined && scene.to !== '';
  const addresses = known?.addresses ?? [];
  const shown = addresses.map(({ address, prefixLength }) => ({
    text: `${address}/${prefixLength}`,
    asked: address === scene.to,
  }));
  // Who asked for it takes the address to be there, until a listing says otherwise.
  const supposed = devices.length === 1 && isAsked && known === undefined;
  return {
    name,
    notes: known === undefined ? [] : notesOf(known, language),
    addresses:
      shown.length > 0
        ? [
            ...shown,
            ...(known?.moreAddresses
              ? [{ text: label.moreAddresses(known.moreAddresses), asked: false }]
              : []),
          ]
        : supposed
          ? [{ text: scene.to, asked: true }]
          : devices.length > 1
            ? []
            : [{ text: label.addressNotShown, asked: false }],
  };
}

function notesOf({ state, vrf }: TopologyInterface, language: Language): string[] {
  const { label } = pictureTextsIn(language);
  const states = { down: label.down, 'no-carrier': label.noCarrier };
  return [...(vrf === undefined ? [] : [label.vrf(vrf)]), ...(state === undefined ? [] : [states[state]])];
}

/** The interfaces that the flow does not pass, those with the same fault apart, the many folded into a number. */
function othersOf(
  { topology, alsoAffected }: Diagnosed,
  drawn: readonly string[],
  language: Language,
): string {
  const { label } = pictureTextsIn(language);
  const others = (topology?.interfaces ?? []).filter(({ name }) => !drawn.includes(name));
  const healthy = others.filter(({ name }) => !alsoAffected.includes(name));
  const named = healthy
    .slice(0, OTHERS)
    .map(({ name, addresses: [first] }) =>
      first === undefined ? name : `${name}${NO_BREAK}${first.address}`,
    );
  const more = healthy.length - named.length + (topology?.moreInterfaces ?? 0);
  const list = [...named, ...(more > 0 ? [label.more(more)] : [])];
  const faulty = alsoAffected.filter((name) => !drawn.includes(name));
  return [
    ...(faulty.length === 0 ? [] : [label.sameFault(faulty)]),
    ...(list.length === 0 ? [] : [`${label.otherInterfaces} ${list.join(', ')}`]),
  ].join('. ');
}

/** A space at which no line ends. */
const NO_BREAK = '\u00a0';

/** So many interfaces are named beside those of the flow. */
const OTHERS = 3;
