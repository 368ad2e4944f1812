import { rise } from '../counter-rise.ts';
import { type CauseFacts, type Socket, takesFrom, vrfOf, waitingSockets } from '../model/index.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type Assumption, type CauseFile, type Claim, claim, LINKS } from './cause.ts';

/**
 * The program takes its connections too slowly: the accept queue of its socket is full, and the kernel drops a SYN without an
 * answer, counting it as ListenOverflows (listen(2), Documentation/networking/ip-sysctl).
 */
export const listenQueueFull: CauseFile<'listen-queue-full'> = {
  code: 'listen-queue-full',
  claims(walk) {
    const { flow } = walk.asked;
    const { observation, counted } = walk.seen;
    if (flow.protocol !== 'tcp' || flow.port === undefined || walk.modelled.passage.translated) return [];
    const overflows = rise(observation.counters, 'TcpExt.ListenOverflows');
    if (overflows === 0 && counted.sent > 0) return [];
    const rose = overflows !== undefined && overflows > 0 ? overflows : undefined;
    const listeners = listenersOf(walk);
    if (listeners.length === 0) return notShown(walk, rose);
    const room = listeners.map(roomOf);
    const isOurs = rose !== undefined && rose === counted.sent;
    if (room.every((one) => one === 'some') && !isOurs) return [];
    const fullest = listeners[Math.max(0, room.indexOf('none'))];
    const facts = {
      ...(fullest?.receiveQueue === undefined ? {} : { waiting: fullest.receiveQueue }),
      ...(fullest?.sendQueue === undefined ? {} : { limit: fullest.sendQueue }),
      ...(rose === undefined ? {} : { rose }),
    };
    const hasRoom = room.some((one) => one === 'some' || one === 'perhaps');
    if (room.every((one) => one === 'none') || (isOurs && !hasRoom)) return [stopped(walk, facts)];
    // The listing is of one moment, and with SO_REUSEPORT only some of the queues may be full.
    if (rose !== undefined || !room.includes('unknown')) return [stopped(walk, facts, { surmised: true })];
    return [stopped(walk, facts, { bare: true, rests: [notListed(walk, 'open')] })];
  },
  remedies: [],
  advice: ({ asked: { flow } }) => ({
    commands: [
      ['ss', '-ltnp', 'sport', '=', `:${flow.port ?? ''}`],
      ['nstat', '-asz', 'TcpExtListenOverflows', 'TcpExtListenDrops'],
      ['sysctl', 'net.core.somaxconn'],
    ],
    link: LINKS.listen,
  }),
};

/** Sockets that would take the connection. */
function listenersOf({ modelled: { state }, asked: { flow }, seen: { ingress } }: Walk): Socket[] {
  if (flow.protocol === 'icmp') return [];
  const way = { device: ingress, vrf: vrfOf(state, ingress)?.name };
  return waitingSockets(state, { protocol: flow.protocol, address: flow.to, port: flow.port }).filter(
    (socket) => takesFrom(state, socket, way) !== false,
  );
}

/** Whether one more may wait: a SYN is dropped where more wait than the limit says (sk_acceptq_is_full, include/net/sock.h). */
function roomOf({
  receiveQueue: waiting,
  sendQueue: limit,
}: Socket): 'none' | 'perhaps' | 'some' | 'unknown' {
  if (waiting === 0) return 'some';
  if (waiting === undefined || limit === undefined) return 'unknown';
  if (waiting > limit) return 'none';
  return waiting === limit ? 'perhaps' : 'some';
}

/** No socket was listed: the counter alone speaks for it, or nothing does. */
function notShown(walk: Walk, rose: number | undefined): Claim[] {
  const { sockets } = walk.modelled.state;
  if (sockets !== undefined || !walk.seen.arrived || walk.seen.answerLeft) return [];
  return rose === undefined
    ? [stopped(walk, {}, { bare: true, rests: [notListed(walk, 'open')] })]
    : [stopped(walk, { rose }, { surmised: true, rests: [notListed(walk, 'default')] })];
}

function notListed({ asked: { flow } }: Walk, kind: 'default' | 'open'): Assumption {
  const question = { about: 'sockets', protocol: 'tcp', port: flow.port } as const;
  return { question, kind, otherwise: kind === 'open' ? 'default' : 'open' };
}

function stopped(walk: Walk, facts: CauseFacts['listen-queue-full'], more: Partial<Claim> = {}): Claim {
  return claim({ cause: 'listen-queue-full', facts }, 'input', {
    evidence: cite(walk, 'sockets', 'counters', 'capture'),
    rests: [],
    ...more,
  });
}
