import type { Flow, Observation, Packet } from '../model/index.ts';

/** What the packets of a TCP conversation tell beyond its first two: whether the client got the answer. */
export type TcpTalk = {
  /** The client acknowledged what the host sent: its answer arrived. */
  acknowledged: boolean;
  /** The host sent its answer, or the client its request, again: the answer did not arrive. */
  repeated: boolean;
};

/** Reads the conversations of a flow out of what one host captured. Each packet counts once a capture. */
export function tcpTalkOf({ captures }: Observation, flow: Flow): TcpTalk {
  if (flow.protocol !== 'tcp') return { acknowledged: false, repeated: false };
  let acknowledged = false;
  let repeated = false;
  for (const { packets } of captures) {
    const answers = new Map<number, number>();
    for (const packet of packets) {
      if (isFromClient(packet, flow) && !isOpening(packet) && packet.acknowledges !== undefined)
        acknowledged = true;
      if (!isAnswer(packet, flow) || packet.destinationPort === undefined) continue;
      const count = (answers.get(packet.destinationPort) ?? 0) + 1;
      answers.set(packet.destinationPort, count);
      if (count > 1) repeated = true;
    }
  }
  return { acknowledged, repeated: repeated && !acknowledged };
}

function isFromClient({ protocol, destination, destinationPort, direction }: Packet, flow: Flow): boolean {
  const here = protocol === 'tcp' && destination === flow.to && destinationPort === flow.port;
  return here && direction !== 'out' && direction !== 'other';
}

function isOpening({ kind = '' }: Packet): boolean {
  return kind.includes('S') || kind.includes('R');
}

function isAnswer({ protocol, source, sourcePort, kind = '' }: Packet, flow: Flow): boolean {
  return protocol === 'tcp' && source === flow.to && sourcePort === flow.port && kind.startsWith('S.');
}
