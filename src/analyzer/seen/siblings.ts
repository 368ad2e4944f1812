import type { Flow } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';

/**
 * Whether the same address answers the same sender something else: a ping, another port. Its interface, its routes and the
 * validation of that sender are in order then.
 */
export function addressAnswers({ asked: { working, flow }, seen: { peer } }: Walk): boolean {
  // Traceroute's datagrams came there, and what the host said of them came back.
  const isTraced = peer?.traces?.some(({ reached, to, echo }) => reached && to === flow.to && !echo) ?? false;
  return (
    isTraced ||
    working.some(
      (other) =>
        other.to === flow.to &&
        (other.protocol !== flow.protocol || other.port !== flow.port) &&
        isSameSender(other, flow),
    )
  );
}

/** Whether another address of the host answers the same kind of packet from the same sender: no filter on that kind is at fault. */
export function siblingPasses({ asked: { working, flow } }: Walk): boolean {
  return working.some(
    (other) => other.to !== flow.to && other.protocol === flow.protocol && isSameSender(other, flow),
  );
}

function isSameSender(other: Flow, flow: Flow): boolean {
  return flow.from === undefined || other.from === undefined || other.from === flow.from;
}
