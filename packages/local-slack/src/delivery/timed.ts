import type { Delivery, Envelope, Transport } from './transport.ts';

/** The same transport, and how long each delivery took is told. */
export function timed(
  transport: Transport,
  onDelivery: (type: Envelope['type'], outcome: Delivery['outcome'], milliseconds: number) => void,
): Transport {
  return {
    async send(envelope) {
      const begun = performance.now();
      const delivery = await transport.send(envelope);
      onDelivery(envelope.type, delivery.outcome, performance.now() - begun);
      return delivery;
    },
    onReachable: (listener) => transport.onReachable(listener),
    close: () => transport.close(),
  };
}
